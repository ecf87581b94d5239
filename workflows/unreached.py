"""What could not be delivered: the officers hear of it, for somebody has to ring; they see it, send
it again or drop it. Never its content: only what kind of thing it is, for whom, why and since when.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from workflows import keeping, leavers
from workflows.access import Caller, Deed, may
from workflows.boards import Board
from workflows.deliveries import Delivery, Kind, Parcel, Row
from workflows.errors import AlreadyDone, NotAllowed
from workflows.owners import officers_of

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: What a person is told of their own matters: the officers hear which ones those were.
_TELLS_OWNERS = frozenset({"day", "owner_tasks"})
#: Alarms: one that cannot be delivered raises no other.
_ALARMS = ("unreachable:", "undelivered:")
#: Not about any one matter: what ails them ails all of their kind, and is told once.
_OF_THE_APP = frozenset({Kind.HOME, Kind.PROFILE})

_VIEWS: Mapping[str, str] = {
    "day": "the day’s message",
    "owner_tasks": "what they are to do",
    "digest": "the digest",
    "log_docx": "the action log (Word)",
    "log_pdf": "the action log (PDF)",
    "log_csv": "the action log (table)",
    "meeting_ics": "the meeting’s calendar file",
    "meeting_notice": "the notice of a meeting",
    "invitation": "the invitation to a meeting",
    "invitation_ics": "the invitation’s calendar file",
    "check_list": "the check list",
    "issued_list": "the list of what was issued",
    "action_card": "the card of an action",
    "resolution_card": "the card of a resolution",
    "draft_review": "the review of a paper",
    "home": "the Home tab",
}
_KINDS: Mapping[Kind, str] = {
    Kind.MESSAGE: "a message",
    Kind.LETTER: "a letter",
    Kind.UPDATE: "a message",
    Kind.FILE: "a file",
    Kind.READ: "the reading of a paper",
    Kind.PROFILE: "a look at somebody’s profile",
    Kind.HOME: "the Home tab",
}
#: Slack's words for what will not pass, in ours.
_REASONS: Mapping[str, str] = {
    "channel_not_found": "the bot is not in that channel, or it is gone",
    "not_in_channel": "the bot is not in that channel (there: /invite @Matters Arising)",
    "is_archived": "the channel is archived",
    "user_not_found": "Slack knows no such person",
    "users_not_found": "Slack knows no such person",
    "user_disabled": "their Slack account is closed",
    "missing_scope": "the bot lacks a permission in Slack (see matters doctor)",
    "not_enabled": "the Home tab is switched off in the app’s settings",
    "cannot_dm_bot": "bots get no messages",
    "invalid_blocks": "Slack refused its form",
    "msg_too_long": "Slack found it too long",
}


def what_words(parcel: Parcel) -> str:
    """What kind of thing it is."""
    words = _KINDS[parcel.kind] if parcel.kind is Kind.READ else _VIEWS.get(parcel.view)
    words = words or _KINDS[parcel.kind]
    return f"a change in {words}" if parcel.kind is Kind.UPDATE else words


def why_words(error: str) -> str:
    """Why, in words where we have any, without a full stop."""
    return _REASONS.get(error, error).rstrip(".") or "no reason is known"


# --- the alarm ------------------------------------------------------------------------------------


def tell_officers(tx: Transaction, parcel: Parcel, why: str, now: datetime) -> None:
    """Tell the officers of the boards concerned that `parcel` was parked: each once for a person
    or channel and day. Of what is a person's own, with the references; of all that is theirs, where
    Slack says that their account is gone (see `leavers`)."""
    if why in leavers.ACCOUNT_GONE and parcel.person_id:
        person = tx.people.get(parcel.person_id)
        if person.active:
            leavers.account_closed(tx, person, now)
            return
    if parcel.key.startswith(_ALARMS):
        return
    if parcel.person_id is not None and parcel.view in _TELLS_OWNERS:
        _tell_of_person(tx, parcel, parcel.person_id, why_words(why), now)
        return
    for board in boards_of(tx, parcel, now):
        today = keeping.local_day(now, board)
        for officer in officers_of(tx, board.id, today):
            if officer != parcel.person_id:
                _alarm(tx, parcel, officer, _key(parcel, board, today), _text(tx, parcel, why))


def tell_refused(tx: Transaction, parcel: Parcel, why: str, now: datetime) -> None:
    """Tell the officers of the boards concerned, once for a person and day, that `parcel` could not
    go by e-mail, which its person prefers, and has gone by Slack instead."""
    for board in boards_of(tx, parcel, now):
        today = keeping.local_day(now, board)
        text = (
            f":warning: E-mail to {whom_words(tx, parcel)} does not arrive: {why_words(why)}. "
            f"Everything goes to them in Slack meanwhile, {what_words(parcel)} too. "
            "/board people changes the address."
        )
        for officer in officers_of(tx, board.id, today):
            if officer != parcel.person_id:
                _alarm(tx, parcel, officer, f"undelivered:mail:{parcel.person_id}:{today}", text)


def _key(parcel: Parcel, board: Board, today: date) -> str:
    if parcel.kind in _OF_THE_APP:
        return f"undelivered:{parcel.kind}:{board.id}"
    return f"undelivered:{parcel.person_id or parcel.channel}:{today}"


def _text(tx: Transaction, parcel: Parcel, why: str) -> str:
    what = what_words(parcel)
    place = f" for {whom_words(tx, parcel)}" if parcel.person_id or parcel.channel else ""
    return (
        f":warning: {what[0].upper()}{what[1:]}{place} could not be delivered: {why_words(why)}. "
        "All that could not be stands on my Home tab, to be sent again or dropped."
    )


def whom_words(tx: Transaction, parcel: Parcel) -> str:
    """The person's name, or the channel as Slack shows it."""
    if parcel.person_id:
        return next((p.name for p in tx.people.many([parcel.person_id]).values()), "somebody")
    return f"<#{parcel.channel}>" if parcel.channel else "nobody"


