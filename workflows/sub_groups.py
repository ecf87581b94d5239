"""The register of a board's sub-groups: purpose, chair, members, life, reporting, escalation.

A sub-group is a board of its own with a parent: it has members, actions, meetings and a log like
any other. It need not have a channel; its parent's officers serve it. How often it reports is a
report-back of the parent that the group owns, so that there is one list of what is owed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import keeping, leavers, ledger, report_back_keeping
from workflows.access import Caller, Deed, require
from workflows.action_recording import NewAction, clean_text, record
from workflows.actions import LIVE, Action, Status, Turn
from workflows.board_people import add_role, end_role
from workflows.boards import Board, GroupTerms
from workflows.dates import day_words
from workflows.deadlines import read_date
from workflows.errors import AlreadyDone, InvalidInput, NotFound
from workflows.owners import group_names, initials, person_called, plain
from workflows.people import Membership, Role
from workflows.report_backs import Cycle
from workflows.resolutions import ClauseKind, Resolution
from workflows.stale import refuse_stale

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: So long before a time-limited group ends its board hears of it.
WARN = timedelta(days=90)
_SORT = (
    r"(?:(?:[\w’'&-]+ ){0,6}?(?:task (?:and|&) finish|working|steering|reference|sub-?|project|"
    r"advisory) ?-?(?:group|party|committee)|sub-?(?:group|committee)|panel)\b"
)
_VERBS = (
    r"(?:establish(?:es|ed)?|set(?:s|ting)? up|form(?:s|ed)?|creat(?:e|es|ed)|conven(?:e|es|ed)|"
    r"reconven(?:e|es|ed)|appoint(?:s|ed)?)"
)
_ESTABLISHES = (
    re.compile(rf"\b{_VERBS}\b[^.;]{{0,60}}?\b(?P<name>{_SORT})", re.I),
    re.compile(rf"\b(?P<name>{_SORT}) (?:should |to |is |was )?(?:be )?{_VERBS}\b", re.I),
)
_ARTICLES = re.compile(
    r"^(?:(?:that|agrees?|agreed|a|an|the|new|small|time-limited|joint)\s+)+", re.I
)
_ROLES = {"chair": Role.CHAIR, "members": Role.MEMBER}


@dataclass(frozen=True)
class GroupForm:
    """A sub-group as typed: `chair` and `members` are Slack mentions, names or initials; days as
    people write them. `version` is that of the group from which a form was drawn."""

    name: str
    purpose: str = ""
    chair: str = ""
    members: Sequence[str] = ()
    until: str = ""
    review: str = ""
    reports: str = ""
    escalation: str = ""
    minuted: str = ""
    short_name: str = ""
    version: int | None = None


def add(tx: Transaction, caller: Caller, parent_id: str, form: GroupForm, now: datetime) -> Board:
    """Set up a sub-group of the board. It takes over the parent's zone, nation and ways; the
    parent's officers are its officers; its reporting becomes a report-back of the parent."""
    require(caller, parent_id, Deed.SET_UP)
    parent = tx.boards.get(parent_id)
    name = clean_text(form.name, field="name", most=150)
    for other in tx.boards.of_team(parent.team_id):
        if plain(name) in group_names(other):
            raise AlreadyDone(
                f"There is a board called {other.name} already. Nothing was set up: choose another "
                "name, or make that one a sub-group with /board groups attach.",
                field="name",
            )
    today = keeping.local_day(now, parent)
    short = form.short_name.strip() or initials(name).upper()[:6]
    group = Board(
        id=tx.new_id(),
        team_id=parent.team_id,
        name=name,
        channel_id="",
        created_at=now,
        short_name=short,
        time_zone=parent.time_zone,
        nation=parent.nation,
        action_scheme="PREFIX-NN" if re.fullmatch(r"[A-Za-z][A-Za-z0-9&]*", short) else "N",
        municipal_year_start=parent.municipal_year_start,
        closed_days=parent.closed_days,
        body=parent.body,
        policy=parent.policy,
        parent_id=parent.id,
        group=_terms(parent, GroupTerms(), form, today),
    )
    tx.boards.add(group)
    for membership in tx.people.memberships(parent.id):
        if membership.role is Role.OFFICER and membership.covers(today):
            add_role(tx, group, tx.people.get(membership.person_id), Role.OFFICER, today)
    _seat(tx, group, form, today)
    _write(tx, group, caller, now, "sub-group set up")
    _follow_reporting(tx, parent, group, caller, now)
    return group


