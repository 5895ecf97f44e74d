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


_TYPE = re.compile(
    r"\b(?:struct|class|union|enum(?:\s+class)?)\s+(\w+)\s*(?:final\s*)?(?::[^:].*)?$", re.DOTALL
)
_FUNCTION = re.compile(r"((?:\w+::)*)(\w+)\s*\(([^;{]*)\)[^()]*$", re.DOTALL)
_VARIABLE = re.compile(r"\s(\w+)\s*(?:\[[^]]*\]\s*)*$", re.DOTALL)


def _parameter_types(parameters: str) -> str:
    """The parameters without their names and spaces: "constJson&,int"."""
    declared = (each.split("=")[0].strip() for each in re.split(r",(?![^<]*>)", parameters))
    types = (re.sub(r"(?<=\S)\s+\w+$", "", each) for each in declared)
    return ",".join(re.sub(r"\s+", "", each) for each in types)


def _without_initialiser(head: str) -> str:
    depth = 0
    for place, letter in enumerate(head):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "=" and depth == 0:
            return head[:place].rstrip()
    return head.rstrip()


def _defined(head: str):
    """What the text in front of a { or ; defines: a name, with its parameters if a function.

    Nothing for what may be said twice, and for aliases.
    """
    if re.match(r"\s*(using|namespace|static_assert|friend)\b", head):
        return None
    if match := _TYPE.search(head):
        return match.group(1)
    declared = _without_initialiser(head)
    if "operator" in declared:
        return None
    if match := _FUNCTION.search(declared):
        owner, name, parameters = match.groups()
        is_macro = name.isupper()
        return None if owner or is_macro else f"{name}({_parameter_types(parameters)})"
    match = _VARIABLE.search(declared)
    return match.group(1) if match else None


def _alias(head: str):
    """What `using X = Y` in front of a ; says: "X = Y". Nothing if it is none."""
    match = re.match(r"\s*using\s+(\w+)\s*=\s*(.+)", head, re.DOTALL)
    return f"{match.group(1)} = {' '.join(match.group(2).split())}" if match else None


def anonymous_names(code: str):
    """(line, namespace around it, name) of what an anonymous namespace in blanked code defines, and
    of the aliases in any: "X = Y".

    Sources that are compiled as one (a unity build) must not define the same there, nor one alias
    as two things.
    """
    code = re.sub(r"(?m)^\s*#.*$", _spaces, code)
    scopes = []  # the name of each open namespace, "" if anonymous; None for any other brace
    head, end = "", 0
    for token in re.finditer(r"[{};]", code):
        head += code[end : token.start()]
        end = token.end()
        if token.group() != "}" and None not in scopes:
            name = _alias(head) or (_defined(head) if scopes and scopes[-1] == "" else None)
            if name:
                around = "::".join(scope for scope in scopes if scope)
                yield code.count("\n", 0, token.start()) + 1, around, name
        if token.group() == "{":
            opened = re.search(r"\bnamespace\s*([\w:]*)\s*$", head)
            scopes.append(opened.group(1) if opened else None)
        elif token.group() == "}" and scopes:
            scopes.pop()
        head = ""
