"""Fill templates: the only room of Jinja2. What a template does wrong becomes a finding."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from traceback import extract_tb
from types import MappingProxyType

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from handbook.looks import FOLDER, TemplateFault, Templates
from handbook.model import Image, Rich
from handbook.references import plain, title_html

_OPENING = re.compile(r"<[a-z][a-z0-9]*(?=[\s>])")
_WORDED = re.compile(r'(<a class="ref" [^>]*>)([A-Z]{0,2}[0-9.]*)\u00a0[^<>]*(?:<(?!/a)[^<>]*>[^<>]*)*</a>')
_CELL = re.compile(r"<t[hd]\b")
_WIDE = re.compile(r'class="[^"]*\bwide\b')
WIDE, SHORT = 5, 8
"""Columns from which on a table takes the whole block; rows up to which it is not split."""


class Filler:
    """Fills the templates of one book. Content is a value: template syntax in it is text."""

    def __init__(self, templates: Templates, **known: object) -> None:
        self._environment = _environment(templates)
        self._environment.globals.update(known)

    def add_filters(self, **filters: Callable[..., object]) -> None:
        """Give the templates more filters."""
        self._environment.filters.update(filters)

    def fill(self, name: str, /, **values: object) -> str:
        """Return a template filled; raise `TemplateFault` with its file and line."""
        try:
            return self._environment.get_template(name).render(**values)
        except Exception as error:  # what a template can do wrong has no end
            raise _fault(error, name) from error


def _environment(templates: Templates) -> Environment:
    def load(name: str) -> tuple[str, str, None] | None:
        text = templates.files.get(name)
        return None if text is None else (text, f"{FOLDER}/{name}", None)

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(".css"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        cache_size=-1,
    )
    environment.filters.update(_FILTERS)
    return environment


def _fault(error: Exception, name: str) -> TemplateFault:
    """Return where a template failed, and of what."""
    line = 0
    for frame in extract_tb(error.__traceback__):
        if frame.filename.startswith(f"{FOLDER}/"):
            name, line = frame.filename.removeprefix(f"{FOLDER}/"), frame.lineno or 0
    if isinstance(error, TemplateSyntaxError):
        name, line = error.name or name, error.lineno
    return TemplateFault(name, line, str(error) or type(error).__name__)


def rich(text: Rich) -> Markup:
    """Return resolved rich text as HTML."""
    return Markup(_html(text))


def _html(text: Rich) -> str:
    return "".join(piece if isinstance(piece, str) else _picture(piece) for piece in text)


def _picture(piece: object) -> Markup:
    if not isinstance(piece, Image):
        return Markup("")
    return Markup('<img src="asset:{}" alt="{}">').format(piece.source, piece.alt)


def inert(title: Rich) -> Markup:
    """Return a title as HTML that may stand inside a link."""
    return Markup(title_html(title))


def in_words(text: Rich) -> str:
    """Return rich text as plain words."""
    return plain("".join(piece for piece in text if isinstance(piece, str)))


def brief(text: Rich) -> Markup:
    """Return rich text with references cut down to numbers: `5.2`, `D2`, `Table 5.1`."""
    return Markup(_WORDED.sub(r"\1\2</a>", _html(text)))


def opened(body: Rich, key: str, value: str, first: str = "") -> Markup:
    """Return a block with an attribute on its outer element, and something put first in it."""
    head = body[0] if body and isinstance(body[0], str) else ""
    found = _OPENING.match(head)
    attribute = Markup(' {}="{}"').format(key, value) if value else Markup("")
    if found is None:
        return Markup("<div{}>{}{}</div>").format(attribute, first, rich(body))
    end = head.index(">") + 1
    start = found.end()
    opening = Markup(head[:start]) + attribute + Markup(head[start:end])
    return opening + escape(first) + rich((head[end:], *body[1:]))


def is_wide(body: Rich) -> bool:
    """Tell whether a table needs the whole block."""
    row = _html(body).partition("</tr>")[0]
    return len(_CELL.findall(row)) >= WIDE or _WIDE.search(row) is not None


def is_short(body: Rich) -> bool:
    """Tell whether a table has so few rows that it should stay together."""
    return _html(body).count("<tr") <= SHORT


def fill_in(text: str, **values: object) -> str:
    """Return a text of the templates with the braces filled that it has; others stay."""
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


def css_string(text: object) -> str:
    """Return a text as a string of CSS, quotes included."""
    kept = re.sub(r'["\\<\x00-\x1f]', lambda found: f"\\{ord(found[0]):x} ", str(text))
    return f'"{kept}"'


def written_date(date: dt.date, words: Mapping[str, str]) -> str:
    """Return a date in the words of the book."""
    months = words["months"].split()
    return fill_in(words["date"], day=date.day, month=months[date.month - 1], year=date.year)


def rough_date(text: str, words: Mapping[str, str]) -> str:
    """Return a date as precise as it is known: `1961`, `1961-04`, `1961-04-18`."""
    parts = text.split("-")
    if len(parts) == 3:
        return written_date(dt.date.fromisoformat(text), words)
    if len(parts) == 2:
        month = words["months"].split()[int(parts[1]) - 1]
        return fill_in(words["date_of_month"], month=month, year=parts[0])
    return text


_FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "rich": rich,
        "inert": inert,
        "plain": in_words,
        "opened": opened,
        "is_wide": is_wide,
        "is_short": is_short,
        "brief": brief,
        "fill": fill_in,
        "css": css_string,
    }
)
