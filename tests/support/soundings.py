"""Soundings of a council's board, opened with few words."""

from __future__ import annotations

from typing import Any

from tests.support.council import Council
from workflows.sounding_form import read_question
from workflows.sounding_opening import NewSounding, open_sounding
from workflows.sounding_replies import Reply, reply
from workflows.soundings import Sounding, View

QUESTION = "Do you support the bid? yes/no/with changes"
DEADLINE = "20 January 2027 17:00"


def opened(c: Council, deadline: str = DEADLINE, **more: Any) -> Sounding:
    """A sounding opened by Asha with the meeting's permission."""
    given = {"permission": "minute 22/8", **more}
    new = NewSounding(question=read_question(QUESTION), deadline=deadline, **given)
    return c.do(open_sounding, "asha", c.board.id, new).sounding


def sounding(c: Council, sounding_id: str) -> Sounding:
    """As it stands."""
    found: Sounding = c.look(lambda tx: tx.soundings.get(sounding_id))
    return found


def says(c: Council, who: str, s: Sounding, option: str, comment: str = "") -> View:
    """That person's reply."""
    return c.do(reply, who, s.id, Reply(option, comment))


def deeds(c: Council, s: Sounding) -> list[str]:
    """What the ledger says was done with it, in order."""
    return [line.deed for line, _ in c.look(lambda tx: tx.ledger.of_subject("sounding", s.id))]
