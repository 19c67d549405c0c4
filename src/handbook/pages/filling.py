"""Fill templates: the only room of Jinja2. What a template does wrong becomes a fault."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from traceback import extract_tb
from types import MappingProxyType

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from handbook.book.model import Checklist, Image, Rich
from handbook.book.references import in_words, title_html
from handbook.book.wording import fill_in, rough_date, written_date
from handbook.pages.estimate import Fold, fold
from handbook.pages.legible import in_print
from handbook.pages.looks import FOLDER, TemplateFault, Templates

WIDE = 5
"""Columns from which on a table takes the whole block."""
SHORT = 8
"""Rows up to which a table is not split."""

_OPENING = re.compile(r"<[a-z][a-z0-9]*(?=[\s>])")
_TAG = re.compile(r"(<[^>]*>)")
_LONG = re.compile(r"[^\s&;/-]{21,}")
_STEP = re.compile(r".{1,10}")
_CELL = re.compile(r"<t[hd]\b")
_WIDE = re.compile(r'class="[^"]*\bwide\b')
_WORDED = re.compile(
    r'(<a class="ref" [^>]*>)(<span class="whole">[A-Z]+[0-9.]*</span>|[A-Z]{0,2}[0-9.]*)'
    r"\u00a0(?:(?!</a>).)*</a>"
)
"""A reference that the book has worded: number, no-break space, title."""


def fill(templates: Templates, name: str, values: Mapping[str, object]) -> str:
    """Return a template filled; raise `TemplateFault` with its file and line.

    Values are only ever values: template syntax in them is text.
    """
    try:
        environment = _environment(tuple(sorted(templates.files.items())))
        return environment.get_template(name).render(values)
    except Exception as error:  # what a template can do wrong has no end
        raise _fault(error, name) from error


@lru_cache(maxsize=2)
def _environment(files: tuple[tuple[str, str], ...]) -> Environment:
    """Return the environment of some templates, which compiles each of them once."""
    texts = dict(files)

    def load(name: str) -> tuple[str, str, None] | None:
        return (texts[name], f"{FOLDER}/{name}", None) if name in texts else None

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=lambda name: name is None or not name.endswith(".css"),
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        optimized=False,  # most templates are filled a few times, but read in every run
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


def _picture(piece: object) -> str:
    if not isinstance(piece, Image):
        return ""
    return f'<img src="asset:{escape(piece.source)}" alt="{escape(piece.alt)}">'


def inert(title: Rich) -> Markup:
    """Return a title as HTML that may stand inside a link."""
    return Markup(title_html(title))


def brief(text: Rich) -> Markup:
    """Return rich text with references cut down to numbers: `5.2`, `D2`, `Table 5.1`."""
    return Markup(_WORDED.sub(r"\1\2</a>", _html(text)))


def opened(body: Rich, own_id: str, first: str = "") -> Markup:
    """Return a block with an id on its outer element, and something put first in it."""
    html = _html(body)
    identity = f' id="{escape(own_id)}"' if own_id else ""
    found = _OPENING.match(html)
    if found is None:
        return Markup(f"<div{identity}>{escape(first)}{html}</div>")
    start, end = found.end(), html.index(">") + 1
    return Markup(f"{html[:start]}{identity}{html[start:end]}{escape(first)}{html[end:]}")


def pliant(body: Rich) -> Markup:
    """Return a table whose long words may be broken, so that it stays on the page."""
    pieces = _TAG.split(_html(body))
    pieces[::2] = (_LONG.sub(_with_breaks, text) for text in pieces[::2])
    return Markup("".join(pieces))


def _with_breaks(word: re.Match[str]) -> str:
    return "<wbr>".join(_STEP.findall(word[0]))


def is_wide(body: Rich) -> bool:
    """Tell whether a table needs the whole block."""
    row = _html(body).partition("</tr>")[0]
    return len(_CELL.findall(row)) >= WIDE or _WIDE.search(row) is not None


def is_short(body: Rich) -> bool:
    """Tell whether a table has so few rows that it should stay together."""
    return _html(body).count("<tr") <= SHORT


def css_string(text: object) -> str:
    """Return a text as a string of CSS, quotes included."""
    kept = re.sub(r'["\\<\x00-\x1f]', lambda found: f"\\{ord(found[0]):x} ", str(text))
    return f'"{kept}"'


@pass_context
def _date(context: Context, date: dt.date) -> str:
    return written_date(date, context["words"])


@pass_context
def _rough_date(context: Context, text: str) -> str:
    return rough_date(text, context["words"])


@pass_context
def _fold(context: Context, checklist: Checklist) -> Fold:
    return fold(checklist, context["s"], context["book"].revision)


_FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "brief": brief,
        "css": css_string,
        "date": _date,
        "fill": fill_in,
        "fold": _fold,
        "in_print": in_print,
        "inert": inert,
        "is_short": is_short,
        "is_wide": is_wide,
        "opened": opened,
        "plain": in_words,
        "pliant": pliant,
        "rich": rich,
        "rough_date": _rough_date,
    }
)
