"""The forward plan: all that is owed to a board's future meetings, meeting by meeting.

What comes to a scheduled meeting is what the sources of its agenda would propose for it
(`workflows.agenda_sources`), each thing once, at the first meeting that it comes to; what an
officer has put on an agenda already; and the further turns of what comes in a cycle, as things
stand. What falls at no scheduled meeting stands by its month; what has no day stands apart. It
passes `disclose`, as everything that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dateutil.relativedelta import relativedelta

from workflows import keeping
from workflows.access import Audience, Caller, disclose
from workflows.agendas import AgendaItem, ItemState
from workflows.boards import Board
from workflows.dates import MONTH_NAMES, day_words
from workflows.meeting_finding import knows_of
from workflows.meetings import Meeting, MeetingKind, MeetingState

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How far ahead it looks, unless somebody says until when.
AHEAD = relativedelta(years=1)
_TO_COME = frozenset({MeetingState.PLANNED, MeetingState.OPEN})
_ON_IT = frozenset({ItemState.ON_AGENDA, ItemState.DEALT_WITH})

#: What each kind of entry is to its reader. Besides the sources of the agenda: what an officer has
#: put on an agenda, a day set outside, the life of a sub-group.
KINDS = {
    "report_back": "Report-back",
    "return": "Statutory return",
    "deadline": "Statutory deadline",
    "meeting": "Minutes to approve",
    "item": "Deferred item",
    "exercise": "Delegated decision to report",
    "delegation": "Delegated decision to report",
    "sounding": "Views sought, to report",
    "circulation": "Paper or letter to list",
    "consequence": "Review",
    "group": "Sub-group",
    "": "Agenda item",
}
#: Sources that are no part of it: what stands on every agenda, and the action log's own business.
_NOT_PLANNED = frozenset({"standing", "action"})


@dataclass(frozen=True)
class Entry:
    """One thing owed. `day` is when it is due, `until` the end of a window; `phrase` how that is
    said where it is no day. `projected`: a further turn of a cycle, if it goes on as it is.
    `on_agenda`: an officer has taken it onto the agenda. `late`: its day is past. `note` is what
    its reader should know; `item_id` is the agenda item's, where it stands on one."""

    kind: str
    source_id: str
    title: str
    who: str = ""
    day: date | None = None
    until: date | None = None
    phrase: str = ""
    projected: bool = False
    on_agenda: bool = False
    late: bool = False
    note: str = ""
    exempt: bool = False
    item_id: str = ""

    @property
    def words(self) -> str:
        """What kind of thing it is."""
        return KINDS.get(self.kind, "Agenda item")

    @property
    def when(self) -> str:
        """Its day or window, in words."""
        if self.day is None:
            return self.phrase
        if self.until and self.until != self.day:
            return f"{day_words(self.day)} to {day_words(self.until)}"
        return day_words(self.day)


@dataclass(frozen=True)
class AtMeeting:
    meeting: Meeting
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class InMonth:
    """What falls at no scheduled meeting, by the month in which its day or window begins."""

    first: date
    entries: tuple[Entry, ...]

    @property
    def label(self) -> str:
        return f"{MONTH_NAMES[self.first.month - 1]} {self.first.year}"


@dataclass(frozen=True)
class ForwardPlan:
    """The plan of a board as at a day, as one audience may see it."""

    board: Board
    as_at: date
    until: date
    meetings: tuple[AtMeeting, ...] = ()
    months: tuple[InMonth, ...] = ()
    undated: tuple[Entry, ...] = ()
    withheld: int = 0

    @property
    def count(self) -> int:
        """How many things are on it, turns that are only projected left out."""
        return sum(not e.projected for e in self.entries())

    def entries(self) -> Iterator[Entry]:
        """All of them, in order."""
        for there in self.meetings:
            yield from there.entries
        for month in self.months:
            yield from month.entries
        yield from self.undated


def forward_plan(
    tx: Transaction,
    board: Board,
    audience: Audience,
    now: datetime,
    until: date | None = None,
    *,
    published: bool = False,
) -> ForwardPlan:
    """The plan from today to `until` (a year ahead); `published` as in `disclose`."""
    from workflows import forward_plan_dates

    today = keeping.local_day(now, board)
    last = until or today + AHEAD
    view = _View(tx, board, audience, today, published)
    coming = [m for m in _meetings(tx, board, audience, today) if m.day <= last]
    placed: dict[str, list[Entry]] = {m.id: [] for m in coming}
    for meeting in coming:
        placed[meeting.id] += view.at(meeting)
    more = forward_plan_dates.gather(tx, board, audience, today, last, view.places, published)
    for meeting in coming:
        placed[meeting.id] += [e for e in more.turns if e.day == meeting.day]
    loose = [e for e in more.entries if e.day is None or e.day <= last or e.late]
    return ForwardPlan(
        board=board,
        as_at=today,
        until=last,
        meetings=tuple(AtMeeting(m, tuple(placed[m.id])) for m in coming),
        months=_by_month(e for e in loose if e.day is not None),
        undated=tuple(e for e in loose if e.day is None),
        withheld=view.withheld + more.withheld,
    )


