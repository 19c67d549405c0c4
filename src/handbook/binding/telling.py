"""Facts of a PDF as lines for a person."""

from collections.abc import Iterator

from handbook.binding.facts import Facts


def facts_text(facts: Facts) -> str:
    """Return the facts as lines for a person."""
    tags = " ".join(f"{kind} {count}" for kind, count in facts.tags.counts.items())
    rows = {
        "title": facts.title,
        **facts.says,
        "language": _languages(facts),
        "pages": f"{facts.pages}, labelled {facts.labels[0]} to {facts.labels[-1]}",
        "folios": f"{sum(map(bool, facts.folios))} printed",
        "trim": ", ".join(f"{width:g} × {height:g} mm" for width, height in facts.sizes),
        "size": f"{facts.bytes / 1024:.0f} KB, PDF {facts.version}",
        "typefaces": ", ".join(font.name for font in facts.fonts),
        "bookmarks": str(len(facts.bookmarks)),
        "links": f"{facts.links.internal} inside, {facts.links.external} outside",
        "fields": str(len(facts.fields)),
        "tags": tags or "none",
        "inks": ", ".join(facts.inks),
        **_read(facts),
        **_cards(facts),
    }
    lines = (*rows.items(), *_bars(facts))
    return "".join(f"{name:<10} {value}\n" for name, value in lines)


def _bars(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield a line for each revision bar: page, top and bottom, what it marks."""
    for bar in facts.bars:
        marked = zip(bar.kinds, bar.ids, strict=True)
        what = ", ".join(f"{kind} {one}".strip() for kind, one in marked)
        yield "bar", f"page {bar.label}, {bar.top:.1f} to {bar.bottom:.1f} mm: {what}"


def _languages(facts: Facts) -> str:
    others = (f"{language} {count}" for language, count in facts.tags.languages.items())
    return ", ".join((facts.language, *others))


def _read(facts: Facts) -> dict[str, str]:
    pictures = {"pictures": f"{len(facts.tags.figures)} with words"} if facts.tags.figures else {}
    if facts.reading is None or not facts.tags.tagged:
        return pictures
    share, least = facts.reading.share, min(facts.reading.pages)
    text = f"{share:.1%} extracted in the order of the tags, {least:.0%} of the worst page"
    return {**pictures, "text": text}


def _cards(facts: Facts) -> dict[str, str]:
    sides = [side for sheet in facts.sheets for side in sheet.sides]
    if not sides:
        return {}
    sizes = {(round(x - left, 2), round(y - low, 2)) for left, low, x, y in (s.box for s in sides)}
    return {
        "cards": f"{len(sides) // 2}, " + ", ".join(f"{w:g} × {h:g} mm" for w, h in sorted(sizes)),
        "type": f"from {min(side.least for side in sides if side.least):g} pt",
        "clear": f"{min(side.clear for side in sides):g} mm from the cut to the ink",
        "duplex": f"{facts.duplex} edge",
    }
