"""Minutes of clubs, residents, libraries, shires and open projects: invented papers, one for each
convention that the reader met in bodies it had not read before."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.register import DraftRegister


def read(text: str) -> DraftRegister:
    return read_minutes(Document.from_text("paper.txt", text))


def clauses(text: str) -> list[str]:
    return [c.text for r in read(text).resolutions for c in r.clauses]


def actions(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(a.owners, a.text) for a in read(text).actions if a.explicit]


HEAD = "Example Residents\n\nMinutes of the meeting held on 4 March 2026\n\n"


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        (  # who moves, who seconds and the vote are sentences of their own
            "Ann made a motion to plant bulbs at the sign. Bo seconded the motion. The motion was "
            "approved 3-0. Dee thanked all.",
            ["Ann made a motion to plant bulbs at the sign."],
        ),
        (
            "Member Able moved to accept the glossary, seconded by Member Baker. Upon voice vote, "
            "the motion carried unanimously.",
            ["Member Able moved to accept the glossary, seconded by Member Baker."],
        ),
        (
            "Asked for a motion on the plan, Member Able so moved, seconded by Member Baker.\n\n"
            "The vote was called and the motion carried.",
            ["Asked for a motion on the plan, Member Able so moved, seconded by Member Baker."],
        ),
        (
            "Motion to pay the bills by Able, seconded by Baker, unanimously approved.",
            ["Motion to pay the bills by Able, seconded by Baker, unanimously approved."],
        ),
        ("Ann made a motion to buy a van. Bo seconded. The motion was defeated 1-2.", []),
        ("At the last meeting, a proposal was accepted for a new gate.", []),
        (
            "Agreement: The group will keep the list on paper.",
            ["The group will keep the list on paper."],
        ),
        (
            "No comments and AGREED to leave it to the planning officer.",
            ["No comments and AGREED to leave it to the planning officer."],
        ),
        (
            "The Board, as Corporate Trustee, approved the accounts of the charity.",
            ["The Board, as Corporate Trustee, approved the accounts of the charity."],
        ),
        (  # each entry of the list was put
            "The following proposals were voted on and adopted:\n\n* A second gate\n* Free tea",
            ["A second gate", "Free tea"],
        ),
        (  # the list and its head are not both said
            "The following payments were approved:\n\n* Water £20\n* Gas £30",
            ["Water £20", "Gas £30"],
        ),
        (
            "10. Proposal by the committee: Fees and table money to stay the same for 2026/27.\n"
            "The motion was proposed by Ann Able and seconded by Bo Baker and carried unanimously.",
            ["Fees and table money to stay the same for 2026/27."],
        ),
        (  # what was resolved in the end stands for what was proposed
            "It was proposed that the minutes of 3 May be approved as a correct record.\n"
            "Proposer A Able\n\nAn amendment was discussed.\n\n"
            "It was RESOLVED to accept the minutes of 3 May as a correct record.",
            ["to accept the minutes of 3 May as a correct record."],
        ),
        (
            "MOVED by Cllr. Able, SECONDED by Cllr. Baker, THAT Council adopts the agenda. "
            "CARRIED.",
            ["THAT Council adopts the agenda."],
        ),
        (  # the vote and the motion in one sentence
            "Ann Able moved for the clerk to sign the plan; the vote was unanimous (4-0).",
            ["Ann Able moved for the clerk to sign the plan; the vote was unanimous (4-0)."],
        ),
        (  # mover, seconder and vote each in a paragraph: said once
            "AA moved to table the rules until July.\n\nBB seconded the motion.\n\nDiscussion:\n\n"
            "Vote to table the rules until July: carried 4 - 1 - 0.",
            ["Vote to table the rules until July: carried 4 - 1 - 0."],
        ),
        (
            "Ann Able moved to close the gate.\n\nBo Baker seconded the motion.\n\nMotion carried.",
            ["Ann Able moved to close the gate."],
        ),
        (  # a roll call
            "Resolution - Lien. Motion made by Councilman Able, seconded by Councilman Baker that "
            "the Town Board approve the lien. Vote: Supervisor Dunn, yes. Councilman Able, yes. "
            "Councilman Carr, no.",
            ["that the Town Board approve the lien."],
        ),
        (
            "2. Aims of the group - Agreed and constitution updated\n"
            "3. Members of the committee - We spoke of it",
            ["Aims of the group - Agreed and constitution updated"],
        ),
        (  # each line is one decision, without a stop
            "Ann proposed Bo for Chair, Dee seconded and it was approved\n"
            "Bo nominated Ann as Secretary, Dee seconded and it was approved",
            [
                "Ann proposed Bo for Chair, Dee seconded and it was approved",
                "Bo nominated Ann as Secretary, Dee seconded and it was approved",
            ],
        ),
        (  # moved, seconded, passed
            "MSC to approve the minutes of 3/2/26.\n\nMSP (Able/Baker) that a group be appointed.",
            ["to approve the minutes of 3/2/26.", "that a group be appointed."],
        ),
        (  # "action item" in the American manner: an item that calls for a decision
            "Action Item\n\nA. A memorandum was received. The committee agreed by consensus to "
            "forward it to the Budget Committee.",
            ["The committee agreed by consensus to forward it to the Budget Committee."],
        ),
        (
            "Expenditures – ACTION ITEM Ann read the expenditures and moved to accept them. "
            "Bo seconded. The vote by Ann, Bo, Dee, and Carl was unanimous.",
            ["ACTION ITEM Ann read the expenditures and moved to accept them."],
        ),
        (
            "6. Jo Able offered to be the Chair – unanimously accepted.\n\n7. Bo spoke.",
            ["Jo Able offered to be the Chair – unanimously accepted."],
        ),
        (
            "Summary of Trustee Meeting Decisions - Sep 2026\n\n  1. Terms set with the church.\n"
            "  2. The hall to be painted at once.",
            ["Terms set with the church.", "The hall to be painted at once."],
        ),
        (
            "It was, unanimously, agreed for the Clerk to write to the owner.",
            ["It was, unanimously, agreed for the Clerk to write to the owner."],
        ),
        (
            "A constitution was put forward by the Secretary and accepted by those present.",
            ["A constitution was put forward by the Secretary and accepted by those present."],
        ),
        (  # the outcome is no decision by itself
            "Ann Able proposed Dee Dunn as Secretary and was seconded by Bo Baker. "
            "All present agreed.",
            [
                "Ann Able proposed Dee Dunn as Secretary and was seconded by Bo Baker. "
                "All present agreed."
            ],
        ),
        ("Her application was approved and she is now in training.", []),
        (
            "BE IT RESOLVED, that the Elder project is ended.\n\n"
            "Special Order 7B, End the Elder Project, was tabled.",
            [],
        ),
    ],
)
def test_motions_and_outcomes(text: str, decided: list[str]) -> None:
    assert clauses(HEAD + text) == decided


SHIRE = """SHIRE OF EXAMPLESHIRE

