"""The order of an agenda, its numbers, and how long it lasts. Pure.

Numbers go by the board's scheme: "" 1, 2, 3 at each meeting; "NN" 01, 02, 03; "running" on from the
meeting before. What is not on the agenda (proposed, refused, withdrawn) has no number and stands
last. A number that an officer gave in letters ("7a") is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from workflows.agendas import AgendaItem, ItemState
from workflows.dates import read_time, read_time_range
from workflows.errors import InvalidInput

SCHEMES = {
    "": "from 1 at each meeting: 1, 2, 3",
    "NN": "from 01 at each meeting: 01, 02, 03",
    "running": "running on from meeting to meeting: 42, 43, 44",
}
#: These stand on the agenda, whatever became of them there.
STANDS = frozenset({ItemState.ON_AGENDA, ItemState.DEALT_WITH, ItemState.DEFERRED})
_MINUTES = re.compile(r"(\d{1,3}) ?min", re.I)


def on_agenda(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Those that stand on it, in order."""
    return sorted((i for i in items if i.state in STANDS), key=lambda i: i.position)


def numbered(
    items: Sequence[AgendaItem], scheme: str, first: int = 1, *, keep: bool = False
) -> list[AgendaItem]:
    """All of them, in the order given, with places from 1; those on the agenda with numbers from
    `first`. With `keep` (the agenda is out) only what has no number yet gets one, the next."""
    digits = 2 if scheme == "NN" else 1
    found, number = [], first
    highest = max((int(i.number) for i in items if i.number.isdigit()), default=first - 1)
    for place, item in enumerate(items, 1):
        said = ""
        if item.state in STANDS:
            if item.number and (keep or not item.number.isdigit()):
                said = item.number
            elif keep:
                highest += 1
                said = f"{highest:0{digits}}"
            else:
                said = f"{number:0{digits}}"
                number += 1
        found.append(replace(item, position=place, number=said))
    return found


def placed(items: Sequence[AgendaItem], new: AgendaItem, last: Collection[str]) -> list[AgendaItem]:
    """The items with a new one in its place: open matter before what closes every agenda, by the
    ids in `last` (standing items such as the date of the next meeting), and before what is exempt,
    which stands last of all."""
    rest = list(items)
    at = len(rest)
    while at and _stays_behind(rest[at - 1], new, last):
        at -= 1
    return [*rest[:at], new, *rest[at:]]


def _stays_behind(item: AgendaItem, new: AgendaItem, last: Collection[str]) -> bool:
    stands_not = item.state not in STANDS and new.state in STANDS
    return stands_not or (not new.exempt and (item.id in last or bool(item.exempt)))


def moved(items: Sequence[AgendaItem], item: AgendaItem, before: AgendaItem) -> list[AgendaItem]:
    """The items with one of them put before another."""
    rest = [i for i in items if i.id != item.id]
    at = next(n for n, i in enumerate(rest) if i.id == before.id)
    return [*rest[:at], item, *rest[at:]]


def find(items: Iterable[AgendaItem], number: str) -> AgendaItem | None:
    """The item that stands under that number, "7" also for "07"."""
    said = number.strip(" .:").lstrip("#").casefold()
    return next(
        (
            i
            for i in on_agenda(items)
            if i.number
            and (i.number.casefold() == said or i.number.lstrip("0") == said.lstrip("0"))
        ),
        None,
    )


def minutes_of(slot: str) -> int | None:
    """How long a slot lasts: "20 min", "10:15-10:35"; None for a beginning alone, or nothing."""
    if found := _MINUTES.search(slot):
        return int(found[1])
    try:
        start, end = read_time_range(slot)
    except InvalidInput:
        return None
    return (end.hour - start.hour) * 60 + end.minute - start.minute


def read_slot(text: str) -> str | None:
    """A slot as it is kept, from "20 minutes", "10.15" or "10:15-10:35"; None if it is none."""
    if found := re.fullmatch(r"(\d{1,3}) ?(?:min(?:ute)?s?|')\.?", text.strip(), re.I):
        return f"{int(found[1])} min"
    try:
        start, end = read_time_range(text)
        return f"{start:%H:%M}-{end:%H:%M}"
    except InvalidInput:
        pass
    try:
        return f"{read_time(text):%H:%M}"
    except InvalidInput:
        return None


def total(items: Iterable[AgendaItem]) -> int:
    """The minutes that the slots add up to."""
    return sum(minutes_of(i.slot) or 0 for i in on_agenda(items))
