"""The Markdown that the book is written in: the library, its extensions, and ours.

What comes out is a tree of clean HTML with marks of ours: attributes that begin with `data-`.
"""

import html
import re
from collections.abc import Sequence
from typing import Any

from lxml import etree as page_tree
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.preprocessors import Preprocessor
from pymdownx.blocks.caption import CaptionExtension
from pymdownx.magiclink import MagiclinkExtension
from pymdownx.saneheaders import SaneHeadersExtension
from pymdownx.superfences import SuperFencesCodeExtension
from pymdownx.tilde import DeleteSubExtension

from handbook.manuscript import gfm
from handbook.manuscript.cleaning import clean_page, cuts, names
from handbook.manuscript.easing import Easer, without_idle_tags
from handbook.manuscript.finishing import BLOCK_END, Captions, Finisher
from handbook.manuscript.marking import WHEN, Marker, Report
from handbook.manuscript.sourcetext import Lines, tidy
from handbook.manuscript.syntax import HandbookBlocks, StrictAttributesExtension, add_inline_syntax
from handbook.manuscript.tracing import APPLIES, LINE, Tracer

_CAPTIONS = ({"name": "table-caption", "classes": "table-caption"}, {"name": "figure-caption"})
_LEFT_OVER = re.compile("\x02[a-z0-9:]*\x03?|\x03")
"""Placeholders of the parser that it has lost track of."""
_HEADING = re.compile(r"(#{1,6}) +(.*)")
_BLOCK_SYNTAX = names(
    "admonition blocks code defindent deflist footnote hashheader hr indent olist quote"
    " reference setextheader table ulist"
)


def to_tree(lines: Lines, report: Report, *, checklist: bool = False, inline: bool = False) -> Any:
    """Parse a text and return the root of an lxml tree; its children are the blocks.

    `checklist` says that the whole text is one; `inline` that it holds no blocks.
    """
    md = Markdown(extensions=_extensions(lines, report, checklist), output_format="html")
    if inline:
        for name in _BLOCK_SYNTAX:
            md.parser.blockprocessors.deregister(name)
    page = _LEFT_OVER.sub("", md.convert("\n".join(lines.lines)))
    blocks = page.split(BLOCK_END)
    return _tree(tidy("".join(clean_page(block) for block in blocks)))


def plain_tree(lines: Lines) -> Any:
    """Return the root of a tree of headings and plain text, for what cannot be parsed."""
    blocks = []
    for number, line in enumerate(lines.lines):
        heading = _HEADING.fullmatch(line)
        name, text = (f"h{len(heading[1])}", heading[2]) if heading else ("p", line)
        if text.strip():
            blocks.append(f'<{name} {LINE}="{number}">{html.escape(text)}</{name}>')
    return _tree("".join(blocks))


def _tree(page: str) -> Any:
    parser = page_tree.HTMLParser(huge_tree=True, remove_comments=True)
    return page_tree.fromstring(f"<html><body><div>{page}</div></body></html>", parser)[0][0]


def _extensions(lines: Lines, report: Report, checklist: bool) -> Sequence[Extension]:
    fences: dict[int, str] = {}

    def set_code(code: str, language: str, _c: str, _o: object, md: Markdown, **said: Any) -> str:
        """Return fenced code as plain HTML, and remember it under its number in the stash."""
        fences[md.htmlStash.html_counter] = code
        own_id = f' id="{html.escape(said["id_value"])}"' if said["id_value"] else ""
        if condition := said["attrs"].get(WHEN):
            own_id += f' {APPLIES}="{html.escape(condition)}"'
        kind = f' class="language-{html.escape(language)}"' if language else ""
        return f"<pre{own_id}><code{kind}>{html.escape(code, quote=False)}</code></pre>"

    def take(_l: str, given: dict[str, str], _o: object, kept: dict[str, str], _m: object) -> bool:
        """Keep the condition of fenced code."""
        kept.update({WHEN: given[WHEN]} if WHEN in given else {})
        return True

    any_fence = {"name": "*", "class": "", "format": set_code, "validator": take}
    return (
        AdmonitionExtension(),
        CaptionExtension(types=_CAPTIONS, auto=False),
        DefListExtension(),
        DeleteSubExtension(subscript=False),
        FootnoteExtension(),
        HandbookBlocks(),
        MagiclinkExtension(),
        SaneHeadersExtension(),
        SaneListExtension(),
        StrictAttributesExtension(),
        SuperFencesCodeExtension(custom_fences=[any_fence], relaxed_headers=True),
        TableExtension(use_align_attribute=True),
        _Ours(lines, report, fences, checklist),
    )


class _Ours(Extension):
    """Registers what we do to the text and to the tree, between the library's own steps."""

    def __init__(
        self, lines: Lines, report: Report, fences: dict[int, str], checklist: bool
    ) -> None:
        super().__init__()
        self.lines = lines
        self.report = report
        self.fences = fences
        self.checklist = checklist

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the library's name
        """Register the steps; the numbers say where each comes among the library's."""
        md.preprocessors.register(_FencesApart(md, self.report), "fences-apart", 27)
        md.preprocessors.register(_Habits(md, self.lines, self.report), "habits", 24)
        add_inline_syntax(md)
        trees = md.treeprocessors
        trees.register(Tracer(md, self.lines, self.fences), "trace", 46)
        trees.register(Marker(md, self.report, self.checklist), "mark", 45)
        trees.register(Easer(md), "ease", 44)
        trees.register(Captions(md), "captions", 5)
        trees.register(Finisher(md, self.lines, self.report, self.fences), "finish", -10)


class _FencesApart(Preprocessor):
    def __init__(self, md: Markdown, report: Report) -> None:
        super().__init__(md)
        self.report = report

    def run(self, lines: list[str]) -> list[str]:
        def unclosed(number: int) -> None:
            self.report("HB203", number, "the code has no end")

        return gfm.split_fences(lines, unclosed)


class _Habits(Preprocessor):
    def __init__(self, md: Markdown, lines: Lines, report: Report) -> None:
        super().__init__(md)
        self.source = lines
        self.report = report

    def run(self, lines: list[str]) -> list[str]:
        cursor = 0

        def dropped(tags: str) -> None:
            nonlocal cursor
            found = self.source.within(tags, cursor, len(self.source.lines))
            cursor = found[0] if found else cursor
            for cut in cuts(tags.replace("\n", " ")):
                self.report(cut.code, cursor, cut.message)

        text = without_idle_tags("\n".join(lines))
        return gfm.rewrite(text.split("\n"), dropped)