Minutes of the Ordinary Meeting held on 18 March 2026

10.1 Bitumen

OFFICER RECOMMENDATION
That Council accept the lowest tender.

COUNCIL DECISION 2026/032
Moved: Cr A Able      Seconded: Cr B Baker
That Council:
1. accept the tender of Example Roads; and
2. authorise the Chief Executive Officer to sign the contract.
CARRIED 6/1

10.2 Pool

Moved: Cr A Able
That Council close the pool.
MOTION LAPSED FOR WANT OF A SECONDER

10.3 Grants

COUNCIL DECISION 2026/033
Moved: Cr B Baker      Seconded: Cr A Able
That Council defer the grants.
LOST 1/6

14. CLOSURE
"""


def test_motions_set_out_line_by_line() -> None:
    register = read(SHIRE)
    assert clauses(SHIRE) == [
        "accept the tender of Example Roads",
        "authorise the Chief Executive Officer to sign the contract.",
    ]
    assert [d.delegates for d in register.delegations] == [("the Chief Executive Officer",)]
    lost = [w for w in register.warnings if "moved" in w.text]
    assert len(lost) == 2


def test_numbered_lines_without_blank_lines_are_items() -> None:
    text = (
        "Minutes of the meeting held on 4 March 2026\n"
        "334 APOLOGIES FOR ABSENCE\nCllr Able\n"
        "335 RECORDING\nThe Clerk was recording the meeting.\n"
        "336 ROOF\nIt was agreed that the roof be mended.\n"
        "337 MINUTES\nThe minutes of 3 May were approved.\n"
    )
    assert clauses(text) == [
        "It was agreed that the roof be mended.",
        "The minutes of 3 May were approved.",
    ]
    assert [r.ref for r in read(text).resolutions] == ["336", "337"]


def test_a_file_of_long_lines_has_a_paragraph_to_a_line() -> None:
    talk = "Members spoke at length of the hall, of the roof, of the drains and of the gate " * 3
    text = f"{HEAD}{talk}\nLocum Clerk: Dee Dunn, who had been asked to help with the minutes\n"
    text += f"It was agreed that the hall be let to the players on Sundays from now on\n{talk}\n"
    assert clauses(text) == [
        "It was agreed that the hall be let to the players on Sundays from now on"
    ]


def test_titles_in_capitals_right_under_a_paragraph() -> None:
    text = (
        "EXAMPLE LIBRARY BOARD MINUTES March 4, 2026\n"
        "CALL TO ORDER The President called the meeting to order at 5.01 PM.\n"
        "CONSENT AGENDA\n"
        "Ald. Able made a motion to approve the agenda, Trustee Dunn seconded. Motion Passed 7-0.\n"
    )
    assert clauses(text) == [
        "Ald. Able made a motion to approve the agenda, Trustee Dunn seconded."
    ]


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        (  # a heading by the line drawn under it
            "Actions\n-------\n\n* AA + BB: make a budget\n* BB to ring the hall\n"
            "  * e.g., can it be had on Fridays?\n\nSummary\n-------\n\n* CC: what of a bar?",
            [(("AA", "BB"), "make a budget"), (("BB",), "BB to ring the hall")],
        ),
        (
            "## ACTION SUMMARY\n\n- Post the agenda a week before\n- Bo will price the lamps",
            [((), "Post the agenda a week before"), (("Bo",), "Bo will price the lamps")],
        ),
        (
            "- **Action item(s)/Assignee(s)**:\n  - Send the notes to all - Dee Dunn",
            [(("Dee Dunn",), "Send the notes to all - Dee Dunn")],
        ),
        (
            "# Previous Action Items [ 10 min ]\n\n* Write the report\n\n"
            "    * Assigned: Bo Baker\n\n    * Done\n",
            [(("Bo Baker",), "Write the report")],
        ),
        (
            "AP125 DD to ask the partners for a date - ONGOING.\n\nAP136 BB / DD to make a poster.",
            [
                (("DD",), "DD to ask the partners for a date -"),
                (("BB", "DD"), "BB / DD to make a poster."),
            ],
        ),
        (  # one to a line, each with initials first
            "ACTIONS:\nBB to find the plan\nDD working with the office on leaflets",
            [(("BB",), "BB to find the plan"), (("DD",), "DD working with the office on leaflets")],
        ),
        (
            "ACTION – DD agenda item for the next meeting.",
            [(("DD",), "DD agenda item for the next meeting.")],
        ),
        (
            "ACTION ITEM 2026-02-24.02: Bo Baker to call the group.\n[Status: Open. It met once.]",
            [(("Bo Baker",), "Bo Baker to call the group.")],
        ),
        (
            "<bot> Created ACTION-611 - Draft the note [on Ann Able - due 2026-03-14].",
            [(("Ann Able",), "Draft the note")],
        ),
    ],
)
def test_lists_of_actions(text: str, set_: list[tuple[tuple[str, ...], str]]) -> None:
    assert actions(f"{HEAD}Present: Dee Dunn, Bo Baker, Ann Able\n\n{text}\n") == set_


def test_a_body_on_its_line_ends_the_line_before() -> None:
    text = f"{HEAD}Dr Able undertook to look into the drains.\nAction: Dr Able\nThe Board:\n"
    text += "• received the report; and\n• noted the plan.\n"
    assert actions(text) == [(("Dr Able",), "Dr Able undertook to look into the drains.")]
    assert clauses(text) == ["received the report", "noted the plan."]


def test_the_date_of_the_next_meeting_is_not_this_ones() -> None:
    register = read(
        "2026.03.07 Board Minutes\n\nPresent: Ann Able\n\nNext Meeting March 28, 2026\n"
    )
    assert register.meeting is not None
    assert register.next_meeting is not None
    assert str(register.meeting.date) == "2026-03-07"
    assert str(register.next_meeting.date) == "2026-03-28"


def test_a_resolution_does_not_run_into_the_topic_below() -> None:
    text = f"{HEAD}RESOLUTION: Approve minutes of 31 October\n\nissue 214 focus order\n\nann: done"
    assert clauses(text) == ["Approve minutes of 31 October"]


@pytest.mark.parametrize(
    "owner",
    [
        "the Chief Executive",
        "The Chief Executive of Example Voluntary Trust",
        "The Cabinet Member for Housing",
        "the Monitoring Officer",
        "The Borough Solicitor",
    ],
)
def test_a_post_behind_the_marker_owns_the_action(owner: str) -> None:
    assert actions(f"{HEAD}5. Roads\n\nAction: {owner} to write to the shops.\n") == [
        ((owner,), f"{owner} to write to the shops.")
    ]


def test_the_date_of_the_minutes_that_were_read_is_not_this_ones() -> None:
    text = "FEBRUARY 21, 2026\n\nAnn Able called the meeting to order at 6.30 p.m.\n\n"
    text += "She asked for corrections to the minutes of the meeting of January 17, 2026.\n"
    register = read(text)
    assert register.meeting is not None
    assert str(register.meeting.date) == "2026-02-21"


@pytest.mark.parametrize(
    "text",
    [
        "COMMITTEE MINUTES – Approved 3/30/26\n\nMarch 23, 2026\n\nPresent: Able, Baker\n",
        "Minutes of PTFA Meeting\n\n23/3/26 3.20pm\n\nThe meeting named a fair of 15/11/26.\n",
    ],
)
def test_the_date_stands_alone_at_the_head(text: str) -> None:
    register = read(text)
    assert register.meeting is not None
    assert str(register.meeting.date) == "2026-03-23"
