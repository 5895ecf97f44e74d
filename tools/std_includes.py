"""Which standard headers a source needs, so that each compiles whatever its neighbours include.

Builds join several sources into one unit, where a forgotten #include goes unnoticed.
"""
import pathlib
import re

import cpp_source

_NAMES = {
    "<algorithm>": "all_of any_of clamp copy_if count_if find_if lower_bound max max_element min "
                   "min_element none_of sort stable_sort transform upper_bound",
    "<array>": "array",
    "<atomic>": "atomic",
    "<cmath>": "ceil fabs floor isfinite isinf isnan sqrt",
    "<cstdint>": "int32_t int64_t uint16_t uint32_t uint64_t uint8_t",
    "<deque>": "deque",
    "<functional>": "function",
    "<limits>": "numeric_limits",
    "<map>": "map multimap",
    "<memory>": "make_shared make_unique shared_ptr unique_ptr",
    "<numeric>": "accumulate",
    "<optional>": "nullopt optional",
    "<set>": "set",
    "<string>": "stod stoi string to_string",
    "<string_view>": "string_view",
    "<thread>": "thread",
    "<tuple>": "tie tuple",
    "<utility>": "exchange move pair swap",
    "<variant>": "get_if holds_alternative variant visit",
    "<vector>": "vector",
}
_HEADER_OF = {name: header for header, names in _NAMES.items() for name in names.split()}


def _included_by(path: pathlib.Path) -> set:
    text = path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else ""
    return {quoted for _, quoted in cpp_source.includes(text)}


def missing(root: pathlib.Path, path: pathlib.Path, code: str):
    """(line, name, header) of what is used while neither the file, nor its own header, nor a header
    of ours that one of them includes, includes the header; each header once."""
    included = _included_by(path) | _included_by(path.with_suffix(".hpp"))
    for quoted in [name for name in included if name.startswith('"')]:
        included |= _included_by(root / quoted.strip('"'))
    for match in re.finditer(r"\bstd::(\w+)", code):
        header = _HEADER_OF.get(match.group(1))
        if header and header not in included:
            included.add(header)
            yield code.count("\n", 0, match.end()) + 1, match.group(1), header
