"""The list of effective pages: set last, when what stands on all the others is known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from handbook.binding.collating import body_of, collate, pieces
from handbook.book.fragments import Fragment, Unit
from handbook.book.model import Book
from handbook.editions.packet import Page, effective, next_label
from handbook.pages.looks import Templates
from handbook.pages.units import LIST_OF_PAGES, Range, make_page_list
from handbook.setting.pagination import label
from handbook.setting.typeset import ROUNDS, Typeset
from handbook.setting.workshop import Bench, Failure

BEHIND = "title"
"""Unit that the list stands behind."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the pages of a book are held against."""

    edition: str
    """The book's own."""
    pages: tuple[Page, ...]
    """Of the edition before, if it kept them."""
    padded: Callable[[int], int]
    """Pages of the bound book for those without blanks at its end."""

    def dated(self, pages: Sequence[Page]) -> tuple[Page, ...]:
        """Return pages with the edition of their content; the list of them is of this one."""
        return tuple(
            replace(page, since=self.edition)
            if page.unit == LIST_OF_PAGES and not page.blank
            else page
            for page in effective(pages, self.edition, self.pages)
        )

    def is_whole(self, result: Typeset, limit: int) -> bool:
        """Tell whether more than `limit` hundredths of the pages of text are not as before.

        What the program makes by itself, in front and at the back, is left out. Rule E-05.
        """
        if not self.pages or result.failures:
            return False
        known = {page.label: page.content for page in self.pages}
        now = [
            known.get(label(unit.folios, number)) == content
            for unit in result.units
            if unit.source
            for number, content in enumerate(result.fragments[unit.name].prints)
        ]
        return 100 * now.count(False) > limit * len(now)


def with_page_list(
    bench: Bench, book: Book, templates: Templates, result: Typeset, before: Before
) -> Typeset:
    """Return a book that was set with the list of its pages behind the title.

    The list has page labels of its own, so that it moves no other page; it lists itself, and is
    set again until it has as many pages as it says. Raise `TemplateFault`.
    """
    unit, count = make_page_list(book, templates), 1
    for _ in range(ROUNDS):
        pages = before.dated(_with_a_stand_in(result, unit, count, before))
        unit = make_page_list(book, templates, tuple(ranges(pages)), len(pages))
        fragments, failures = bench.fragments([unit])
        if failures:
            return replace(result, failures=tuple(failures))
        if fragments[unit.name].pages == count:
            return _inserted(result, unit, fragments[unit.name])
        count = fragments[unit.name].pages
    return replace(result, failures=(Failure("", "the list of pages does not settle"),))


def _with_a_stand_in(result: Typeset, unit: Unit, count: int, before: Before) -> tuple[Page, ...]:
    """Return the pages of the book with a list of so many pages in it, whatever it says."""
    fragment = Fragment(b"", count, 0, 0, prints=("",) * count)
    *bound, _ = pieces(_inserted(result, unit, fragment))
    return collate(body_of(bound), before.padded)


def _inserted(result: Typeset, unit: Unit, fragment: Fragment) -> Typeset:
    names = [one.name for one in result.units]
    place = names.index(BEHIND) + 1
    units = (*result.units[:place], unit, *result.units[place:])
    return Typeset(units, {**result.fragments, unit.name: fragment})


def ranges(pages: Sequence[Page]) -> Iterator[Range]:
    """Yield runs of pages that follow each other and are of one edition; blank ones apart."""
    runs: list[list[Page]] = []
    for page in pages:
        if runs and _goes_on(runs[-1][-1], page):
            runs[-1].append(page)
        else:
            runs.append([page])
    for run in runs:
        yield Range(run[0].label, run[-1].label, run[0].since, run[0].blank)


def _goes_on(last: Page, page: Page) -> bool:
    same = (last.since, last.blank) == (page.since, page.blank)
    return same and page.label == next_label(last.label)
