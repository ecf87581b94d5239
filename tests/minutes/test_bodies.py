"""How bodies of other kinds write their minutes: a short invented paper for each convention."""

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


HEAD = "EXAMPLE BOARD\n\nMinutes of the meeting held on 4 March 2026\n\n"


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        (  # joint boards and councils in Scotland
            "The Board resolved :-\n\n(i) to amend the scheme; and\n\n(ii) to note the risks.",
            ["to amend the scheme", "to note the risks."],
        ),
        (
            "The Committee:-\n(1) noted the position; and\n(2) agreed that the park be let.",
            ["noted the position", "agreed that the park be let."],
        ),
        (  # health boards
            "The Board:\n• APPROVED the plan; and\n• DELEGATED authority to the Chair to sign it.",
            ["APPROVED the plan", "DELEGATED authority to the Chair to sign it."],
        ),
        ("The Board NOTED the report.", ["The Board NOTED the report."]),
        (  # a report's recommendations are not the board's list
            "The report recommended that the Board:-\n(a) approve the scheme; and\n(b) note it.",
            [],
        ),
        (  # councils in Northern Ireland
            "Proposed by Councillor Dunn\nSeconded by Councillor Carr and agreed that\n"
            "the strategy be adopted.",
            ["Proposed by Councillor Dunn Seconded by Councillor Carr and agreed that the strategy "
             "be adopted."],
        ),
        (
            "Resolved – That the public be excluded.\n\nOn a vote, six Members voted for the "
            "proposal and two against and it was declared carried.",
            ["That the public be excluded."],
        ),
        ("PENDERFYNWYD / RESOLVED: to write to the landowner.", ["to write to the landowner."]),
        (  # universities
            "CONFIRMED: The minutes of 10 December 2025.\n\nREPORTED: That a dean had left.",
            ["The minutes of 10 December 2025."],
        ),
        (  # associations and standards bodies under rules of order
            "MOTION made by Ann Able to approve the rules. SECONDED by Bo Baker. Motion carried.",
            ["to approve the rules."],
        ),
        ("Landscaping: Bo Baker moved to accept the bid. Cy Carr seconded. Motion carried 2-1.",
         ["Bo Baker moved to accept the bid."]),
        ("Ann Able moved to close the pool. The motion died for lack of a second.", []),
        ("Motion: Ann moves to approve the agenda. Bo seconds. No objections. Motion carries.",
         ["Ann moves to approve the agenda."]),
        ("NOW, THEREFORE, BE IT RESOLVED, that the office be created.", ["the office be created."]),
        ("- Vote: approve the budget\n  - Passed 5-0", ["approve the budget"]),
        ("Vote: unanimous", []),
        (  # decisions in a table
            "| No | Proposal | Outcome |\n|---|---|---|\n| 1 | Buy a van | Consensus |\n"
            "| 2 | Hire a cook | Blocked |",
            ["Buy a van"],
        ),
        (
            "| Item | Decision |\n|---|---|\n| Play parks | Adopt the strategy with one change |",
            ["Adopt the strategy with one change"],
        ),
        (  # parishes
            "1. Finance. Cllr Baker proposed the payments be approved, seconded by Cllr Carr. All "
            "in favour.",
            ["Cllr Baker proposed the payments be approved, seconded by Cllr Carr."],
        ),
        ("2. Shelter. Cllr Able asked that it be mended. This was agreed.",
         ["Cllr Able asked that it be mended. This was agreed."]),
        ("Agreed.", []),
        ("Finance – The following payments were approved: Hall hire £30; Clerk £210.",
         ["The following payments were approved: Hall hire £30; Clerk £210."]),
        ("It was resolved in 2024, and agreed last year, to let the hall.", []),
        (  # planning
            "RESOLVED that consent be granted, subject to:\n1. Work within three years.\n"
            "2. Materials to be agreed.",
            ["consent be granted, subject to: Work within three years. Materials to be agreed."],
        ),
        (  # licensing
            "The Sub-Committee having considered the letters DECIDED to GRANT the application.",
            ["The Sub-Committee having considered the letters DECIDED to GRANT the application."],
        ),
        ("Decision XY/1-2026/01\nThe committee decided to revise the guide.",
         ["The committee decided to revise the guide."]),
    ],
)  # fmt: skip
def test_decisions(text: str, decided: list[str]) -> None:
    assert clauses(HEAD + text + "\n") == decided


