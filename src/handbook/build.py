"""Build a book: hand over what stands, or make it."""

from collections.abc import Callable

from handbook import receipt
from handbook.request import Report, Request

Progress = Callable[[str], None]
"""Called with the name of each unit once it is set."""


def build(request: Request, progress: Progress = lambda name: None) -> Report:
    """Build the download of the current edition, if it does not stand already.

    What is wrong with the manuscript, the setting or the result comes back as findings, and
    then nothing is written: the last good build stays. Raise `OSError` when the disk refuses.
    """
    if request.cached and not request.carry and (report := receipt.still_good(request)):
        return report
    from handbook.setting.workshop import open_bench  # heavy company loads when it is used

    source = receipt.inputs(request)
    with open_bench(request.home, progress, jobs=request.jobs, cached=request.cached) as bench:
        from handbook.make import make_at  # while the workers load the engine

        report = make_at(bench, request)
    if report.products and not request.carry:
        receipt.keep(request, source, report)
    return report
