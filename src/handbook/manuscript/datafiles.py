"""TOML and YAML text to plain values, with the line on which every key stands."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from handbook.book.findings import Finding
from handbook.book.places import Place

KeyPath = tuple[str | int, ...]
"""Where a value stands: `("edition", "date")`, `("term", 3, "abbr")`."""

LONGEST_TOML = 1_000_000
LONGEST_LINE = 10_000
LONGEST_FRONT_MATTER = 65_536
"""Characters; a parser that takes a minute over a hostile file is as bad as one that fails."""
DEEPEST_KEY = 8
DEEPEST_FRONT_MATTER = 8
"""Lists and mappings inside each other; two are of use."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file of keys and values, and where they stand."""

    path: str
    values: Mapping[str, object] = field(default_factory=dict)
    lines: Mapping[KeyPath, int] = field(default_factory=dict)

    def place(self, *keys: str | int) -> Place:
        """Return the place of a key, or of the nearest thing around it."""
        while keys and keys not in self.lines:
            keys = keys[:-1]
        return Place(self.path, self.lines.get(keys, 0))


def parse_toml(text: str, path: str) -> tuple[Table, tuple[Finding, ...]]:
    """Parse TOML; malformed text gives an empty table and one finding."""
    if len(text) > LONGEST_TOML:
        return Table(path), (Finding("HB003", Place(path), "it is far too long"),)
    lengths = map(len, text.split("\n"))
    long = next((number for number, size in enumerate(lengths, 1) if size > LONGEST_LINE), 0)
    if long:
        return Table(path), (Finding("HB003", Place(path, long), "the line is too long"),)
    try:
        values = tomllib.loads(text)
    except RecursionError:
        return Table(path), (Finding("HB003", Place(path), "values are nested too deeply"),)
    except ValueError as error:
        message, line = _toml_complaint(str(error), text)
        return Table(path), (Finding("HB003", Place(path, line), message),)
    return Table(path, values, _toml_lines(text)), ()


def _toml_complaint(message: str, text: str) -> tuple[str, int]:
    said = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", message, re.S)
    if said is None:
        return "a number is far too long", 0
    line = int(said[2]) if said[2] else text.rstrip().count("\n") + 1
    return said[1][:1].lower() + said[1][1:], line


_TOKEN = re.compile(
    r'"""(?:\\[\s\S]|[^\\])*?"{3,5}(?!")|' + r"'''[\s\S]*?'{3,5}(?!')"
    r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'"
    r"|\#[^\n]*|[ \t\r]+|\n|[\[\]{}=,.]|[^\s\"'\#\[\]{}=,.]+"
)


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the tokens of each statement of well-formed TOML with its first line."""
    line, first, depth = 1, 1, 0
    tokens: list[str] = []
    for token in _TOKEN.findall(text + "\n"):
        if token == "\n" and depth == 0:
            if tokens:
                yield first, tokens
            tokens = []
        elif not token.isspace() and not token.startswith("#"):
            first = first if tokens else line
            depth += (token in "[{") - (token in "]}")
            tokens.append(token)
        line += token.count("\n")


def _toml_lines(text: str) -> Mapping[KeyPath, int]:
    lines: dict[KeyPath, int] = {}
    entries: Counter[KeyPath] = Counter()
    above: KeyPath = ()
    for line, tokens in _statements(text):
        if tokens[0] == "[":
            above = _header(tokens, entries)
            path = above
        else:
            path = (*above, *_names(tokens[: tokens.index("=")]))
        for length in range(1, min(len(path), DEEPEST_KEY) + 1):
            lines.setdefault(path[:length], line)
    return lines


def _header(tokens: list[str], entries: Counter[KeyPath]) -> KeyPath:
    """Return the path of `[table]` or `[[entry]]`, counting the entries."""
    path: KeyPath = ()
    for name in _names(tokens):
        if path in entries:
            path = (*path, entries[path] - 1)
        path = (*path, name)
    if tokens[1] == "[":
        entries[path] += 1
    return (*path, entries[path] - 1) if path in entries else path


def _names(tokens: list[str]) -> tuple[str, ...]:
    return tuple(_unquoted(token) for token in tokens if token not in "[].")


def _unquoted(token: str) -> str:
    return str(tomllib.loads(f"key = {token}")["key"]) if token[0] in "\"'" else token


def split_front_matter(text: str) -> tuple[str, str, int]:
    """Split a file into front matter, body and the line on which the body begins.

    Front matter stands between a first line `---` and the next such line. A `---` with an empty
    line after it, or that is never closed, is a rule of the text.
    """
    found = re.match(r"---[ \t]*\n(?![ \t]*\n)((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text)
    if found is None:
        return "", text, 1
    return found[1], text[found.end() :], text.count("\n", 0, found.end()) + 1


def parse_yaml(text: str, path: str, first_line: int) -> tuple[Table, tuple[Finding, ...]]:
    """Parse `key: value` lines of front matter; what is malformed gives findings.

    Every scalar comes as the text that was written (`2026-11-22`, `no`, `1.10`): it is for the
    setting to say what that means. An empty one comes as None.
    """
    if len(text) > LONGEST_FRONT_MATTER:
        return Table(path), (Finding("HB004", Place(path, first_line), "it is far too long"),)
    try:
        refusal = _refusal(text, path, first_line)
        node = yaml.compose(text, Loader=yaml.SafeLoader) if refusal is None else None
    except yaml.YAMLError as error:
        message, line = _yaml_complaint(error, text)
        return Table(path), (Finding("HB004", Place(path, first_line + line), message),)
    if refusal is not None:
        return Table(path), (refusal,)
    return _top_table(node, path, first_line)


def _refusal(text: str, path: str, first_line: int) -> Finding | None:
    """Return what is wrong with YAML that would take long to parse, or unfold to millions."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        place = Place(path, first_line + (event.start_mark.line if event.start_mark else 0))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST_FRONT_MATTER:
            return Finding("HB004", place, "it is nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            hint = "put a text that begins with `*` into quotation marks"
            return Finding("HB004", place, "aliases are not used here", hint)
    return None


def _yaml_complaint(error: yaml.YAMLError, text: str) -> tuple[str, int]:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return error.problem or str(error.context), int(error.problem_mark.line)
    if isinstance(error, yaml.reader.ReaderError):
        return "a character that YAML does not allow", text.count("\n", 0, error.position)
    return str(error), 0


def _top_table(
    node: yaml.Node | None, path: str, first_line: int
) -> tuple[Table, tuple[Finding, ...]]:
    if node is None:
        return Table(path), ()
    if not isinstance(node, yaml.MappingNode):
        place = Place(path, first_line + node.start_mark.line)
        return Table(path), (Finding("HB004", place, "it is not made of `key: value` lines"),)
    values: dict[str, object] = {}
    lines: dict[KeyPath, int] = {}
    findings: list[Finding] = []
    for key, value in node.value:
        line = first_line + key.start_mark.line
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
        if not name or name in values:
            message = f'"{name}" stands there twice' if name else "a key is a single word"
            findings.append(Finding("HB004", Place(path, line), message))
            continue
        values[name] = _plain(value)
        lines[(name,)] = line
        for inner in value.value if isinstance(value, yaml.MappingNode) else ():
            lines[(name, str(inner[0].value))] = first_line + inner[0].start_mark.line
    return Table(path, values, lines), tuple(findings)


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    return None if node.tag == "tag:yaml.org,2002:null" else node.value
