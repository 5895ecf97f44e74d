"""Just enough C++ for the house rules: what is code and what is not, and where functions begin."""
import re

# Comments, raw strings, strings, characters. A quote after a digit is a separator (1'000).
_NOT_CODE = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | \bR"(?P<mark>[^()\s\\]*)\(.*?\)(?P=mark)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)
_CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b[^()=]*$")
_INCLUDE = re.compile(r'\s*#\s*include\s*([<"][^>"]+[>"])')


def _spaces(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def blank(text: str) -> str:
    """The same text with comments, strings and characters blank: every position stays true."""
    return _NOT_CODE.sub(_spaces, text)


def includes(text: str):
    """(line, name in its quotes or brackets) of each #include."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = _INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def functions(code: str):
    """(first line, number of lines) of each function body in blanked code, braces included.

    Functions inside functions (lambdas, local classes) belong to the outer one.
    """
    code = re.sub(r"(?m)^\s*#.*$|\balignas\([^)]*\)", _spaces, code)
    stack = []  # one (kind, line, head) for each open brace
    head, end = "", 0
    for token in re.finditer(r"[{};]", code):
        head += code[end : token.start()]
        end = token.end()
        if token.group() == "{":
            if stack and stack[-1][0] != "container":
                kind = "block"
            elif _CONTAINER.search(head):
                kind = "container"
            else:
                kind = "function" if "(" in head else "block"
            stack.append((kind, code.count("\n", 0, end) + 1, head))
            head = ""
        elif token.group() == "}" and stack:
            kind, first, opened_by = stack.pop()
            is_member_initialiser = re.match(r"\s*[,{]", code[end:]) is not None
            head = opened_by if is_member_initialiser else ""
            if kind == "function" and not is_member_initialiser:
                yield first, code.count("\n", 0, end) + 2 - first
        else:
            head = ""
