"""Remember what texts were parsed to: in this process, and on the shelf for the next one."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from handbook.cache import record
from handbook.cache.shelf import Shelf


@dataclass(slots=True)
class Memory:
    """What pure functions of texts gave. Losing any of it costs time, never truth."""

    shelf: Shelf | None = None
    program: str = ""
    """Hash of the code that the functions are made of."""
    _known: dict[str, Any] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def recall(self, function: Callable[..., Any], *given: object) -> Any:
        """Return what a function gives for arguments that `repr` tells apart."""
        key = hashlib.sha256(repr((self.program, function.__name__, given)).encode()).hexdigest()
        self._used.add(key)
        if key not in self._known:
            self._known[key] = self._kept(key) or self._made(key, function(*given))
        return self._known[key]

    def tidy(self) -> None:
        """Forget what was not asked for since the last time; the shelf has it."""
        self._known = {key: value for key, value in self._known.items() if key in self._used}
        self._used.clear()

    def _kept(self, key: str) -> Any:
        data = self.shelf.take(key) if self.shelf else None
        try:
            return data and record.read(data)
        except ValueError:
            return None

    def _made(self, key: str, value: Any) -> Any:
        if self.shelf:
            self.shelf.put(key, record.write(value))
        return value
