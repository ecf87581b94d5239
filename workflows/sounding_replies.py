"""Replies to a sounding: given, changed until the close, noted by an officer for somebody.

Every reply is kept; the last of each place counts. A reply is either on record before the close or
refused as too late, never both nor neither: it shares a hold that a close has alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from workflows.access import Caller, Deed, require
from workflows.action_recording import clean_text
from workflows.errors import AlreadyDone, Conflict, InvalidInput, NotAllowed
from workflows.owners import plain
from workflows.sounding_keeping import after_change, hold, seen, write_view
from workflows.sounding_states import Step, refuse_unless, stands, state_at
from workflows.soundings import Asked, Sounding, SoundingState, View, standing

if TYPE_CHECKING:
    from workflows.ports import Transaction

#: How a reply that an officer noted is marked, and one that came in Slack.
NOTED = "noted by an officer"
MAX_COMMENT = 3000


@dataclass(frozen=True)
class Reply:
    """What was chosen and said. `shown` is the id of the reply that stood when the form was drawn
    ("" for none); None where no form was, so that nothing is compared."""

    option: str
    comment: str = ""
    shown: str | None = None


def reply(tx: Transaction, caller: Caller, sounding_id: str, given: Reply, now: datetime) -> View:
    """Record what the caller thinks, for the place they answer for. The same again changes
    nothing. What was typed stands in every refusal, so that it is not lost."""
    hold(tx, sounding_id, alone=False)
    sounding = seen(tx, caller, sounding_id)
    asked = asked_as(sounding, caller.id)
    _refuse_late(tx, sounding, given, now)
    view = View(
        id=tx.new_id(),
        sounding_id=sounding.id,
        place=asked.place,
        by=caller.id,
        at=now,
        option=option_of(sounding, given.option),
        comment=_comment(given.comment),
        via=caller.via,
    )
    return _record(tx, sounding, asked, view, given, now)


def note(
    tx: Transaction,
    caller: Caller,
    sounding_id: str,
    whose: str,
    given: Reply,
    now: datetime,
) -> View:
    """An officer notes a reply that came by telephone or by word of mouth; `whose` is the name of
    the member, or the id, for whose place it counts."""
    hold(tx, sounding_id, alone=False)
    sounding = seen(tx, caller, sounding_id)
    require(caller, sounding.board_id, Deed.SEEK_VIEWS)
    _refuse_late(tx, sounding, given, now)
    asked = called(sounding.asked, whose)
    if not asked.is_asked:
        raise NotAllowed(_left_out(asked))
    view = View(
        id=tx.new_id(),
        sounding_id=sounding.id,
        place=asked.place,
        by=caller.id,
        at=now,
        option=option_of(sounding, given.option),
        comment=_comment(given.comment),
        on_behalf_of=asked.person_id,
        via=NOTED,
    )
    return _record(tx, sounding, asked, view, given, now)


def asked_as(sounding: Sounding, person_id: str) -> Asked:
    """The place for which this person answers; `NotAllowed`, saying why, if for none."""
    asked = sounding.place_of(person_id)
    if asked is None:
        raise NotAllowed(
            f"You are not among those who are asked in {sounding.reference}. Nothing was recorded. "
            "If you should be, tell the committee officer."
        )
    if not asked.is_asked:
        raise NotAllowed(_left_out(asked))
    return asked


def _left_out(asked: Asked) -> str:
    return (
        f"{asked.name} is left out for an interest ({asked.left_out}), so no reply is taken. "
        "Nothing was recorded. A dispensation, which an officer records, lifts it."
    )


def called(places: Sequence[Asked], whose: str, field: str = "who") -> Asked:
    """The one of those who are asked that the name (or the id) fits; `InvalidInput` if none or
    more than one does."""
    wanted = whose.strip()
    words = set(plain(wanted).split())
    by_id = [a for a in places if a.person_id == wanted]
    by_name = [a for a in places if plain(a.name) == plain(wanted)]
    by_part = [a for a in places if words and words <= set(plain(a.name).split())]
    for found in (by_id, by_name, by_part):
        if len(found) == 1:
            return found[0]
    raise InvalidInput(
        f"“{wanted[:60]}” is nobody, or more than one, of those who are asked. Nothing was "
        f"changed. They are: {', '.join(a.name for a in places)}.",
        field=field,
    )


def option_of(sounding: Sounding, typed: str) -> str:
    """The option that is meant; `InvalidInput` naming them all if none is."""
    wanted = " ".join(typed.split()).casefold()
    for option in sounding.options:
        if option.casefold() == wanted:
            return option
    raise InvalidInput(
        f"“{typed.strip()[:60]}” is none of the answers to {sounding.reference}. Nothing was "
        f"recorded. They are: {' / '.join(sounding.options)}.",
        field="option",
    )


def _comment(text: str) -> str:
    return clean_text(text, field="comment", most=MAX_COMMENT) if text.strip() else ""


def _refuse_late(tx: Transaction, sounding: Sounding, given: Reply, now: datetime) -> None:
    zone = tx.boards.get(sounding.board_id).zone
    if state_at(sounding, now) is SoundingState.CLOSED:
        raise AlreadyDone(
            f"That reply came too late and is not counted: {sounding.reference} "
            f"{stands(sounding, now, zone).words}. {_typed(given)} You can raise it at the meeting "
            "that hears of it, or tell the committee officer."
        )
    refuse_unless(sounding, Step.REPLY, now, zone)


def _typed(given: Reply) -> str:
    said = (
        f"{given.option.strip()}: {given.comment.strip()}"
        if given.comment.strip()
        else given.option
    )
    return f"What you sent: “{said.strip()}”."


def _record(
    tx: Transaction, sounding: Sounding, asked: Asked, view: View, given: Reply, now: datetime
) -> View:
    # Of two replies for one place the second sees the first.
    tx.hold([f"sounding:{sounding.id}:{asked.place}"])
    last = standing(tx.soundings.views(sounding.id)).get(asked.place)
    if given.shown is not None and given.shown != (last.id if last else ""):
        assert last is not None  # replies are never taken away
        if (last.option, last.comment, last.by) != (view.option, view.comment, view.by):
            raise Conflict(
                f"Another reply for {asked.name} came in meanwhile: “{last.option}”. Yours was not "
                f"recorded. {_typed(given)} Look again, and send it once more if it is to stand in "
                "place of that one."
            )
    if last and (last.option, last.comment) == (view.option, view.comment or last.comment):
        return last
    if last and view.at <= last.at:
        view = replace(view, at=last.at)  # clocks of two machines; the ids keep the order
    tx.soundings.add_view(view)
    after_change(tx, sounding, now)
    write_view(tx, sounding, view, asked, "view changed" if last else "view given")
    return view
