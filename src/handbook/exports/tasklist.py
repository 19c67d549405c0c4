"""Task lists in Markdown: anyone can read them, and the program reads them again as a chapter."""

import json
import re
from collections.abc import Iterator, Sequence

from handbook.exports.record import BookData, ListData, Matter, StageData, TaskData

_SPECIAL = re.compile(r"[\\`*_\[\]~|#]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", "{": "&#123;", "}": "&#125;"})
_NUMBERS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "&<>"}
_OPENING = re.compile(r"^(?:(\d+)([.)])|[>+:=/!^-])")
"""What begins a block of another kind when it begins a line."""


def as_markdown(book: BookData) -> str:
    """Return the lists as a chapter of task lists, texts without markup."""
    head = (f"# {written(f'{book.title} {book.edition}')}", opening(book.handling))
    lists = (line for one in book.lists for line in _list(one))
    return "\n\n".join(text for text in (*head, *lists) if text) + "\n"


def _list(one: ListData) -> Iterator[str]:
    """Yield a list as a block of the book's own, its settings indented below the name."""
    settings = "\n".join(f"    {name}: {value}" for name, value in _settings(one))
    yield f"/// checklist | {one.id}\n{settings}"
    yield f"# {opening(one.title)}"
    yield from map(_matter, one.introduction)
    for stage in one.stages:
        yield from _stage(stage, one.kind)
    yield "///"


def _settings(one: ListData) -> Iterator[tuple[str, str]]:
    """Yield name and value of each setting that says something, as YAML."""
    texts = (
        *(("kind", one.kind), ("group", one.group), ("phase", one.phase), ("owner", one.owner)),
        *(("trigger", one.trigger), ("read-first", opening(one.read_first))),
        *(("sign-off", one.sign_off), ("prerequisites", one.prerequisites)),
        *(("valid", one.valid), ("carry", one.carry), ("revised", one.revised)),
    )
    for name, value in texts:
        if value:
            yield name, _quoted(value)


def _quoted(value: object) -> str:
    """Return a value as YAML that Markdown finds nothing in: its marks are written as numbers."""
    return json.dumps(value, ensure_ascii=False).translate(_NUMBERS)


def _stage(stage: StageData, kind: str) -> Iterator[str]:
    name = f"{stage.letter}. {written(stage.title)}" if stage.letter else written(stage.title)
    if name:
        yield f"## {name} {{mode={stage.mode}}}"
    yield from map(_matter, stage.warnings)
    yield "\n".join(_task(task, kind) for task in stage.items)
    yield opening(stage.pause)


def _task(task: TaskData, kind: str) -> str:
    indent = "    " * (task.level - 1)
    said = " ".join(_words(task))
    head = f"{indent}- [ ] **{task.id}** {written(task.text)}" + (f" {{{said}}}" if said else "")
    fields = (
        (task.standard, task.reference)
        if kind == "qualification"
        else (task.who, task.when, task.evidence, task.reference)
    )
    quiet = _quiet(fields)
    return f"{head}\n{indent}      {quiet}" if quiet else head


def _words(task: TaskData) -> Iterator[str]:
    flags = (("critical", task.critical), ("closes", task.closes))
    yield from (name for name, is_so in flags if is_so)
    values = (("kind", task.type), ("due", task.due), ("every", task.every))
    yield from (f"{name}={value}" for name, value in values if value)


def _quiet(fields: Sequence[str]) -> str:
    """Return the quiet line, without the fields at its end that say nothing."""
    count = max((number for number, field in enumerate(fields, 1) if field), default=0)
    return opening(fields[0]) + "".join(f" | {written(field)}" for field in fields[1:count])


def _matter(matter: Matter) -> str:
    """Return a paragraph, or a box as GitHub writes them."""
    if matter.kind == "text":
        return opening(matter.text)
    title = f" {written(matter.title)}" if matter.title else ""
    return f"> [!{matter.kind.upper()}]{title}\n> {opening(matter.text)}"


def opening(text: str) -> str:
    """Return a text so that it stays text also where a line begins."""
    return _OPENING.sub(_escaped, written(text), count=1)


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"&#{ord(found[0])};"


def written(text: str) -> str:
    """Return a text so that Markdown takes every character of it for itself."""
    return _SPECIAL.sub(r"\\\g<0>", text.translate(_ENTITIES))