def change(tx: Transaction, caller: Caller, group_id: str, form: GroupForm, now: datetime) -> Board:
    """Change its terms and members. `Conflict` if somebody else did since the form was opened."""
    before, parent = _group(tx, caller, group_id)
    refuse_stale("The sub-group", before.version, form.version)
    _refuse_dissolved(before)
    today = keeping.local_day(now, parent)
    terms = _terms(parent, before.group or GroupTerms(), form, today)
    name = clean_text(form.name, field="name", most=150)
    short = form.short_name.strip() or before.short_name
    saved = tx.boards.save(replace(before, name=name, short_name=short, group=terms))
    _seat(tx, saved, form, today)
    leavers.group_emptied(tx, saved, now)
    _write(tx, saved, caller, now, "sub-group changed")
    _follow_reporting(tx, parent, saved, caller, now)
    return saved


def attach(tx: Transaction, caller: Caller, parent_id: str, name: str, now: datetime) -> Board:
    """Make a board that there is already (with a channel of its own) a sub-group of this one. The
    caller must be an officer of both."""
    require(caller, parent_id, Deed.SET_UP)
    parent = tx.boards.get(parent_id)
    wanted = plain(name)
    found = [
        b
        for b in tx.boards.of_team(parent.team_id)
        if b.id != parent.id and wanted and wanted in group_names(b)
    ]
    if not found:
        raise NotFound(
            f"“{name.strip()[:60]}” is no board of this workspace. Nothing was changed: "
            "/board list shows them all.",
            field="name",
        )
    group = found[0]
    require(caller, group.id, Deed.SET_UP)
    if group.parent_id == parent.id:
        raise AlreadyDone(f"{group.name} is a sub-group of {parent.name} already.")
    if group.parent_id or parent.parent_id == group.id:
        raise AlreadyDone(
            f"{group.name} is in the register as part of another line of boards. Nothing was "
            "changed."
        )
    saved = tx.boards.save(replace(group, parent_id=parent.id, group=group.group or GroupTerms()))
    _write(tx, saved, caller, now, "made a sub-group")
    return saved


def dissolve(
    tx: Transaction, caller: Caller, group_id: str, reason: str, now: datetime
) -> tuple[Board, tuple[Action, ...]]:
    """It is no more: its reporting to the parent ends; it stays in the register with its log. Gives
    it, and what it leaves open, for somebody else to take over."""
    before, parent = _group(tx, caller, group_id)
    _refuse_dissolved(before)
    said = clean_text(reason, field="reason", most=1000)
    today = keeping.local_day(now, parent)
    terms = replace(before.group or GroupTerms(), dissolved_on=today)
    saved = tx.boards.save(replace(before, group=terms))
    _write(tx, saved, caller, now, "sub-group dissolved", said)
    for action in reporting(tx, parent, saved):
        gone = replace(action, status=Status.CANCELLED, turn=Turn.NOBODY)
        why = f"{saved.name} is dissolved"
        keeping.keep(tx, action, gone, caller, now, "cancelled", reason=why)
    return saved, tuple(tx.actions.of_board(saved.id, LIVE))


def _group(tx: Transaction, caller: Caller, group_id: str) -> tuple[Board, Board]:
    """The sub-group and its parent, if the caller may change it: an officer of the parent."""
    group = tx.boards.get(group_id)
    if group.parent_id is None:
        raise NotFound(f"{group.name} is no sub-group. Nothing was changed.")
    require(caller, group.parent_id, Deed.SET_UP)
    return group, tx.boards.get(group.parent_id)


def _refuse_dissolved(group: Board) -> None:
    ended = group.group.dissolved_on if group.group else None
    if ended:
        raise AlreadyDone(
            f"{group.name} was dissolved on {day_words(ended)}. Nothing was changed: set up a new "
            "one if the work goes on."
        )


