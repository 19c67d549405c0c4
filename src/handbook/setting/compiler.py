"""Set a unit: one HTML document in, one fragment out. The only room of the engine."""

import hashlib
import logging
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import weasyprint
from fontTools.ttLib import TTFont, TTLibError
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data
from weasyprint.urls import URLFetcher, URLFetcherResponse

from handbook.book.fragments import Anchor, FontUse, Fragment, Unit
from handbook.book.model import Asset
from handbook.setting.changes import bars
from handbook.setting.objects import POINTS
from handbook.setting.prints import prints
from handbook.setting.sights import sights
from handbook.setting.spoken import NOTE_CLASS, teach_the_engine
from handbook.setting.survey import survey
from handbook.setting.tags import mend

_NO_NEWS = ("no required alt", ".notdef glyph")
"""Pictures that are decoration on purpose; missing glyphs, which are counted one by one."""

Boxes = Any
"""Whatever the engine gives: it has no types."""

ELLIPSIS = "…"

FONT_SUFFIXES = (".ttf", ".otf")

teach_the_engine()


class _Assets(URLFetcher):  # type: ignore[misc]  # the engine has no types
    """Serve the assets of one unit, and nothing from a disk or a network."""

    def __init__(self, assets: tuple[Asset, ...]) -> None:
        super().__init__(allowed_protocols=("asset", "data"), allow_redirects=False)
        self._assets = {asset.name: asset.data for asset in assets}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the asset of an `asset:` address; data addresses hold themselves."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        name = unquote(url.removeprefix("asset:"))
        if not url.startswith("asset:") or name not in self._assets:
            raise ValueError(f"not an asset of this unit: {url}")
        return URLFetcherResponse(url, self._assets[name])


class _Complaints(logging.Handler):
    """Collect what the engine logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of a record, but for what is on purpose or is said better elsewhere."""
        if not any(text in str(record.msg) for text in _NO_NEWS):
            self.texts.append(record.getMessage())


def compile_unit(unit: Unit, tagged: bool = True) -> Fragment:
    """Set a unit and return its fragment.

    A pure function of its argument, the installed libraries and typefaces: it reads no file
    and no network. Raise whatever the engine raises.
    """
    with _complaints() as complaints:
        fetcher = _Assets(unit.assets)
        configuration = FontConfiguration()
        html = weasyprint.HTML(
            string=unit.html, base_url="asset:", url_fetcher=fetcher, media_type="print"
        )
        own = _font_faces(unit.assets) + unit.own_style + _first_folio(unit)
        shared, complained = _shared(unit.style)
        if shared is None:
            own = unit.style + own
        style = weasyprint.CSS(
            string=own, base_url="asset:", url_fetcher=fetcher, font_config=configuration
        )
        sheets = [sheet for sheet in (shared, style) if sheet]
        document = html.render(font_config=configuration, stylesheets=sheets, pdf_tags=tagged)
        data = document.write_pdf(pdf_tags=tagged)
        fonts = tuple(_font_use(font) for font in _fonts(document))
        warnings = (*complained, *complaints, *_missing_glyphs(document))
    page, surveyed = document.pages[0], survey(document)
    return Fragment(
        pdf=mend(data, _link_texts(html), unit.name),
        pages=len(document.pages),
        width=page.width * POINTS,
        height=page.height * POINTS,
        anchors=tuple(_anchors(document)),
        fonts=fonts,
        warnings=tuple(dict.fromkeys(warnings)),
        sights=sights(surveyed),
        bars=bars(surveyed),
        prints=prints(document, unit.assets),
    )


@lru_cache(8)
def _shared(text: str) -> tuple[Boxes | None, tuple[str, ...]]:
    """Return style sheets read once for all units, and what the engine says of them.

    There is none if they bring files of their own, which belong to the unit that asks.
    """
    if "@font-face" in text or "@import" in text:
        return None, ()
    with _complaints() as complaints:
        return weasyprint.CSS(string=text, base_url="asset:"), tuple(complaints)


