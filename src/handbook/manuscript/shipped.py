"""Where the things lie that ship with the program: templates, style sheets, words."""

from pathlib import Path

FROZEN = "program-templates"
"""Folder of a released manuscript, unpacked, with the program's templates as they were then."""


def template_folder() -> Path:
    """Return the folder of templates: inside an installed package, or beside a checkout."""
    inside = Path(__file__).parents[1] / "templates"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "templates"