def _meetings(tx: Transaction, board: Board, audience: Audience, today: date) -> list[Meeting]:
    """Those still to come that the audience may know of, earliest first."""
    caller = audience.caller
    return [
        m
        for m in tx.meetings.of_board(board.id)
        if m.state in _TO_COME
        and m.day >= today
        and (knows_of(tx, caller, m) if caller else m.kind is not MeetingKind.PRIVATE)
    ]


class _View:
    """What comes to the meetings, one after the other, for one audience."""

    def __init__(
        self, tx: Transaction, board: Board, audience: Audience, today: date, published: bool
    ) -> None:
        self.tx, self.board, self.audience = tx, board, audience
        self.today, self.published = today, published
        self.places: dict[tuple[str, str], date] = {}
        self.withheld = 0

    def at(self, meeting: Meeting) -> list[Entry]:
        """What comes to this meeting and to none before it."""
        on_it = [i for i in self.tx.agenda_items.of_meeting(meeting.id) if i.state in _ON_IT]
        taken = {(i.source, i.source_id) for i in on_it if i.source}
        own = [i for i in on_it if not i.standing and i.source not in _NOT_PLANNED]
        due = [i for i in proposals(self.tx, self.board, meeting, _NOT_PLANNED)
               if (i.source, i.source_id) not in taken]  # fmt: skip
        items = [i for i in (*own, *due) if not i.source or self._is_new(i, meeting)]
        seen = disclose(items, self.audience, published=self.published)
        self.withheld += seen.withheld
        return [self._entry(item, meeting) for item in seen.shown]

    def _is_new(self, item: AgendaItem, meeting: Meeting) -> bool:
        key = (item.source, item.source_id)
        if key in self.places:
            return False
        self.places[key] = meeting.day
        return True

    def _entry(self, item: AgendaItem, meeting: Meeting) -> Entry:
        entry = Entry(
            kind=item.source,
            source_id=item.source_id or item.id,
            title=item.title,
            who=item.presenter,
            day=meeting.day,
            on_agenda=item.state in _ON_IT,
            exempt=bool(item.exempt),
            item_id=item.id,
        )
        if item.source != "report_back":
            return entry
        action = self.tx.actions.get(item.source_id)
        due = action.latest.day
        late = due is not None and due < self.today
        note = f"was due {day_words(due)}" if due and late else ""
        return replace(entry, late=late, note=note)


def proposals(
    tx: Transaction, board: Board, meeting: Meeting, without: Iterable[str] = ()
) -> list[AgendaItem]:
    """What the sources would put before that meeting, those named `without` left out."""
    from workflows.agenda_sources import SOURCES

    left_out = set(without)
    ordinary = meeting.kind is MeetingKind.ORDINARY
    return [
        item
        for source in SOURCES
        if source.name not in left_out and (ordinary or source.any_meeting)
        for item in source.proposals(tx, board, meeting)
    ]


def _by_month(entries: Iterable[Entry]) -> tuple[InMonth, ...]:
    months: dict[date, list[Entry]] = {}
    for entry in sorted(entries, key=lambda e: (e.day or date.max, e.title)):
        if entry.day is not None:
            months.setdefault(entry.day.replace(day=1), []).append(entry)
    return tuple(InMonth(first, tuple(there)) for first, there in sorted(months.items()))


# --- ahead of one meeting -------------------------------------------------------------------------


def missing_from(
    tx: Transaction, meeting: Meeting, caller: Caller | None
) -> tuple[AgendaItem, ...]:
    """What is due at that meeting, and was neither taken onto its agenda or that of another meeting
    to come, nor refused: to be shown before the agenda goes out. Only what the caller may see; None
    is the public. Nothing is proposed by asking (that is `agenda_proposing.missing`)."""
    from workflows import agenda_proposing, agenda_sheet

    sheet = agenda_sheet.sheet_of(tx, meeting)
    settled = {(i.source, i.source_id) for i in sheet.items if _is_settled(i)}
    due = [
        item
        for item in agenda_proposing.due_at(tx, sheet)
        if not item.standing and (item.source, item.source_id) not in settled
    ]
    return disclose(due, Audience(caller)).shown


def _is_settled(item: AgendaItem) -> bool:
    """Whether an officer has decided on it; a proposal that went by itself may come back."""
    by_itself = item.state is ItemState.WITHDRAWN and not item.reason
    return item.state is not ItemState.PROPOSED and not by_itself


#: Titles in a line of the digest, before the rest is counted.
_TITLES = 3


def in_short(plan: ForwardPlan, meetings: int = 2) -> tuple[str, ...]:
    """The next meetings, a line each, for whoever reads nothing more."""
    lines = []
    for there in plan.meetings[:meetings]:
        own = [e for e in there.entries if e.kind != "meeting"]
        titles = "; ".join(_short(e.title) for e in own[:_TITLES])
        more = f"; {len(own) - _TITLES} more" if len(own) > _TITLES else ""
        lines.append(f"{day_words(there.meeting.day)}: {titles + more or 'nothing is owed yet'}")
    return tuple(lines)


def _short(title: str) -> str:
    return title if len(title) <= 60 else title[:59].rstrip() + "…"
