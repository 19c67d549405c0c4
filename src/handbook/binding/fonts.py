"""Merge the uses of a typeface: one subset for the book, however many fragments use it.

Fragments show glyphs by their number in the font file, and a subset that retains the numbers
(`HB_SUBSET_FLAGS_RETAIN_GIDS`) serves all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import uharfbuzz

from handbook.book.fragments import FontUse

DROPPED_TABLES = (
    "BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT",
    "SVG ", "meta", "STAT", "MATH", "kern", "hdmx", "VDMX",
)  # fmt: skip
"""Tables that a PDF viewer has no use for."""


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface as the linked book embeds it."""

    use: FontUse
    """The uses of all fragments, merged."""
    data: bytes
    """Font file with the used glyphs alone, under their old numbers."""


def merge(uses: Iterable[FontUse], files: Mapping[str, bytes]) -> tuple[Face, ...]:
    """Merge uses by resource name and subset each font file once.

    `files` holds the font files by their SHA-256; raise `KeyError` for one that is not there.
    """
    groups: dict[str, list[FontUse]] = {}
    for use in uses:
        groups.setdefault(use.tag, []).append(use)
    merged = (_merged(group) for _, group in sorted(groups.items()))
    return tuple(Face(use, subset(files[use.sha256], use)) for use in merged)


def _merged(uses: list[FontUse]) -> FontUse:
    first = uses[0]
    glyphs: dict[int, tuple[int, float, str]] = {}
    for use in uses:
        for glyph, width, text in use.glyphs:
            known = glyphs.get(glyph)
            glyphs[glyph] = (glyph, width, known[2] if known and known[2] else text)
    return FontUse(
        tag=first.tag,
        name=first.name,
        family=first.family,
        sha256=first.sha256,
        ascent=max(use.ascent for use in uses),
        descent=min(use.descent for use in uses),
        flags=first.flags,
        glyphs=tuple(glyphs[glyph] for glyph in sorted(glyphs)),
    )


def subset(data: bytes, use: FontUse) -> bytes:
    """Return the font file with the used glyphs alone, each under its old number."""
    face = uharfbuzz.Face(data)
    wanted = uharfbuzz.SubsetInput()
    wanted.glyph_set.update({glyph for glyph, _, _ in use.glyphs if glyph < face.glyph_count} | {0})
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_TABLES)
    wanted.flags = (
        uharfbuzz.SubsetFlags.RETAIN_GIDS
        | uharfbuzz.SubsetFlags.NO_HINTING
        | uharfbuzz.SubsetFlags.DESUBROUTINIZE
        | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    return bytes(uharfbuzz.subset(face, wanted).blob.data)


def widths(use: FontUse) -> list[int | list[float]]:
    """Return the `W` array of a CID font: runs of consecutive glyphs with their advances."""
    array: list[int | list[float]] = []
    run: list[float] = []
    last = -2
    for glyph, width, _ in use.glyphs:
        if glyph != last + 1:
            run = []
            array += [glyph, run]
        run.append(width)
        last = glyph
    return array


def to_unicode(use: FontUse) -> bytes:
    """Return the CMap that says what text each glyph stands for (ISO 32000-1, 9.10.3)."""
    rows = [f"<{glyph:04x}> <{_utf16(text)}>" for glyph, _, text in use.glyphs if text]
    batches = (rows[start : start + 100] for start in range(0, len(rows), 100))
    blocks = (f"{len(batch)} beginbfchar\n" + "\n".join(batch) + "\nendbfchar" for batch in batches)
    return _CMAP.replace("ROWS", "\n".join(blocks)).encode("ascii")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
ROWS
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