def _terms(parent: Board, before: GroupTerms, form: GroupForm, today: date) -> GroupTerms:
    def day(text: str, field: str) -> date | None:
        if not text.strip():
            return None
        return read_date(text, on=today, calendar=parent.calendar, field=field)

    until = day(form.until, "until")
    if until and until < today and until != before.until:
        raise InvalidInput(f"{day_words(until)} is past. Nothing was saved.", field="until")
    return replace(
        before,
        purpose=form.purpose.strip()[:2000],
        until=until,
        review=day(form.review, "review"),
        reports=_reports(form.reports),
        escalation=form.escalation.strip()[:1000],
        minuted=form.minuted.strip()[:100],
    )


def _reports(text: str) -> Cycle:
    from workflows.report_back_cycles import CYCLE_WORDS, read_cycle

    if not text.strip() or text.strip().casefold() in ("none", "never"):
        return Cycle.ONCE
    cycle = read_cycle(text)
    if cycle is None:
        known = ", ".join(words for c, words in CYCLE_WORDS.items() if c is not Cycle.ONCE)
        raise InvalidInput(f"“{text[:40]}” is none of {known}. Nothing was saved.", "reports")
    return cycle


def _seat(tx: Transaction, group: Board, form: GroupForm, today: date) -> None:
    """The chair and members as the form has them: who is named anew is added, who is no longer
    named leaves from today."""
    held = [m for m in tx.people.memberships(group.id) if m.covers(today)]
    wanted = {"chair": [form.chair] if form.chair.strip() else [], "members": list(form.members)}
    for field, role in _ROLES.items():
        people = [person_called(tx, group.team_id, w, field) for w in wanted[field] if w.strip()]
        there = {m.person_id: m for m in held if m.role is role}
        for person in people:
            if person.id not in there:
                add_role(tx, group, person, role, today)
        kept = {p.id for p in people}
        _leave(tx, [m for i, m in there.items() if i not in kept], today)


def _leave(tx: Transaction, memberships: Sequence[Membership], today: date) -> None:
    for membership in memberships:
        end_role(tx, membership, today)


# --- reporting to the parent ----------------------------------------------------------------------


def reporting(tx: Transaction, parent: Board, group: Board) -> list[Action]:
    """The recurring report-backs on the parent that the group owes: the next of each cycle."""
    return [
        a
        for a in tx.actions.reporting_to(parent.id)
        if a.cycle is not Cycle.ONCE
        and a.status in LIVE | {Status.PROPOSED_DONE}
        and any(o.group_id == group.id for o in a.owners)
    ]


def _follow_reporting(
    tx: Transaction, parent: Board, group: Board, caller: Caller, now: datetime
) -> None:
    """The parent's report-back says what the terms say: made, changed or ended with them."""
    cycle = group.group.reports if group.group else Cycle.ONCE
    there = reporting(tx, parent, group)
    for action in there:
        if cycle is Cycle.ONCE:
            gone = replace(action, status=Status.CANCELLED, turn=Turn.NOBODY)
            why = f"{group.name} reports no longer by its terms"
            keeping.keep(tx, action, gone, caller, now, "cancelled", reason=why)
        elif action.cycle is not cycle and action.status in LIVE:
            coming = report_back_keeping.Coming(cycle)
            report_back_keeping.mark(tx, caller, action.id, coming, now)
    if cycle is not Cycle.ONCE and not there:
        minuted = group.group.minuted if group.group else ""
        new = NewAction(
            text=f"Report of {group.name}",
            owners=[group.name],
            due="next meeting",
            report_to=parent.id,
            cycle=cycle,
            origin="terms of reference",
            minute_ref=minuted[:40],
        )
        record(tx, caller, parent.id, new, now)


# --- the register ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupLine:
    """One sub-group as it stands: who chairs it and sits on it, what it has open, what is to be
    known of it in words."""

    group: Board
    terms: GroupTerms
    chairs: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    open_actions: int = 0
    next_report: Action | None = None
    flags: tuple[str, ...] = ()