def _tell_of_person(
    tx: Transaction, parcel: Parcel, person_id: str, why: str, now: datetime
) -> None:
    person = tx.people.get(person_id)
    matters: dict[tuple[str, date], list[str]] = defaultdict(list)
    for board_id, reference in _matters(tx, parcel):
        board = tx.boards.get(board_id)
        today = keeping.local_day(now, board)
        for officer in officers_of(tx, board.id, today):
            if officer != person.id:
                matters[officer, today].append(reference)
    for (officer, day), references in matters.items():
        named = ", ".join(dict.fromkeys(references))
        text = (
            f":warning: {person.name} could not be told of {named}: {why}. Please tell them "
            "another way; /board people changes how they are reached."
        )
        _alarm(tx, parcel, officer, f"unreachable:{person.id}:{day}", text)


def _alarm(tx: Transaction, parcel: Parcel, officer: str, key: str, text: str) -> None:
    tx.outbox.put(
        Parcel(
            key=f"{key}:{officer}",
            kind=Kind.MESSAGE,
            team_id=parcel.team_id,
            view="text",
            args={"text": text},
            person_id=officer,
        )
    )
    keeping.refresh_home(tx, parcel.team_id, officer)


def _matters(tx: Transaction, parcel: Parcel) -> list[tuple[str, str]]:
    """(board, reference) of what it was about; a meeting or a paper goes by what it is."""
    if parcel.view != "day":
        actions = [tx.actions.get(str(i)) for i in parcel.args["action_ids"]]
        return [(a.board_id, a.reference) for a in actions]
    found = []
    for nudge in tx.nudges.of_day(str(parcel.args["day_id"])):
        if nudge.subject == "action":
            words = tx.actions.get(nudge.subject_id).reference
        elif nudge.subject == "delegation":
            words = tx.delegations.get(nudge.subject_id).reference
        else:
            words = f"a {nudge.subject}" if nudge.subject == "meeting" else "a paper to review"
        found.append((nudge.board_id, words))
    return found


# --- what is parked -------------------------------------------------------------------------------


def parked(tx: Transaction, board: Board, now: datetime) -> list[Row]:
    """What could not be delivered and concerns this board, newest first."""
    rows = tx.outbox.parked(board.team_id)
    return [r for r in rows if any(b.id == board.id for b in boards_of(tx, r.parcel, now))]


def boards_of(tx: Transaction, parcel: Parcel, now: datetime) -> list[Board]:
    """The boards that a parcel concerns: its own; those of the nudges or actions in it; else the
    one whose channel it is for, or those on which the person has a role."""
    if parcel.board_id:
        return [tx.boards.get(parcel.board_id)]
    if parcel.view == "day":
        ids = {n.board_id for n in tx.nudges.of_day(str(parcel.args["day_id"]))}
    elif parcel.view == "owner_tasks":
        ids = {tx.actions.get(str(i)).board_id for i in parcel.args["action_ids"]}
    elif parcel.person_id:
        held = tx.people.memberships_of(parcel.person_id)
        ids = {m.board_id for m in held if m.covers(now.date())}
    else:
        here = tx.boards.find_by_channel(parcel.team_id, parcel.channel or "")
        ids = {here.id} if here else set()
    return [tx.boards.get(i) for i in sorted(ids)]


def send_again(tx: Transaction, caller: Caller, row_id: int, now: datetime) -> Row:
    """Have a parked row tried again, with all that came to nothing because of it."""
    row = _to_settle(tx, caller, row_id, now)
    tx.outbox.retry(row_id)
    _refresh_homes(tx, row, now)
    return row


def drop(tx: Transaction, caller: Caller, row_id: int, now: datetime) -> Row:
    """Give a parked row up for good; what follows it is given up too."""
    row = _to_settle(tx, caller, row_id, now)
    tx.outbox.discard(row_id, "Given up by an officer.")
    _refresh_homes(tx, row, now)
    return row


def _to_settle(tx: Transaction, caller: Caller, row_id: int, now: datetime) -> Row:
    """A row that is parked, and that an officer of a board concerned asks about."""
    row = tx.outbox.get(row_id)
    boards = boards_of(tx, row.parcel, now)
    theirs = row.parcel.team_id == caller.person.team_id
    if not theirs or not any(may(caller, b.id, Deed.SETTLE) for b in boards):
        raise NotAllowed(
            "Only a committee officer of the board that it concerns can do that. Nothing was "
            "changed."
        )
    if row.state is not Delivery.PARKED:
        raise AlreadyDone("That is not waiting any more. Nothing was changed.")
    return row


def _refresh_homes(tx: Transaction, row: Row, now: datetime) -> None:
    for board in boards_of(tx, row.parcel, now):
        keeping.refresh_officers(tx, board, keeping.local_day(now, board))
