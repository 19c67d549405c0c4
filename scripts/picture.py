"""Draw the pictures of the documents: facing pages of the built book, side by side."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from built import download
from handbook.binding.facts import read_facts

PICTURES: Mapping[str, tuple[str, ...]] = {
    "spread.png": ("D-4", "D-5"),
    "design/opening.png": ("6-1",),
    "design/reading.png": ("3-6", "3-7"),
}
"""Files in docs/, and the labels of the pages that each shows."""
DOTS = 110
"""Dots per inch."""
MARGIN, DESK, EDGE = 36, (226, 228, 230), (170, 174, 178)
"""Around the pages, in dots; colours of the desk and of the edge of the paper."""
COLOURS = 96
"""As many as keep the file small and the type clean."""
DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Draw every picture."""
    book = download()
    labels = read_facts(book.read_bytes()).labels
    for name, shown in PICTURES.items():
        picture = spread([page(book, labels.index(label) + 1) for label in shown])
        path = DOCS / name
        path.parent.mkdir(exist_ok=True)
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path.relative_to(DOCS.parent), *picture.size)


def page(book: Path, number: int) -> Image.Image:
    """Return a page, counted from 1."""
    with tempfile.TemporaryDirectory() as folder:
        pages = ["-f", str(number), "-l", str(number), "-singlefile", "-png", "-r", str(DOTS)]
        subprocess.run(["pdftoppm", *pages, str(book), f"{folder}/page"], check=True)
        return Image.open(f"{folder}/page.png").convert("RGB")


def spread(pages: list[Image.Image]) -> Image.Image:
    """Return the pages side by side on a desk."""
    width, height = pages[0].size
    count = len(pages)
    size = count * (width + 1) + 2 * MARGIN + 1, height + 2 * MARGIN + 2
    desk = Image.new("RGB", size, DESK)
    desk.paste(EDGE, (MARGIN, MARGIN, desk.width - MARGIN, desk.height - MARGIN))
    for place, sheet in enumerate(pages):
        desk.paste(sheet, (MARGIN + 1 + place * (width + 1), MARGIN + 1))
    return desk


if __name__ == "__main__":
    main()
