"""Dataclass to row and back, by the fields' names and types; nothing is copied by hand.

A field of the same name as a column goes into it. A `Due` spreads over four columns that begin
with the field's name. A field that has no column is a child table's affair: the caller writes it
and hands it back to `from_row` by name.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, Table

from workflows.deadlines import Due, DueKind

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_json(value: Any) -> Any:
    """The value as plain JSON: dataclasses as objects, days and times in ISO 8601."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return [to_json(item) for item in value]
    return value


def from_json(hint: Any, value: Any) -> Any:
    """What `to_json` was given, by its type. Unknown keys are ignored, missing ones take their
    default: a policy written by another version of the program stays readable."""
    read = _reader(hint)
    return read(value) if read else value


@cache
def _reader(hint: Any) -> Reader | None:
    """How a value of that type is read from JSON; None if it stands as it is."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(_reader(next(arg for arg in args if arg is not type(None))))
    if origin is tuple:
        return _tuple_reader(args)
    if isinstance(hint, type):
        if is_dataclass(hint):
            return _dataclass_reader(hint)
        if issubclass(hint, Enum):
            return hint
        if issubclass(hint, datetime | date | time):
            return hint.fromisoformat
    return None


def _optional(read: Reader | None) -> Reader | None:
    return (lambda value: None if value is None else read(value)) if read else None


def _tuple_reader(args: tuple[Any, ...]) -> Reader:
    item = _reader(args[0]) if args else None
    return (lambda value: tuple(map(item, value))) if item else tuple


def _dataclass_reader(cls: Any) -> Reader:
    readers = {f.name: _reader(hints_of(cls)[f.name]) for f in fields(cls)}

    def read(value: Mapping[str, Any]) -> Any:
        known = {name: value[name] for name in readers if name in value}
        return cls(**{n: r(v) if (r := readers[n]) else v for n, v in known.items()})

    return read


@cache
def hints_of(cls: Hashable) -> dict[str, Any]:
    """The types of a dataclass's fields, resolved."""
    return get_type_hints(cls)


def to_row(entity: Any, table: Table, **more: Any) -> dict[str, Any]:
    """The columns of a dataclass; `more` are columns that it does not know (parent, position)."""
    row: dict[str, Any] = dict(more)
    for field in fields(entity):
        value = getattr(entity, field.name)
        if field.name in table.c:
            as_json = isinstance(table.c[field.name].type, JSON)
            row[field.name] = to_json(value) if as_json else _plain(value)
        elif isinstance(value, Due):
            row |= _spread(field.name, value)
    return row


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _spread(name: str, due: Due) -> dict[str, Any]:
    """A due's columns. The day of a due at a meeting is the meeting's and is not kept twice."""
    return {
        f"{name}_kind": due.kind.value,
        f"{name}_phrase": due.phrase,
        f"{name}_day": None if due.meeting_id else due.day,
        f"{name}_meeting_id": due.meeting_id,
    }


def from_row(cls: type[T], row: Mapping[Any, Any], **children: Any) -> T:
    """The dataclass of a row; `children` are the fields that stand in other tables."""
    values = dict(children)
    key: Any = cls
    for name, read, is_due in _plan(key):
        if name in children:
            continue
        if is_due:
            values[name] = _gather(name, row)
        else:
            values[name] = read(row[name]) if read else row[name]
    return cls(**values)


@cache
def _plan(cls: Any) -> tuple[tuple[str, Reader | None, bool], ...]:
    """Name, reader and whether it is a due, of each field. Days and times come ready from the
    database, only what is stored as JSON or as a word is to be read."""
    hints = hints_of(cls)
    return tuple((f.name, _column_reader(hints[f.name]), hints[f.name] is Due) for f in fields(cls))


def _column_reader(hint: Any) -> Reader | None:
    kinds = [arg for arg in get_args(hint) or (hint,) if isinstance(arg, type)]
    ready = get_origin(hint) is not tuple and any(issubclass(k, date | time) for k in kinds)
    return None if ready else _reader(hint)


def _gather(name: str, row: Mapping[Any, Any]) -> Due:
    if name in row:
        due = from_json(Due, row[name])
        assert isinstance(due, Due)
        return due
    return Due(
        kind=DueKind(row[f"{name}_kind"]),
        phrase=row[f"{name}_phrase"],
        day=row[f"{name}_day"],
        meeting_id=row[f"{name}_meeting_id"],
    )


def with_day(due: Due, days: Mapping[str, date]) -> Due:
    """A due at a meeting with the day that the meeting has now; any other due as it is."""
    if due.meeting_id is None:
        return due
    return replace(due, day=days.get(due.meeting_id, due.day))
