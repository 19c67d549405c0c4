"""The spine: how wide it is for a number of pages, and the type that it has room for."""

from handbook.binding.matrices import MM

LEAST = 6.0
"""Points of the smallest type on a spine."""
LEADING = 1.2
"""Line of type to its size."""


def spine_width(pages: int, caliper: float, allowance: float) -> float:
    """Return the width of a spine in mm, to 0.01 mm: s = (P / 2) · t + a.

    `pages` are those of the body, blanks included and the cover not; `caliper` is the thickness
    of a leaf, `allowance` what glue and cover add, both in mm. Raise `ValueError` for an odd
    number of pages.
    """
    if pages % 2:
        raise ValueError(f"{pages} pages do not make whole leaves")
    return round(pages / 2 * caliper + allowance, 2)


def allowance(own: float, cover_caliper: float) -> float:
    """Return what is added to the leaves in mm: the printer's own, else twice the cover."""
    return own if own >= 0 else round(2 * cover_caliper, 4)


def spine_type(width: float, clear: float, design: float) -> float:
    """Return the size of type in points that a spine has room for; 0 where it has none.

    `clear` mm stay empty at each fold, since folds move; `design` is the size that is wanted.
    A line of 6 points needs 2.1 mm between the two.
    """
    room = (width - 2 * clear) / MM
    if room < LEAST - 0.05:  # 2.1 mm are 5.95 points
        return 0.0
    return round(min(design, max(LEAST, room / LEADING)), 2)


def folds(kind: str, width: float, spine: float, score: float) -> tuple[float, ...]:
    """Return where a cover is folded or scored, in mm from its left trim edge.

    `kind` is that of a binding's cover; `width` is that of a page, `score` how far from a fold of
    the spine the hinge is scored.
    """
    if kind == "leaves":
        return ()
    if kind == "fold":
        return (width,)
    return (width - score, width, width + spine, width + spine + score)
