"""Begin a handbook: the small manuscript that `handbook init` writes."""

import shutil
from pathlib import Path

from handbook.manuscript.shipped import template_folder


def begin(directory: Path) -> tuple[Path, ...]:
    """Copy the starter manuscript into a folder and return the files that were made.

    Return nothing, and write nothing, when the folder already holds a manuscript. Raise
    `OSError` when the disk refuses.
    """
    if (directory / "content").exists():
        return ()
    starter = template_folder() / "starter"
    made = []
    for source in sorted(path for path in starter.rglob("*") if path.is_file()):
        name = source.relative_to(starter)
        target = directory / (".gitignore" if name.name == "gitignore" else name)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            made.append(target)
    return tuple(made)