def _first_folio(unit: Unit) -> str:
    """Count pages from the number that the first one carries, on the side where that stands."""
    side = "right" if unit.folios.start % 2 else "left"
    return (
        f"html {{ break-before: {side} }}"
        f" @page :first {{ counter-reset: page {unit.folios.start} }}"
    )


def _link_texts(html: Boxes) -> dict[str, str]:
    """Return what the first link to each address reads, its title or else its text; a note too."""
    texts: dict[str, str] = {}
    for element in html.etree_element.iter():
        note = "#" + element.get("id", "") if element.get("class") == NOTE_CLASS else ""
        if address := element.get("href", note):
            text = " ".join((element.get("title") or "".join(element.itertext())).split())
            texts.setdefault(address, text)
    return texts


@contextmanager
def _complaints() -> Iterator[list[str]]:
    handler = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.texts
    finally:
        logger.removeHandler(handler)


def _anchors(document: Boxes) -> Iterator[Anchor]:
    seen: set[str] = set()
    for number, page in enumerate(document.pages):
        for name, (x, y, *_) in page.anchors.items():
            if name not in seen:
                seen.add(name)
                yield Anchor(name, number, round(x * POINTS, 2), round(y * POINTS, 2))


def _fonts(document: Boxes) -> list[Boxes]:
    return sorted(document.fonts.values(), key=lambda font: (font.hash, font.font_size))


def _font_use(font: Boxes) -> FontUse:
    data = get_hb_object_data(font.hb_face)
    texts = _texts(font.to_unicode, data)
    return FontUse(
        tag=font.hash,
        name=font.name.decode().partition("+")[2],
        family=font.family,
        sha256=hashlib.sha256(data).hexdigest(),
        ascent=font.ascent,
        descent=font.descent,
        flags=font.flags,
        glyphs=tuple(
            (glyph, font.widths[glyph], texts.get(glyph, "")) for glyph in sorted(font.widths)
        ),
    )


def _texts(known: Mapping[int, str], data: bytes) -> dict[int, str]:
    """Return what glyphs stand for: an ellipsis for itself, where the engine says all it cuts."""
    dots = _glyph_of_dots(data) if any(len(text) > 1 for text in known.values()) else None
    return {glyph: ELLIPSIS if glyph == dots else text for glyph, text in known.items()}


@lru_cache(32)
def _glyph_of_dots(data: bytes) -> int | None:
    font = TTFont(BytesIO(data), lazy=True)
    name = (font.getBestCmap() or {}).get(ord(ELLIPSIS))
    return font.getGlyphID(name) if name else None


def _missing_glyphs(document: Boxes) -> Iterator[str]:
    for font in _fonts(document):
        for codepoint in sorted(font.missing):
            yield f"no glyph for U+{codepoint:04X} “{chr(codepoint)}”"


def _font_faces(assets: tuple[Asset, ...]) -> str:
    faces = (_font_face(asset) for asset in assets if asset.name.endswith(FONT_SUFFIXES))
    return "".join(faces)


def _font_face(asset: Asset) -> str:
    """Return the `@font-face` rule of a font of the manuscript, or nothing if unusable."""
    try:
        font = TTFont(BytesIO(asset.data), lazy=True)
        names, weights = font["name"], font["OS/2"]
        family = names.getBestFamilyName()
    except (TTLibError, KeyError, struct.error, AssertionError):
        logging.getLogger("weasyprint").warning("font %s cannot be read", asset.name)
        return ""
    if "fvar" in font:
        logging.getLogger("weasyprint").warning(
            "font %s is variable: put static files into content/art/fonts/", asset.name
        )
        return ""
    style = "italic" if weights.fsSelection & 1 else "normal"
    family = re.sub(r'["\\\n]', "", family or "")
    return (
        f'@font-face {{font-family: "{family}"; src: url("asset:{asset.name}");'
        f" font-weight: {weights.usWeightClass}; font-style: {style}}}\n"
    )


Compile = Callable[[Unit], Fragment]
"""What sets a unit: `compile_unit`, here or in another process."""