PRESENT = "Present: Ann Able (AA), Bo Baker (BB), Dee Dunn\n\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. Path\n\nBB walked it. It floods. AA will write to Roads. ACTION AA.",
         [(("AA",), "AA will write to Roads.")]),
        ("LM will chase Roads about the kerb. LM Action.",
         [(("LM",), "LM will chase Roads about the kerb.")]),
        ("ACTION CC to circulate her report", [(("CC",), "CC to circulate her report")]),
        ("The hall will be let to the club.\n\nACTION BY: Jo Farr, Director of Leisure",
         [(("Jo Farr, Director of Leisure",), "The hall will be let to the club.")]),
        ("ACTION 45/1 Secretary to circulate the ballot.",
         [(("Secretary",), "Secretary to circulate the ballot.")]),
        ("* [Action: Ann] Write the notice.", [(("Ann",), "Write the notice.")]),
        ("TODO(Bo): talk to the manager.", [(("Bo",), "talk to the manager.")]),
        ("AI (Bo): update the tracker", [(("Bo",), "update the tracker")]),
        ("Dee to book the hall.", [(("Dee",), "Dee to book the hall.")]),
        ("Accounts to be sent to the examiner by 30 September. (BB)",
         [(("BB",), "Accounts to be sent to the examiner by 30 September.")]),
        ("Dogs to be kept out of the hall. (NHS)", []),
        ("Next steps\n\nDee - email parents\nBo - count the float",
         [(("Dee",), "email parents"), (("Bo",), "count the float")]),
        ("Lights – Cllr Able to get two prices.",
         [(("Cllr Able",), "Cllr Able to get two prices.")]),
        ("Action: Clerk to write to the owner.\nDeadline: 15 May",
         [(("Clerk",), "Clerk to write to the owner.")]),
        ("RESOLVED that officers bring back a report on fees to the September meeting.",
         [(("officers",), "officers bring back a report on fees to the September meeting.")]),
        ("RESOLVED to purchase a bench.", []),
    ],
)  # fmt: skip
def test_actions(text: str, found: list[tuple[tuple[str, ...], str]]) -> None:
    assert actions(HEAD + PRESENT + text + "\n") == found


@pytest.mark.parametrize(
    "below",
    ["Deadline: 15 May", "Owner: Bo Baker\nDeadline: 15 May", "\nDeadline: 15 May", "Due: 15 May"],
)
def test_fields_under_an_action_are_its_own(below: str) -> None:
    register = read(f"{HEAD}{PRESENT}Action: Bo Baker to write to the owner.\n{below}\n")
    assert [(a.owners, str(a.due_date)) for a in register.actions] == [
        (("Bo Baker",), "2026-05-15")
    ]


def test_a_summary_at_the_end_says_nothing_twice_and_adds_what_it_knows() -> None:
    register = read(
        f"{HEAD}{PRESENT}1. Finance\n\nAction: BB to circulate the budget.\n\n"
        "Action summary\n\n| No | Action | Owner | Due |\n|---|---|---|---|\n"
        "| 1 | Circulate the budget | Bo Baker | 20 March |\n"
        "| 2 | Circulate the accounts | Bo Baker | TBC |\n"
    )
    assert [(a.text, a.ref, str(a.due_date)) for a in register.actions] == [
        ("BB to circulate the budget.", "1", "2026-03-20"),
        ("Circulate the accounts", "2", "None"),
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Action 3: Clerk to write to the owner. COMPLETE", "COMPLETE"),
        ("Action 4: Clerk to price it. Ongoing - carried forward.", "Ongoing - carried forward"),
        ("Action 5: Clerk to close the gate.", None),
    ],
)  # fmt: skip
def test_the_status_at_the_end_of_an_action(text: str, status: str | None) -> None:
    register = read(f"{HEAD}Review of actions\n\n{text}\n")
    assert [a.status for a in register.actions] == [status]
