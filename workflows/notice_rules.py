"""How much notice of a meeting the law asks for, by nation and kind of body, and what a board may
set for itself.

The clear days and their sources are data here, never an `if` elsewhere. Not legal advice: a body's
own constitution or standing orders win, and may ask for more. docs/notice.md says it in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class Body(StrEnum):
    """Kinds of body between which the law differs.

    A committee or board of a council is as its council is; `PARISH` is also a town or community
    council.
    """

    PRINCIPAL = "principal"
    PARISH = "parish"
    NHS = "nhs"


BODY_WORDS: Mapping[Body, str] = {
    Body.PRINCIPAL: "principal council",
    Body.PARISH: "parish, town or community council",
    Body.NHS: "NHS body",
}


@dataclass(frozen=True)
class NoticeRules:
    """What a board sets about its notices.

    Questions and requests to speak are taken until `participation_hour` on the day so many working
    days (`participation_before`) before a meeting; None where the public takes no part. Minutes are
    to be out within `minutes_within` working days after it; None for no target. The notices of
    private meetings and of key decisions concern executives: off unless switched on.
    """

    participation_before: int | None = 1
    participation_hour: time = time(9, 0)
    minutes_within: int | None = 10
    private_notice: bool = False
    key_decisions: bool = False


@dataclass(frozen=True)
class Law:
    """So many clear days before a meeting its agenda is to be out, and where that stands.

    `local` is what stands nowhere in the law and is the body's own to settle; "" where the law
    settles it.
    """

    clear_days: int
    source: str
    local: str = ""


#: What is left out of clear days, whatever the body.
COUNTING = (
    "Clear days leave out the day of publication, the day of the meeting, weekends and bank "
    "holidays of the nation (practice after R v Swansea City Council, ex p Elitestone Ltd)."
)

_1960 = "Public Bodies (Admission to Meetings) Act 1960 s.1(4)(a)"
_OWN_ORDERS = "No Act covers it here: the body’s own standing orders do. Three is assumed."

LAWS: Mapping[tuple[str, Body], Law] = {
    ("england", Body.PRINCIPAL): Law(
        5,
        "Local Government Act 1972 ss.100A(6), 100B(3), Sch. 12 para. 4(2); five days by SI "
        "2002/715",
    ),
    ("england", Body.PARISH): Law(3, f"Local Government Act 1972 Sch. 12 para. 10(2); {_1960}"),
    ("england", Body.NHS): Law(3, _1960),
    ("wales", Body.PRINCIPAL): Law(
        3,
        "Local Government Act 1972 ss.100A(6)(aa), 100B(3), Sch. 12 para. 4(2), as changed by the "
        "Local Government and Elections (Wales) Act 2021 Sch. 4",
    ),
    ("wales", Body.PARISH): Law(
        3,
        "Local Government Act 1972 Sch. 12 para. 26(2), as changed by the Local Government and "
        "Elections (Wales) Act 2021 Sch. 4",
    ),
    ("wales", Body.NHS): Law(3, _1960),
    ("scotland", Body.PRINCIPAL): Law(
        3, "Local Government (Scotland) Act 1973 ss.50A(6), 50B(3), Sch. 7 para. 2(1)"
    ),
    ("scotland", Body.PARISH): Law(
        3,
        "the council’s scheme for community councils "
        "(Local Government (Scotland) Act 1973 ss.51-53)",
        "The scheme sets the days, often seven: set the board’s own number. Three is assumed.",
    ),
    ("scotland", Body.NHS): Law(3, _1960),
    ("northern_ireland", Body.PRINCIPAL): Law(
        5,
        "Local Government Act (Northern Ireland) 2014 Part 8; members are summoned at least three "
        "days before (Sch. 5 para. 5)",
        "Five is the longer of the two. Councils’ standing orders differ: set the board’s own "
        "number where yours does.",
    ),
    ("northern_ireland", Body.PARISH): Law(
        5,
        "Local Government Act (Northern Ireland) 2014 Part 8",
        "Northern Ireland has no parish councils; the rule of its councils is used.",
    ),
    ("northern_ireland", Body.NHS): Law(
        3, "standing orders of the health and social care body", _OWN_ORDERS
    ),
}


def law_of(nation: str, body: Body) -> Law:
    """The notice that the law asks for. The nation is one of `calendars.NATIONS`."""
    return LAWS[nation, body]


@dataclass(frozen=True)
class ExecutiveLaw:
    """The notices of an executive: where they stand. The 28 days are calendar days."""

    private: str
    private_again: str
    key_decision: str
    exception: str


#: Calendar days between a notice of an executive and its meeting.
EXECUTIVE_DAYS = 28
#: Clear days between a meeting and the further notices about it.
FURTHER_DAYS = 5

_2012 = "SI 2012/2089 (England)"
_2015 = "SR 2015/44 (Northern Ireland)"
_CHOSEN = "the board’s own rule: no Act of this nation asks for 28 days"

_BY_CHOICE = ExecutiveLaw(_CHOSEN, _CHOSEN, _CHOSEN, _CHOSEN)
_EXECUTIVE: Mapping[str, ExecutiveLaw] = {
    "england": ExecutiveLaw(
        f"{_2012} reg. 5(2)", f"{_2012} reg. 5(4)", f"{_2012} reg. 9(2)", f"{_2012} reg. 10"
    ),
    "northern_ireland": ExecutiveLaw(
        f"{_2015} reg. 20(2)", f"{_2015} reg. 20(4)", f"{_2015} Part 5", f"{_2015} Part 5"
    ),
}


def executive_law(nation: str) -> ExecutiveLaw:
    """Where the notices of that nation's executives stand."""
    return _EXECUTIVE.get(nation, _BY_CHOICE)
