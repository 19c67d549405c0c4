"""What was built: where the scripts find the book."""

import json
import sys
from pathlib import Path


def download() -> Path:
    """Return the newest download of the book under build/, by name of its edition."""
    for manifest in sorted(Path("build").glob("*/manifest.json"), reverse=True):
        for product in json.loads(manifest.read_text(encoding="utf-8"))["products"]:
            if product["name"] == "download":
                return manifest.parent / str(product["file"])
    sys.exit("There is no book in build/ yet. Type: make handbook")
