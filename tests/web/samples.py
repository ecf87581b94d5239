"""One sample of each kind of link that has a page: what it is about, whose it is, and an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.support import soundings
from tests.support.council import Council
from workflows import (
    action_recording,
    circulating,
    consulting,
    delegation_keeping,
    invitations,
    meeting_planning,
    sounding_closing,
)
from workflows.action_links import ANSWER_ACTION
from workflows.circulation_links import READ as READ_PAPER
from workflows.consultation_links import REPLY as REPLY_TO_CONSULTATION
from workflows.delegation_reading import Grant
from workflows.invitation_links import ANSWER_INVITATION
from workflows.sounding_links import REPLY as REPLY_TO_SOUNDING


@dataclass(frozen=True)
class Sample:
    """`make` puts a subject into the record and gives its id; `who` may answer for it, by `step`
    with `fields`; after `end` nobody may."""

    make: Callable[[Council], str]
    who: str
    step: str
    fields: Mapping[str, str]
    end: Callable[[Council, str], object]


def _action(c: Council) -> str:
    return c.record("Bring the referral figures", "Femi Adeleke", due="1 March 2027").id


def _cancel_action(c: Council, action_id: str) -> object:
    return c.do(action_recording.cancel, "asha", action_id, "no longer needed")


def _invitation(c: Council) -> str:
    meeting = c.meeting("10 February 2027")
    c.do(invitations.invite, "asha", meeting.id)
    return meeting.id


def _cancel_meeting(c: Council, meeting_id: str) -> object:
    return c.do(meeting_planning.cancel_meeting, "asha", meeting_id, "snow")


def _consultation(c: Council) -> str:
    grant = Grant("delegates the plan to the DPH", ("DPH",), ("Femi Adeleke",))
    kept = c.do(delegation_keeping.keep_grant, "asha", c.board.id, grant)
    asked = c.do(consulting.ask, "asha", kept.id, "Do you support the plan?")
    return asked[0].id


def _waive(c: Council, consultation_id: str) -> object:
    asked = c.look(lambda tx: tx.consultations.get(consultation_id))
    args = (asked.delegation_id, asked.name, "time was short")
    return c.do(consulting.waive, "asha", *args)


def _sounding(c: Council) -> str:
    return soundings.opened(c).id


def _withdraw_sounding(c: Council, sounding_id: str) -> object:
    return c.do(sounding_closing.withdraw, "asha", sounding_id, "the bid was dropped")


def _paper(c: Council) -> str:
    new = circulating.NewPaper("The plan as published", deadline="1 February 2027")
    return c.do(circulating.circulate, "asha", c.board.id, new).id


def _withdraw_paper(c: Council, paper_id: str) -> object:
    return c.do(circulating.withdraw, "asha", paper_id, "the wrong version")


SAMPLES: Mapping[tuple[str, str], Sample] = {
    READ_PAPER.key: Sample(_paper, "femi", "comment", {"text": "A good plan"}, _withdraw_paper),
    REPLY_TO_CONSULTATION.key: Sample(
        _consultation, "femi", "reply", {"text": "Yes, gladly"}, _waive
    ),
    REPLY_TO_SOUNDING.key: Sample(
        _sounding, "femi", "reply", {"option": "Yes", "comment": "gladly"}, _withdraw_sounding
    ),
    ANSWER_ACTION.key: Sample(_action, "femi", "progress", {"text": "Half way"}, _cancel_action),
    ANSWER_INVITATION.key: Sample(_invitation, "femi", "coming", {}, _cancel_meeting),
}
