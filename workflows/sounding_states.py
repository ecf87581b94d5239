"""What can be done with a sounding in which state, and what is said where it cannot.

`waiting → open → closed`, or `withdrawn` from either of the first two. From its deadline on a
sounding is closed, whether the program has come to write that down or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from workflows.deadlines import day_words
from workflows.errors import AlreadyDone
from workflows.soundings import Sounding, SoundingState


class Step(StrEnum):
    """What somebody may do with a sounding."""

    PERMIT = "permit"
    REPLY = "reply"
    NOTE = "note"
    EXTEND = "extend"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    LEAVE_OUT = "interest"
    DISPENSE = "dispensation"
    SUBSTITUTE = "substitute"
    RESOLVE = "resolve"
    REPORT = "reported"


_BEGUN = frozenset({SoundingState.WAITING, SoundingState.OPEN})
FROM: Mapping[Step, frozenset[SoundingState]] = {
    Step.PERMIT: frozenset({SoundingState.WAITING}),
    Step.REPLY: frozenset({SoundingState.OPEN}),
    Step.NOTE: frozenset({SoundingState.OPEN}),
    Step.EXTEND: _BEGUN,
    Step.CLOSE: frozenset({SoundingState.OPEN}),
    Step.WITHDRAW: _BEGUN,
    Step.LEAVE_OUT: _BEGUN,
    Step.DISPENSE: _BEGUN,
    Step.SUBSTITUTE: _BEGUN,
    Step.RESOLVE: frozenset({SoundingState.CLOSED}),
    Step.REPORT: frozenset({SoundingState.CLOSED}),
}
#: What an officer may do instead, in words.
_OFFERS: Mapping[Step, str] = {
    Step.PERMIT: "record the meeting's permission",
    Step.NOTE: "note a reply",
    Step.EXTEND: "extend it",
    Step.CLOSE: "close it early",
    Step.WITHDRAW: "withdraw it",
    Step.LEAVE_OUT: "leave somebody out",
    Step.SUBSTITUTE: "name a substitute",
    Step.REPORT: "report it to a meeting",
}
_DOING: Mapping[Step, str] = {
    Step.PERMIT: "it needs no permission",
    Step.REPLY: "no reply is taken",
    Step.NOTE: "no reply is taken",
    Step.EXTEND: "its deadline cannot be moved",
    Step.CLOSE: "it cannot be closed",
    Step.WITHDRAW: "it cannot be withdrawn",
    Step.LEAVE_OUT: "who is asked cannot be changed",
    Step.DISPENSE: "who is asked cannot be changed",
    Step.SUBSTITUTE: "who is asked cannot be changed",
    Step.RESOLVE: "there is no outcome yet",
    Step.REPORT: "there is nothing to report",
}


@dataclass(frozen=True)
class Stands:
    """How a sounding stands at a moment: the state, and in words since when and why."""

    state: SoundingState
    words: str


def state_at(sounding: Sounding, now: datetime) -> SoundingState:
    """Its state at that moment: an open one is closed from its deadline on."""
    past = sounding.state is SoundingState.OPEN and sounding.deadline <= now
    return SoundingState.CLOSED if past else sounding.state


def stands(sounding: Sounding, now: datetime, zone: ZoneInfo) -> Stands:
    """The state in words, in the board's time."""
    state = state_at(sounding, now)
    at = sounding.closed_at or sounding.deadline
    match state:
        case SoundingState.WAITING:
            words = "waits for the meeting's permission"
        case SoundingState.OPEN:
            words = f"is open until {moment_words(sounding.deadline, zone)}"
        case SoundingState.CLOSED if sounding.reported_on:
            words = f"was reported to the meeting of {day_words(sounding.reported_on)}"
        case SoundingState.CLOSED:
            words = f"closed at {moment_words(at, zone)}"
        case _:
            words = f"was withdrawn on {moment_words(at, zone)}"
            words += f" ({sounding.reason})" if sounding.reason else ""
    return Stands(state, words)


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """ "17:00 on Fri 12 Mar 2027", in that zone."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M} on {day_words(local.date())}"


def possible(sounding: Sounding, now: datetime) -> tuple[Step, ...]:
    """What the state allows an officer now."""
    state = state_at(sounding, now)
    return tuple(
        step
        for step in Step
        if state in FROM[step]
        and not (step is Step.REPORT and sounding.reported_on)
        and not (step is Step.RESOLVE and (sounding.resolution_id or not sounding.written))
    )


def refuse_unless(sounding: Sounding, step: Step, now: datetime, zone: ZoneInfo) -> None:
    """`AlreadyDone`, saying why and what can be done instead, unless the state allows it."""
    if state_at(sounding, now) in FROM[step]:
        return
    offered = [_OFFERS[s] for s in possible(sounding, now) if s in _OFFERS]
    instead = f"What can be done with it now: {', '.join(offered)}." if offered else (
        "Nothing is left to do with it; views are sought anew with /sounding."
    )  # fmt: skip
    said = stands(sounding, now, zone).words
    raise AlreadyDone(
        f"{sounding.reference} {said}, so {_DOING[step]}. Nothing was changed. {instead}"
    )
