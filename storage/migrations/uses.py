"""What migration 0004 makes of the uses that a delegation carried until then: rows of exercises.

A delegation had one use in its own columns, and any other in words behind it ("approved the second;
also used Mon 4 Jan 2027 by Tom: approved the first (reported Mon 11 Jan 2027)"). Frozen with that
migration.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.ids import new_id
from storage.types import Json, UtcDateTime

_ALSO = "; also used "
_USE = re.compile(
    r"(?:\w{3} )?(?P<day>\d{1,2} \w{3} \d{4})(?: by (?P<by>.*?))?: (?P<what>.*)", re.S
)
_REPORTED = re.compile(r" \(reported (?:\w{3} )?(?P<day>\d{1,2} \w{3} \d{4})\)$")
_MARKS = re.compile(r" \((?:before it was granted|after it ended|; )+\)$")

_DELEGATION = sa.table(
    "delegation",
    *(sa.column(n) for n in ("id", "board_id", "state", "used_by", "used_for", "decision_record")),
    *(sa.column(n) for n in ("granted_by", "exempt")),
    sa.column("used_on", sa.Date()),
    sa.column("reported_on", sa.Date()),
    sa.column("granted_at", UtcDateTime()),
)
_WORDS = ("id", "board_id", "reference", "decided_by", "decision", "made_by", "delegation_id")
_MORE = ("reasons", "alternatives", "interests", "dispensation", "consulted", "record_at")
_REST = ("override", "state", "settled_minute", "exempt")
_EXERCISE = sa.table(
    "exercise",
    *(sa.column(n) for n in (*_WORDS, *_MORE, *_REST)),
    *(sa.column(n, sa.Date()) for n in ("decided_on", "published_on", "reported_on")),
    *(sa.column(n, Json) for n in ("background", "left_out", "flags", "call_ins")),
    sa.column("made_at", UtcDateTime()),
    sa.column("executive", sa.Boolean()),
    sa.column("version", sa.Integer()),
)
_WATCH = sa.table(
    "watch",
    *(sa.column(n) for n in ("subject", "subject_id", "board_id")),
    sa.column("next_nudge_on", sa.Date()),
)
_COUNTER = sa.table("counter", *(sa.column(n) for n in ("board_id", "series", "value")))


@dataclass(frozen=True)
class Use:
    """One use as the words tell it."""

    on: date
    by: str
    what: str
    record: str = ""
    reported_on: date | None = None

    @property
    def state(self) -> str:
        """The state of the exercise that it becomes; without a record it is a draft."""
        if self.reported_on:
            return "reported"
        return "made" if self.record else "draft"


def uses_of(row: Mapping[Any, Any]) -> Iterator[Use]:
    """The uses of a delegation; words that cannot be told apart stay with the first."""
    head, *others = str(row["used_for"]).split(_ALSO)
    told, unread = [], []
    for words in others:
        use = _told(words)
        if use:
            told.append(use)
        else:
            unread.append(words)
    what = _ALSO.join([head, *unread])
    yield Use(row["used_on"], row["used_by"], what, row["decision_record"], row["reported_on"])
    yield from told


def _told(words: str) -> Use | None:
    reported = _REPORTED.search(words)
    found = _USE.fullmatch(_MARKS.sub("", _REPORTED.sub("", words)))
    if found is None:
        return None
    on, heard = _day(found["day"]), _day(reported["day"]) if reported else None
    return Use(on, found["by"] or "", found["what"], reported_on=heard) if on else None


def _day(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%d %b %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def move(connection: sa.Connection) -> None:
    """Write the uses of all delegations as exercises; the words of each board's go on from X1. The
    next planning finds out who is to hear of them."""
    query = sa.select(_DELEGATION).where(_DELEGATION.c.used_on.is_not(None))
    ordered = query.order_by(_DELEGATION.c.granted_at, _DELEGATION.c.id)
    numbers: Counter[str] = Counter()
    for row in connection.execute(ordered).mappings().all():
        for use in sorted(uses_of(row), key=lambda u: u.on):
            numbers[row["board_id"]] += 1
            exercise = _row(row, use, f"X{numbers[row['board_id']]}")
            connection.execute(_EXERCISE.insert().values(**exercise))
            if use.state != "reported":
                due = {"subject": "exercise", "subject_id": exercise["id"]}
                on = {"board_id": row["board_id"], "next_nudge_on": use.on}
                connection.execute(_WATCH.insert().values(**due, **on))
    for board_id, number in numbers.items():
        counted = {"board_id": board_id, "series": "exercise", "value": number}
        connection.execute(_COUNTER.insert().values(**counted))
    used = _DELEGATION.c.state.in_(["used", "reported"])
    gone = sa.select(_DELEGATION.c.id).where(used).scalar_subquery()
    watched = sa.and_(_WATCH.c.subject == "delegation", _WATCH.c.subject_id.in_(gone))
    connection.execute(_WATCH.delete().where(watched))
    connection.execute(_DELEGATION.update().where(used).values(state="used"))


def _row(delegation: Mapping[Any, Any], use: Use, reference: str) -> dict[str, Any]:
    return {
        **dict.fromkeys((*_MORE, *_REST), ""),
        **{name: [] for name in ("background", "left_out", "flags", "call_ins")},
        "id": new_id(),
        "board_id": delegation["board_id"],
        "reference": reference,
        "decided_by": use.by,
        "decision": use.what,
        "made_by": delegation["granted_by"],
        "delegation_id": delegation["id"],
        "record_at": use.record,
        "state": use.state,
        "exempt": delegation["exempt"],
        "decided_on": use.on,
        "published_on": None,
        "reported_on": use.reported_on,
        "made_at": delegation["granted_at"],
        "executive": False,
        "version": 1,
    }
