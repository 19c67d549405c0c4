"""What stays of the attributes of elements, and the heads of tables."""

import html
import re
from collections.abc import Mapping
from typing import Any

from handbook.manuscript.scene import Scene, line_of, words_of

CLASSES = frozenset({"row-heads", "tasks", "wide", "write-in"})
"""Classes that reach the page, beside those that we give."""
_KEPT: Mapping[str, tuple[str, ...]] = {
    "ol": ("start",),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
}
_VALUES = re.compile(r"[1-9][0-9]{0,2}|row|col")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CODE_CLASS = re.compile(r"language-[\w+#.-]+")


def settle_table(table: Any, scene: Scene) -> None:
    """Give the head cells of a table their scope, and take away a head without words."""
    head = table.find("thead")
    if not any(words_of(cell) or len(cell) for cell in table.iter("th")):
        scene.report("HB206", line_of(table), "the table has no head")
        if head is not None:
            table.remove(head)
    row_heads = "row-heads" in table.get("class", "").split()
    for number, row in enumerate(table.iter("tr")):
        in_head = row.getparent().tag == "thead" or number == 0
        for column, cell in enumerate(row):
            if row_heads and column == 0 and not in_head:
                cell.tag = "th"
            if cell.tag == "th" and not cell.get("scope"):
                cell.set("scope", "col" if in_head else "row")


def attributes(element: Any, name: str) -> str:
    """Return the attributes that stay on an element, as text for its tag."""
    kept = {key: value for key in _KEPT.get(name, ()) if (value := element.get(key))}
    kept = {key: value for key, value in kept.items() if _VALUES.fullmatch(value)}
    classes = [one for one in element.get("class", "").split() if one in CLASSES]
    if name in ("td", "th") and element.get("align") in ("left", "right", "center"):
        classes.append(element.get("align"))
    if name == "code":
        classes += [one for one in element.get("class", "").split() if _CODE_CLASS.fullmatch(one)]
    if classes:
        kept["class"] = " ".join(dict.fromkeys(classes))
    if _LANGUAGE.fullmatch(element.get("lang", "")):
        kept["lang"] = element.get("lang")
    if element.get("dir") in ("ltr", "rtl", "auto"):
        kept["dir"] = element.get("dir")
    return "".join(f' {key}="{html.escape(value)}"' for key, value in sorted(kept.items()))
