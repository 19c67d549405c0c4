"""Write the frozen values of the model as JSON, and read them back as they were."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from handbook.book import fragments, model, settings
from handbook.book.findings import Finding
from handbook.book.places import Place

_CLASSES: Mapping[str, Any] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            *vars(model).values(),
            *vars(settings).values(),
            *vars(fragments).values(),
            Finding,
            Place,
        )
        if isinstance(kind, type) and is_dataclass(kind)
    }
)
_KIND, _VALUES = "_", "is"


def write(value: object) -> bytes:
    """Return a value as JSON: dataclasses of the model, tuples, dates, texts and numbers.

    Raise `TypeError` for anything else.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "surrogatepass")


def read(data: bytes) -> Any:
    """Return the value that `write` was given; raise `ValueError` for anything else."""
    try:
        return _frozen(json.loads(data.decode("utf-8", "surrogatepass"), object_hook=_value))
    except (KeyError, TypeError) as error:
        raise ValueError("not a record") from error


def _plain(value: object) -> dict[str, object]:
    if isinstance(value, dt.date):
        return {_KIND: "date", _VALUES: value.isoformat()}
    kind = type(value)
    if kind not in _CLASSES.values():
        raise TypeError(f"{kind.__name__} is no part of the model")
    names = (field.name for field in fields(kind))  # type: ignore[arg-type]
    return {_KIND: kind.__name__, _VALUES: [getattr(value, name) for name in names]}


def _value(row: dict[str, Any]) -> object:
    if row[_KIND] == "date":
        return dt.date.fromisoformat(row[_VALUES])
    return _CLASSES[row[_KIND]](*map(_frozen, row[_VALUES]))


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if type(value) is list else value
