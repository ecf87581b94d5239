"""Every convention reads its own example, and small papers in many manners read right."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.announced import ANNOUNCED
from workflows.minutes.conventions import MARKERS, Convention
from workflows.minutes.document import Document
from workflows.minutes.register import DraftRegister
from workflows.minutes.sentence_conventions import SENTENCES


def read(text: str, name: str = "paper.txt") -> DraftRegister:
    return read_minutes(Document.from_text(name, text))


def clauses(register: DraftRegister) -> list[str]:
    return [c.text for r in register.resolutions for c in r.clauses]


def actions(register: DraftRegister) -> list[tuple[tuple[str, ...], str]]:
    return [(a.owners, a.text) for a in register.actions if a.explicit]


@pytest.mark.parametrize("convention", [*MARKERS, *SENTENCES, *ANNOUNCED], ids=lambda c: c.name)
def test_each_convention_reads_its_example(convention: Convention) -> None:
    register = read(convention.example + "\n")
    own = [a.text for a in register.actions if a.explicit and a.source == "action_line"]
    assert clauses(register) + own == ([convention.gives] if convention.gives else [])


PARISH = """EXAMPLE PARISH COUNCIL
Minutes of the Meeting of the Parish Council held on Monday 7th March 2022 at 7.30pm

23/22 Apologies: None.
24/22 Minutes. It was RESOLVED that the minutes of 7th February 2022 be signed.
25/22 Planning. Resolved to support application 22/001. Proposed Cllr Able, seconded Cllr Baker.
26/22 Grass. It was proposed by Cllr Able to accept the quote of £5. This was seconded and carried.
27/22 Bench. Cllr Baker proposed that a bench be bought. There was no seconder.
28/22 Next meeting 4th April 2022.
"""


def test_parish_minutes_without_blank_lines() -> None:
    register = read(PARISH)
    assert clauses(register) == [
        "It was RESOLVED that the minutes of 7th February 2022 be signed.",
        "Resolved to support application 22/001.",
        "It was proposed by Cllr Able to accept the quote of £5.",
    ]
    assert [r.ref for r in register.resolutions] == ["24/22", "25/22", "26/22"]
    assert register.meeting is not None
    assert str(register.meeting.date) == "2022-03-07"
    assert register.next_meeting is not None
    assert str(register.next_meeting.date) == "2022-04-04"


def test_owner_only_action_lines_take_the_sentence_before() -> None:
    register = read(
        "Trustees of the Example Library\n\n"
        "3.1 The stall did well. JB will write to the sponsors about next year. AC thanked all.\n"
        "ACTION: JB\n\n"
        "3.2 The roof leaks. (Action: KD/PT)\n"
    )
    assert actions(register) == [
        (("JB",), "JB will write to the sponsors about next year."),
        (("KD", "PT"), "The roof leaks."),
    ]


def test_several_actions_on_one_line_are_told_apart_but_a_numbered_one_is_one() -> None:
    register = read(
        "Action: Clerk to write to the owner. RB to send the Clerk the address.\n\n"
        "### Action 4:\n"
        "The chair to see the auditor. Secretariat to draft a letter.\n"
    )
    assert actions(register) == [
        (("Clerk",), "Clerk to write to the owner."),
        (("RB",), "RB to send the Clerk the address."),
        (
            ("The chair", "Secretariat"),
            "The chair to see the auditor. Secretariat to draft a letter.",
        ),
    ]


def test_lists_boxes_tags_and_statuses() -> None:
    register = read(
        "# All hands 2024-05-02\n\n## Action items\n\n"
        "- [x] jo: book the room\n- [ ] #action gather examples (all)\n\n"
        "### Actions\n\n1. Set the dates [closed for Ann Example]\n\n"
        "2. Draft the letter [new for members]\n"
    )
    assert [(a.owners, a.text, a.status) for a in register.actions] == [
        (("jo",), "book the room", "done"),
        (("all",), "gather examples", "open"),
        (("Ann Example",), "Set the dates", "closed"),
        (("members",), "Draft the letter", "new"),
    ]


def test_tables_in_markdown_and_an_owner_column() -> None:
    register = read(
        "Minutes of the Finance Committee held on 4 June 2024\n\n"
        "| Action | Owner | Deadline | Status |\n|---|---|---|---|\n"
        "| Update the risk register | Jo Bloggs | 30 June 2024 | Open |\n\n"
        "The roof was looked at. PT will obtain three quotes by the end of April.\tPT\n"
        "The bank statement for May showed a balance of £50.\tNoted\n"
    )
    assert actions(register) == [
        (("Jo Bloggs",), "Update the risk register"),
        (("PT",), "PT will obtain three quotes by the end of April."),
    ]
    assert str(register.actions[0].due_date) == "2024-06-30"
    assert clauses(register) == ["The bank statement for May showed a balance of £50. Noted"]


def test_a_list_of_decisions_is_the_record_and_prose_restates_it() -> None:
    register = read(
        "The Board agreed with the plan.\n\nThe Board agreed to try it for six months.\n\n"
        "Decisions\n\n* The Board agreed that the plan would run for six months.\n"
    )
    assert clauses(register) == ["The Board agreed that the plan would run for six months."]


@pytest.mark.parametrize(
    "text",
    [
        "Motion: to sell the hall. Moved Able, seconded Baker.",
        "MOTION: to sell the hall. The motion was defeated.",
        "RESOLVED that the hall be sold.\n\nThe motion failed, 2-5-1.",
        "If the Council agreed, the hall could be sold.",
        "The Council had agreed to sell the hall in 2019.",
        "AB said that in the June minutes it was agreed that the hall be sold.",
        "The Board was asked to approve the sale.",
        "Summary recommendations:\n\n- a) There is enough provision\n- b) Choice is reasonable",
        "The Board were asked to consider:\n\n- How are agencies planning?\n- What is the offer?",
        "## Recommendations\n\n- That the Board approve the plan",
    ],
)
def test_lookalikes_decide_nothing(text: str) -> None:
    assert clauses(read(text + "\n")) == []


def test_markers_within_a_paragraph_and_beside_prose() -> None:
    register = read(
        "EXAMPLE PARISH COUNCIL\nMinutes of the meeting held 3rd May 2011\n\n1. Highways\n"
        "Potholes on Mill Lane. Action: Clerk to report to Highways. The shelter needs paint.\n"
        "It was resolved that Standing Orders be suspended.\n"
        "It was RESOLVED: (i) to buy a bench; (ii) to ask the Clerk to order it.\n\n"
        "2. Planning\nRESOLVED to send the comments to the borough. Clerk to action.\n"
    )
    assert clauses(register) == [
        "It was resolved that Standing Orders be suspended.",
        "to buy a bench",
        "to ask the Clerk to order it.",
        "to send the comments to the borough.",
    ]
    assert actions(register) == [
        (("Clerk",), "Clerk to report to Highways."),
        (("the Clerk",), "to ask the Clerk to order it."),
    ]
    assert [a.text for a in register.actions if not a.explicit] == ["Clerk to action."]


def test_notes_under_an_agenda_heading_are_read_where_they_are_marked() -> None:
    register = read(
        "# Steering Committee 2023-02-01\n\n## Agenda\n\n- budget\n  - AI: @bob to send invoice\n"
        "- **Decision**: go with the blue logo\n- ACTION: [Bob] Renew the domain\n"
    )
    assert clauses(register) == ["go with the blue logo"]
    assert actions(register) == [
        (("@bob",), "@bob to send invoice"),
        (("Bob",), "Renew the domain"),
    ]
