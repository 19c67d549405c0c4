"""Write a page that is made from the program, or check that it is fresh (`--check`)."""

import sys
from pathlib import Path


def keep_fresh(path: Path, text: str) -> int:
    """Write a page, or with `--check` among the arguments return 1 when it is stale."""
    if "--check" not in sys.argv:
        path.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return 0
    print(f"docs/{path.name} is stale: run `make docs`")
    return 1
