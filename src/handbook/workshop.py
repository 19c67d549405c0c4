"""Set what is stale: the cache of fragments, the worker processes, and the reasons why."""

import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handbook import typefaces
from handbook.model import Fragment, Unit
from handbook.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Failure:
    """A unit that the engine could not set."""

    unit: str
    message: str


Outcome = Fragment | Failure
Progress = Callable[[str], None]
"""Called with the name of each unit once it is set."""


def key(unit: Unit, engine: str) -> str:
    """Return the hash of everything that decides the fragment of a unit."""
    return hashlib.sha256("\n".join(traits(unit, engine).values()).encode()).hexdigest()


def traits(unit: Unit, engine: str) -> dict[str, str]:
    """Return the hashes of what decides a fragment, under the names a person would use."""
    assets = "\n".join(f"{asset.name} {asset.sha256}" for asset in unit.assets)
    start = str(unit.folios.start)
    return {
        "engine": engine,
        "style": _hash(unit.style),
        "pictures": _hash(assets),
        "page numbers": _hash(start),
        "text": _hash(unit.html),
    }


def reason(old: Mapping[str, str] | None, new: Mapping[str, str]) -> str:
    """Say in words why a unit is set again."""
    if old is None:
        return "not set before"
    changed = [name for name in new if old.get(name) != new[name]]
    return "changed " + " and ".join(changed) if changed else "no longer in the cache"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def set_units(
    units: Sequence[Unit], executor: Executor | None, progress: Progress
) -> dict[str, Outcome]:
    """Set units, the longest first, and return what came of each by name.

    Without an executor the work is done here, one unit after another.
    """
    ordered = sorted(units, key=lambda unit: -len(unit.html))
    outcomes: dict[str, Outcome] = {}
    for name, outcome in _run(ordered, executor):
        outcomes[name] = outcome
        progress(name)
    return outcomes


def _run(units: Iterable[Unit], executor: Executor | None) -> Iterator[tuple[str, Outcome]]:
    if executor is None:
        for unit in units:
            yield unit.name, set_unit(unit)
        return
    futures: dict[Future[Outcome], str] = {
        executor.submit(set_unit, unit): unit.name for unit in units
    }
    for future in as_completed(futures):
        yield futures[future], _result(future, futures[future])


def _result(future: Future[Outcome], name: str) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001  # a worker that was killed, or ran out of memory
        return Failure(name, f"{type(error).__name__}: {error}")


def set_unit(unit: Unit) -> Outcome:
    """Set one unit; return the engine's own failure as a value."""
    from handbook.compiler import compile_unit  # the engine loads when it is used

    try:
        return compile_unit(unit, tagged=unit.tagged)
    except RecursionError:
        return Failure(unit.name, "nested too deeply")
    except Exception as error:  # noqa: BLE001  # whatever the engine raises belongs to this unit alone
        return Failure(unit.name, f"{type(error).__name__}: {error}")


@contextmanager
def workers(jobs: int, count: int) -> Iterator[Executor | None]:
    """Open worker processes for `count` units, or none when one process does as well.

    Where the platform forks safely, workers are forked from a server that has loaded the
    engine once.
    """
    if min(jobs, count) < 2:
        yield None
        return
    forks = sys.platform == "linux"
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(["handbook.compiler"])
    with ProcessPoolExecutor(min(jobs, count), mp_context=context) as executor:
        yield executor


def prepare(folder: Path) -> Shelf:
    """Show the engine our typefaces alone, and open the cache in `folder`."""
    typefaces.prepare(folder)
    return Shelf(folder / "fragments")
