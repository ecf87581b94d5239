"""Noting that somebody is away, with a deputy or without, and ending it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from workflows import absences, keeping, ledger
from workflows.absences import overlapping
from workflows.access import Audience, Caller, caller_for, disclose
from workflows.addressing import boards_of
from workflows.deadlines import day_words, read_date
from workflows.deliveries import Kind, Parcel
from workflows.errors import AlreadyDone, InvalidInput, NotAllowed
from workflows.owners import person_called, stand_in
from workflows.people import Absence, Person

if TYPE_CHECKING:
    from workflows.ports import Transaction

_DAY = timedelta(days=1)
#: Longer than this it is no absence: what the person owns is better handed over.
LONGEST = 366


@dataclass(frozen=True)
class AwayForm:
    """An absence as typed: days in words, people as written (a Slack mention or a name) or by id.

    `who` empty means the caller; `since` empty means today; `deputy` empty means nobody.
    `absence_id` is given where one is changed.
    """

    since: str
    until: str
    who: str = ""
    person_id: str = ""
    deputy: str = ""
    absence_id: str = ""


@dataclass(frozen=True)
class Noted:
    """What was noted, and what the person who typed it ought to know."""

    away: absences.Away
    own: bool
    remarks: tuple[str, ...]


def note(tx: Transaction, caller: Caller, form: AwayForm, now: datetime) -> Noted:
    """Note an absence, or change one. Both the person and the deputy are told once; without a
    deputy the officers are."""
    person = _person(tx, caller, form)
    today = absences.today_of(tx, person, now)
    if not absences.may_note_for(tx, caller, person, today):
        raise NotAllowed(
            f"Only {person.name} or an officer of their boards can say that they are away. Nothing "
            "was noted."
        )
    changed = absences.of_id(tx, person.id, form.absence_id) if form.absence_id else None
    since, until, clamped = _days(form, today, changed)
    deputy = _deputy(tx, person, form.deputy)
    old = _make_room(tx, person, since, until, changed)
    absence = Absence(
        id=changed.id if changed else tx.new_id(),
        team_id=person.team_id,
        person_id=person.id,
        since=since,
        until=until,
        noted_by=caller.id,
        deputy_id=deputy.id if deputy else None,
    )
    if changed and replace(changed, noted_by=caller.id) == absence:
        return Noted(absences.described(tx, absence, today), caller.id == person.id, ())
    tx.people.add_absence(absence)
    remarks = [
        *([f"Days that are past stay as they were: noted from {day_words(since)}."] * clamped),
        *_remarks(tx, person, absence, deputy, today),
    ]
    deed = "absence changed" if old else "absence noted"
    _write(tx, caller, person, absence, deputy, deed, today, now)
    _tell(tx, caller, person, absence, today)
    for earlier in {a.deputy_id for a in old} - {absence.deputy_id, None}:
        _say(tx, absence, str(earlier), "relieved", f"You no longer stand in for {person.name}.")
    _refresh(tx, person, absence, old)
    return Noted(absences.described(tx, absence, today), caller.id == person.id, tuple(remarks))


def end(
    tx: Transaction, caller: Caller, person_id: str, absence_id: str, now: datetime
) -> tuple[Person, Absence]:
    """They are back: what they own is theirs again from today. An absence that has not begun is
    taken back."""
    person = tx.people.get(person_id or caller.id)
    today = absences.today_of(tx, person, now)
    if not absences.may_note_for(tx, caller, person, today):
        raise NotAllowed(
            f"Only {person.name} or an officer of their boards can say that they are back. Nothing "
            "was changed."
        )
    absence = _to_end(tx, person, absence_id, today)
    tx.people.end_absence(absence.id, today - _DAY)
    begun = absence.since <= today
    deputy = tx.people.get(absence.deputy_id) if absence.deputy_id else None
    _write(tx, caller, person, absence, deputy, "absence ended", today, now)
    said = (
        f"{person.name} is back: from today they answer again for what is theirs."
        if begun
        else f"{person.name} will not be away from {day_words(absence.since)} after all."
    )
    if deputy and deputy.id != caller.id:
        _say(tx, absence, deputy.id, "back", said)
    if person.id != caller.id:
        yours = "You are noted as back: what is yours comes to you again."
        _say(tx, absence, person.id, "back", yours if begun else "Your absence was taken back.")
    _refresh(tx, person, absence, [])
    return person, absence


def back(tx: Transaction, caller: Caller, who: str, now: datetime) -> tuple[Person, Absence]:
    """The same by name: the absence of today, else the next one."""
    person = person_called(tx, caller.person.team_id, who, "person") if who else caller.person
    return end(tx, caller, person.id, "", now)


def _to_end(tx: Transaction, person: Person, absence_id: str, today: date) -> Absence:
    coming = [a for a in tx.people.absences_of(person.id) if a.until >= today]
    found = [a for a in coming if a.id == absence_id] if absence_id else coming
    if not found:
        raise AlreadyDone(f"{person.name} is not noted as away. Nothing was changed.")
    return found[0]


# --- what was typed ---------------------------------------------------------------------------


def _person(tx: Transaction, caller: Caller, form: AwayForm) -> Person:
    if form.person_id:
        return tx.people.get(form.person_id)
    if form.who:
        return person_called(tx, caller.person.team_id, form.who, "person")
    return caller.person


def _days(form: AwayForm, today: date, changed: Absence | None) -> tuple[date, date, bool]:
    """First and last day, and whether the first was moved up to today."""
    since = read_date(form.since, on=today, field="since") if form.since.strip() else today
    if not form.until.strip():
        raise InvalidInput("Say until when, for example 17 August.", field="until")
    until = read_date(form.until, on=max(since, today), field="until")
    if until < today:
        raise InvalidInput(f"{day_words(until)} is past already. Nothing was noted.", field="until")
    if until < since:
        raise InvalidInput(
            f"The last day ({day_words(until)}) is before the first ({day_words(since)}). "
            "Nothing was noted.",
            field="until",
        )
    if (until - since).days >= LONGEST:
        raise InvalidInput(
            "That is more than a year. Nothing was noted: hand over what they own with Reassign, "
            "or change the holder of a post with /board people.",
            field="until",
        )
    earliest = min(changed.since, today) if changed else today
    return max(since, earliest), until, since < earliest


def _deputy(tx: Transaction, person: Person, written: str) -> Person | None:
    if not written.strip():
        return None
    deputy = person_called(tx, person.team_id, written, "deputy")
    if deputy.id == person.id:
        raise InvalidInput(
            "Nobody can be their own deputy. Name somebody else, or leave it empty: then the "
            "officers hear of what is theirs.",
            field="deputy",
        )
    if not deputy.active:
        raise InvalidInput(f"{deputy.name}’s account is closed. Name somebody else.", "deputy")
    if not (deputy.slack_id or deputy.email):
        raise InvalidInput(
            f"{deputy.name} is not in Slack and has no e-mail address here: nobody could tell them "
            "what they take over. Add an address with /board people, or name somebody else.",
            field="deputy",
        )
    return deputy


def _make_room(
    tx: Transaction, person: Person, since: date, until: date, changed: Absence | None
) -> list[Absence]:
    """Take out what the new one replaces: the one that is changed, and any that lies wholly within
    it. One that overlaps otherwise stands, and is named."""
    known = [a for a in tx.people.absences_of(person.id) if not changed or a.id != changed.id]
    clashing = overlapping(known, since, until)
    for other in clashing:
        if other.since < since or other.until > until:
            raise InvalidInput(
                f"{person.name} is noted as away from {day_words(other.since)} to "
                f"{day_words(other.until)} already. Nothing was changed: choose days that do not "
                "overlap, or change that one with /board away.",
                field="since",
            )
    replaced = [*clashing, *([changed] if changed else [])]
    for old in replaced:
        tx.people.end_absence(old.id, old.since - _DAY)
    return replaced


# --- what ought to be known -------------------------------------------------------------------


def _remarks(
    tx: Transaction, person: Person, absence: Absence, deputy: Person | None, today: date
) -> list[str]:
    found = []
    if deputy is None:
        found.append("Nobody stands in: meanwhile the officers hear of what is theirs.")
    else:
        for other in overlapping(tx.people.absences_of(deputy.id), absence.since, absence.until):
            first = max(other.since, absence.since)
            then = stand_in(tx, person.team_id, person.id, first)
            who = f"{tx.people.get(then).name} answers" if then else "the officers hear of it"
            last = min(other.until, absence.until)
            found.append(
                f"{deputy.name} is away too, from {day_words(first)} to {day_words(last)}: then "
                f"{who}."
            )
        hidden = disclose(
            absences.handed_over(tx, person, today), Audience(caller_for(tx, deputy, today))
        )
        if hidden.withheld:
            found.append(
                f"Some of it is exempt and not for {deputy.name} to read: that goes to the "
                "officers instead."
            )
    for other in tx.people.absences_from(person.team_id, today):
        if other.deputy_id == person.id and overlapping([other], absence.since, absence.until):
            theirs = tx.people.get(other.person_id).name
            first = max(other.since, absence.since)
            then = stand_in(tx, person.team_id, other.person_id, first)
            who = f"{tx.people.get(then).name} answers" if then else "the officers hear"
            found.append(f"{person.name} stands in for {theirs} then: {who} for both.")
    return found


# --- who is told ------------------------------------------------------------------------------


def _write(
    tx: Transaction,
    caller: Caller,
    person: Person,
    absence: Absence,
    deputy: Person | None,
    deed: str,
    today: date,
    now: datetime,
) -> None:
    values = {
        "person": person.name,
        "from": absence.since.isoformat(),
        "until": absence.until.isoformat(),
        "deputy": deputy.name if deputy else "",
    }
    for board in boards_of(tx, person, today):
        ledger.write(tx, caller.id, board.id, now, deed, "person", person.id, values)


def _tell(tx: Transaction, caller: Caller, person: Person, absence: Absence, today: date) -> None:
    readers = {person.id: "person"}
    if absence.deputy_id:
        readers[absence.deputy_id] = "deputy"
    else:
        told = absences.officers_concerned(tx, person, today)
        readers |= {o: "officer" for o in told if o not in (caller.id, person.id)}
    boards = boards_of(tx, person, today)
    for reader_id, reader in readers.items():
        tx.outbox.put(
            Parcel(
                key=f"away:{absence.id}:{tx.new_id()}:{reader_id}",
                kind=Kind.MESSAGE,
                team_id=person.team_id,
                board_id=boards[0].id if boards else None,
                view="absence",
                args={"absence_id": absence.id, "of": person.id, "reader": reader},
                person_id=reader_id,
            )
        )


def _say(tx: Transaction, absence: Absence, person_id: str, what: str, text: str) -> None:
    tx.outbox.put(
        Parcel(
            key=f"away-{what}:{tx.new_id()}",
            kind=Kind.MESSAGE,
            team_id=absence.team_id,
            view="text",
            args={"text": text},
            person_id=person_id,
        )
    )


def _refresh(tx: Transaction, person: Person, absence: Absence, old: list[Absence]) -> None:
    """The Homes of both. (On the first day and after the last they are drawn when opened.)"""
    deputies = [absence.deputy_id, *(a.deputy_id for a in old)]
    for person_id in dict.fromkeys([person.id, *(d for d in deputies if d)]):
        keeping.refresh_home(tx, person.team_id, person_id)
