"""The job ticket as a page: the same facts as its JSON, in the words of the templates."""

from collections.abc import Iterator, Mapping

from handbook.book.fragments import Unit
from handbook.book.model import Book
from handbook.book.wording import fill_in, written_date
from handbook.exports.job import JobData, PaperData
from handbook.pages.desk import open_desk
from handbook.pages.looks import Templates

PAGE = "A4"
"""A ticket is filed with others, whatever the size of the book."""

Row = tuple[str, str]
"""Name, text."""


def make_job_page(book: Book, templates: Templates, job: JobData) -> Unit:
    """Return the job ticket on one page; raise `TemplateFault`."""
    desk = open_desk(book, templates, PAGE)
    said = {key.removeprefix("job_"): text for key, text in desk.words.items()}
    groups = tuple((said[key], tuple(rows)) for key, rows in _groups(job, book, said))
    title = desk.words["job_ticket"]
    return Unit(
        name="job",
        title=title,
        html=desk.fill("job.html", title=title, job=job, groups=groups),
        style=desk.fill("style/job.css"),
        assets=desk.fonts,
        marked=False,
        tagged=False,
    )


def _groups(
    job: JobData, book: Book, said: Mapping[str, str]
) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield the groups of the ticket: key of the name, rows."""
    yield "order", _order(job, book, said)
    yield "pages_within", _body(job, said)
    yield "wrap", _cover(job, said)
    yield "colour", _inks(job, said)


def _order(job: JobData, book: Book, said: Mapping[str, str]) -> Iterator[Row]:
    edition = book.settings.edition
    if job.book.date and edition.date:
        yield said["edition_date"], written_date(edition.date, said)
    if job.book.isbn:
        yield said["isbn"], job.book.isbn
    yield said["copies"], str(job.copies) if job.copies else said["unsaid"]
    yield said["binding"], fill_in(said["bound"], binding=said[f"bound_{job.binding}"])
    yield said["contact"], job.contact or said["unsaid"]
    yield said["delivery"], job.delivery or said["unsaid"]


def _body(job: JobData, said: Mapping[str, str]) -> Iterator[Row]:
    body, trim = job.body, job.trim
    counted = fill_in(said["counted"], pages=body.pages, leaves=body.leaves, blanks=body.blanks)
    yield said["count"], counted
    cut = fill_in(said["cut"], name=trim.name, width=f"{trim.width:g}", height=f"{trim.height:g}")
    yield said["trim"], cut
    yield said["bleed"], fill_in(said["bled"], bleed=f"{trim.bleed:g}")
    yield said["paper"], _paper(body.paper, said)


def _cover(job: JobData, said: Mapping[str, str]) -> Iterator[Row]:
    cover = job.cover
    size = {"width": f"{cover.width:.2f}", "height": f"{cover.height:g}"}
    yield said["sheet"], fill_in(said[f"sheet_{cover.kind}"], **size)
    if cover.spine:
        spine = {"spine": f"{cover.spine:.2f}", "formula": cover.formula}
        yield said["spine"], fill_in(said["reckoned"], **spine)
    yield said["inside"], said["inside_printed" if cover.inside else "inside_blank"]
    yield said["paper"], _paper(cover.paper, said)


def _inks(job: JobData, said: Mapping[str, str]) -> Iterator[Row]:
    inks = job.inks
    yield said["plates"], ", ".join(inks.plates)
    yield said["condition"], " · ".join(filter(None, (inks.condition, inks.profile)))
    yield said["limit"], fill_in(said["limited"], limit=inks.limit)
    if inks.overprint:
        yield said["black"], said["overprints"]
    yield said["marks"], said[f"marks_{job.marks}"]
    yield said["scale"], fill_in(said["scaled"], scale=job.scale)


def _paper(paper: PaperData, said: Mapping[str, str]) -> str:
    weight = fill_in(said["weight"], grammage=f"{paper.grammage:g}") if paper.grammage else ""
    thick = fill_in(said["thick"], caliper=f"{paper.caliper:.3f}", source=paper.source)
    return ", ".join(filter(None, (paper.name, weight, thick)))
