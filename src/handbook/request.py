"""What is to be built, and what a build gave: the two ends of the story."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handbook.binding.bundle import Product
from handbook.binding.reissue import Issued, Reissue
from handbook.binding.transfer import Carried
from handbook.book.findings import Exit, Finding
from handbook.editions.packet import Page

PRODUCTS = ("download", "press", "cover", "job", "booklet", "cards", "changes", "data")
"""What can be built."""
ALL = "all"
"""Stands for every product that the book has something for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be built."""

    project: Path
    output: Path
    jobs: int = os.cpu_count() or 1
    cached: bool = True
    edition: str = ""
    """Id of the edition; empty for the current one."""
    variant: str = ""
    """Name of the variant; empty for the default one."""
    products: tuple[str, ...] = PRODUCTS[:1]
    carry: Path | None = None
    """Filled form of another edition, to be carried over into a copy of this one."""
    workshop: Path | None = None
    """Folder of the project whose cache is used; None for the project's own."""
    issued: Issued | None = None
    """What was issued, when an edition is built again."""

    @property
    def home(self) -> Path:
        """Folder of the project that keeps what was made."""
        return self.workshop or self.project


@dataclass(frozen=True, slots=True)
class Report:
    """What a build gave."""

    status: Exit
    findings: tuple[Finding, ...] = ()
    products: tuple[Product, ...] = ()
    folder: Path = Path()
    total: int = 0
    """Units of the book."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Units that were set anew, and why."""
    transfer: tuple[Carried, ...] = ()
    """What became of each item of the form that was carried over."""
    pages: tuple[Page, ...] = ()
    """Of the bound book, if it was laid out."""
    again: Reissue | None = None
    """Whether the files are those that were issued, when an edition was built again."""
