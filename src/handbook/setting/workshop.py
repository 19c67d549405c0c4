"""Set what is stale: the cache of fragments, the worker processes, and the reasons why."""

import hashlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread

from handbook.book.fragments import Fragment, Unit
from handbook.cache import record
from handbook.cache.memory import Memory
from handbook.cache.shelf import WORKSHOP, Shelf
from handbook.setting import typefaces
from handbook.setting.versions import fingerprint, program


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
        "style": _hash(f"{unit.style}\0{unit.own_style}"),
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
    futures: dict[Future[Outcome], str] = {}
    for unit in units:
        try:
            futures[executor.submit(set_unit, unit)] = unit.name
        except BrokenExecutor as error:
            yield unit.name, Failure(unit.name, f"the worker processes died: {error}")
    for future in as_completed(futures):
        yield futures[future], _result(future, futures[future])


def _result(future: Future[Outcome], name: str) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # a worker that was killed, or ran out of memory
        return Failure(name, f"{type(error).__name__}: {error}")


def set_unit(unit: Unit) -> Outcome:
    """Set one unit; return the engine's own failure as a value."""
    from handbook.setting.compiler import compile_unit  # the engine loads when it is used

    try:
        return compile_unit(unit, tagged=unit.tagged)
    except RecursionError:
        return Failure(unit.name, "nested too deeply")
    except Exception as error:  # whatever the engine raises belongs to this unit alone
        return Failure(unit.name, f"{type(error).__name__}: {error}")


_LENGTH = 8
"""Bytes of the number that says where the PDF of a frozen fragment begins."""


def freeze(fragment: Fragment) -> bytes:
    """Return a fragment as bytes: length of the symbols, symbols, PDF."""
    symbols = record.write(replace(fragment, pdf=""))  # type: ignore[arg-type]
    return len(symbols).to_bytes(_LENGTH, "big") + symbols + fragment.pdf


def thaw(data: bytes) -> Fragment:
    """Return a fragment from bytes; raise `ValueError` if they hold none."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    symbols = record.read(data[_LENGTH:end])
    if not isinstance(symbols, Fragment):
        raise ValueError("not a fragment")
    return replace(symbols, pdf=data[end:])


@dataclass(slots=True)
class Bench:
    """Where fragments are made: a shelf of old ones, an executor for new ones."""

    memory: Memory
    shelf: Shelf | None
    executor: Executor | None
    engine: str
    """Hash of the engine and all that decides its work beside the unit."""
    progress: Progress
    reasons: dict[str, str] = field(default_factory=dict)
    _made: dict[str, Fragment] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def fragments(self, units: Sequence[Unit]) -> tuple[dict[str, Fragment], list[Failure]]:
        """Return the fragments of units by name, and what could not be set."""
        keys = {unit.name: key(unit, self.engine) for unit in units}
        self._used.update(keys.values())
        for wanted in keys.values():
            if wanted not in self._made and (found := self._kept(wanted)):
                self._made[wanted] = found
        stale = [unit for unit in units if keys[unit.name] not in self._made]
        self._explain(stale)
        failures = []
        for name, outcome in set_units(stale, self.executor, self.progress).items():
            if isinstance(outcome, Failure):
                failures.append(outcome)
            else:
                self._made[keys[name]] = outcome
                if self.shelf:
                    self.shelf.put(keys[name], freeze(outcome))
        done = {name: self._made[k] for name, k in keys.items() if k in self._made}
        return done, failures

    def _kept(self, key: str) -> Fragment | None:
        data = self.shelf.take(key) if self.shelf else None
        try:
            return thaw(data) if data else None
        except ValueError:
            return None

    def tidy(self) -> None:
        """Forget what was not asked for since the last time; the shelf has it, if there is room."""
        self.memory.tidy()
        if self.shelf:
            self.shelf.trim()
        if self._used:  # else the manuscript was broken, and will want them all again
            self._made = {k: made for k, made in self._made.items() if k in self._used}
            self._used.clear()

    def works(self) -> bool:
        """Tell whether the workers live."""
        try:
            if self.executor:
                self.executor.submit(load_engine)
        except BrokenExecutor:
            return False
        return True

    def _explain(self, stale: Sequence[Unit]) -> None:
        if not stale or not self.shelf:
            self.reasons.update({unit.name: "no cache" for unit in stale})
            return
        known = self.shelf.recall()
        for unit in stale:
            now = traits(unit, self.engine)
            self.reasons.setdefault(unit.name, reason(known.get(unit.name), now))
            known[unit.name] = now
        self.shelf.remember(known)


@contextmanager
def workers(jobs: int) -> Iterator[Executor | None]:
    """Open worker processes, or none for a single job.

    Where the platform forks safely, workers are forked from a server that loads the engine
    once, and begins to do so at once: the manuscript is read meanwhile.
    """
    if jobs < 2:
        yield None
        return
    forks = sys.platform == "linux"
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(["handbook.setting.preload"])
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_keep_on) as executor:
        # To submit is to wait for the server, which is busy loading: that is left to a thread.
        starter = Thread(target=_start, args=(executor,))
        starter.start()
        try:
            yield executor
        except BaseException:  # told to stop: what is being set is of no use to anybody
            for child in multiprocessing.active_children():
                child.terminate()
            raise
        finally:
            starter.join()


def _start(executor: Executor) -> None:
    with suppress(BrokenExecutor):  # who submits a unit will hear of it
        executor.submit(load_engine)


def _keep_on() -> None:
    """Leave Ctrl-C, which a terminal sends to all, to the one who gave the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def load_engine() -> None:
    """Load the engine, so that the first unit need not wait for it."""
    import handbook.setting.compiler  # noqa: F401  # for its company


@contextmanager
def open_bench(
    project: Path, progress: Progress, *, jobs: int = 1, cached: bool = True
) -> Iterator[Bench]:
    """Open a bench: our typefaces alone to be seen, the cache at hand, the workers ready.

    It serves one build, or as many as a watch makes.
    """
    typefaces.prepare(project / WORKSHOP)
    shelf = Shelf.of(project) if cached else None
    with workers(jobs) as executor:
        bench = Bench(Memory(shelf, program()), shelf, executor, fingerprint(), progress)
        yield bench
    bench.tidy()