def register(tx: Transaction, parent: Board, today: date) -> list[GroupLine]:
    """The board's sub-groups, those that have been dissolved last."""
    groups = [b for b in tx.boards.of_team(parent.team_id) if b.parent_id == parent.id]
    lines = [line_of(tx, parent, g, today) for g in groups]
    return sorted(lines, key=lambda x: (x.terms.dissolved_on is not None, x.group.name.casefold()))


def line_of(tx: Transaction, parent: Board, group: Board, today: date) -> GroupLine:
    terms = group.group or GroupTerms()
    held = [m for m in tx.people.memberships(group.id) if m.covers(today)]
    people = tx.people.many({m.person_id for m in held})

    def named(*roles: Role) -> tuple[str, ...]:
        return tuple(dict.fromkeys(people[m.person_id].name for m in held if m.role in roles))

    chairs, members = named(Role.CHAIR, Role.VICE_CHAIR), named(Role.MEMBER)
    reports = reporting(tx, parent, group)
    return GroupLine(
        group,
        terms,
        chairs,
        members,
        len(tx.actions.of_board(group.id, LIVE)),
        reports[0] if reports else None,
        () if terms.dissolved_on else flags(terms, today, seated=bool(chairs or members)),
    )


def flags(terms: GroupTerms, today: date, *, seated: bool = True) -> tuple[str, ...]:
    """What is to be done about a sub-group, in words."""
    found = []
    if terms.until and terms.until < today:
        found.append(f"its time ended on {day_words(terms.until)}: extend it or dissolve it")
    elif terms.until and terms.until - today <= WARN:
        found.append(f"ends on {day_words(terms.until)}: extend it or dissolve it")
    if terms.review and terms.review <= today:
        found.append(f"its terms were to be reviewed by {day_words(terms.review)}")
    if not seated:
        found.append("has no members on record, so nobody is told what is sent to it")
    return tuple(found)


def named_in(tx: Transaction, parent: Board, words: str) -> Board:
    """The sub-group that is called so; `NotFound` names those that there are."""
    from workflows.sub_group_work import group_called

    try:
        return group_called(tx, parent, words)
    except InvalidInput as unknown:
        raise NotFound(unknown.message, field="name") from unknown


@dataclass(frozen=True)
class Offered:
    """A group that a resolution set up and the register does not hold yet."""

    name: str
    minute: str
    text: str


def establishes(text: str) -> str:
    """The name of the group that these words set up ("a Task and Finish Group"); empty if none."""
    found = next((m for form in _ESTABLISHES if (m := form.search(text))), None)
    if found is None:
        return ""
    words = _ARTICLES.sub("", found["name"])
    return words[:1].upper() + words[1:]


def offered(tx: Transaction, parent: Board, resolutions: Sequence[Resolution]) -> list[Offered]:
    """What these resolutions of the board have set up and is no sub-group yet, by their minutes and
    names. What they say must have been disclosed to the reader."""
    groups = [b for b in tx.boards.of_team(parent.team_id) if b.parent_id == parent.id]
    minutes = {g.group.minuted for g in groups if g.group and g.group.minuted}
    names = {n for g in groups for n in group_names(g)}
    found = []
    for resolution in resolutions:
        for clause in resolution.clauses:
            name = establishes(clause.text) if clause.kind is not ClauseKind.NOTING else ""
            known = resolution.minute_ref in minutes or plain(name) in names
            if name and not known:
                found.append(Offered(name, resolution.minute_ref, clause.text))
    return found


def _write(
    tx: Transaction, group: Board, caller: Caller, now: datetime, deed: str, reason: str = ""
) -> None:
    """In the ledger of the parent, whose register it is."""
    terms = group.group or GroupTerms()
    values = {
        "name": group.name,
        "purpose": terms.purpose,
        "until": str(terms.until or ""),
        "review": str(terms.review or ""),
        "reports": terms.reports.value,
        "escalation": terms.escalation,
        "minuted": terms.minuted,
        "dissolved": str(terms.dissolved_on or ""),
    }
    board_id = group.parent_id or group.id
    ledger.write(tx, caller.id, board_id, now, deed, "board", group.id, values, reason)
