"""Decisions that prose announces by subject and verb, and sentences that only sound like them."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document

HEAD = (
    "Example Community Association\n\nMinutes of the meeting held on 4 March 2026\n\n"
    "Present: Ann Able (Chair), Bo Baker, Cy Carr\n\n1. Village matters\n"
    "Several people spoke at length about the winter and the state of the lanes.\n\n"
)


def clauses(text: str) -> list[str]:
    register = read_minutes(Document.from_text("paper.txt", HEAD + text + "\n"))
    return [c.text for r in register.resolutions for c in r.clauses]


@pytest.mark.parametrize(
    "decided",
    [
        "All other committee members were re-elected.",
        "Vote by show of hands: Mo and Jo re-elected.",
        "Jo Able was nominated by Bo Baker, seconded by Cy Carr and duly elected.",
        "The agenda, as amended, was approved by unanimous consent.",
        "A simple constitution was put forward by the Secretary and accepted by those present.",
        "The Clerk was instructed to write to the owner about the hedge.",
        "Governors confirmed that the school would close early on 18 December.",
        "The meeting elected Bo Baker as treasurer.",
        "By unanimous consent, we dispensed with a reading of the last minutes.",
        "All were in favour of keeping the subscription at £10.",
        "It was again agreed that meetings would be held as necessary.",
        "The motion to join the federation was carried by 8 votes to 3.",
        "Consideration of the charter was postponed until the June meeting.",
        "The Society tabled the first plan and, after discussion, approved the second.",
        "Permission was granted for the scouts to use the field.",
        "It was suggested and agreed that a bin be placed by the gate.",
    ],
)
def test_what_a_sentence_decides_is_a_clause(decided: str) -> None:
    assert clauses(decided) == [decided]


@pytest.mark.parametrize(
    "told",
    [
        "The headteacher explained that the policy was adopted in 2023.",
        "Members accepted that little could be done before spring.",
        "The team decided on a new approach last year.",
        "Permission was granted by the County Council for the scouts to use the road.",
        "It was noted that the contractor was appointed in June.",
        "Cllr Able reported that the Agency was instructed to clear the ditch.",
        "Nobody was elected and the post stays vacant.",
        "Dee wished to step down as Treasurer, but agreed to stay on as her deputy.",
        "Mo, who was elected by the parents, spoke of the new roof.",
        "The County Council granted £200 to the playgroup.",
        "The lease would need to be approved by the trustees.",
        "The fete was postponed until June.",
    ],
)
def test_what_is_reported_past_or_others_is_none(told: str) -> None:
    assert clauses(told) == []


def test_the_outcome_of_a_motion_is_not_a_second_decision() -> None:
    text = (
        "Bo moved to approve the invoice for £40. The motion was seconded by Cy and passed "
        "unanimously."
    )
    assert clauses(text) == ["Bo moved to approve the invoice for £40."]


def test_under_public_forum_only_what_the_body_itself_decides_counts() -> None:
    text = (
        "2. Public Forum\nA resident thought that the lamps should be changed, and this was "
        "approved of by others. It was agreed that the lamps would be looked at.\n"
    )
    assert "It was agreed that the lamps would be looked at." in clauses(text)
    assert clauses("2. Public Forum\nResidents approved the plan for the lamps.\n") == []
