"""What a clause is: work set on somebody, what the board does itself, or authority given away."""

import datetime as dt

import pytest

from workflows.delegation_reading import read_grant
from workflows.minutes import read_minutes
from workflows.minutes.clauses import kind_of, verbs_of, work_in
from workflows.minutes.document import Document
from workflows.minutes.set_work import set_work


def kind(text: str) -> str:
    return kind_of(text, verbs_of(text))


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("asks Bea Lindqvist to prepare a plan by March", ("Bea Lindqvist",)),
        ("asks Bea Lindqvist and Tom Hallam to prepare a plan", ("Bea Lindqvist", "Tom Hallam")),
        ("instructs the Clerk to publish the plan", ("the Clerk",)),
        ("invites the voluntary sector to comment on the draft", ("the voluntary sector",)),
        (
            "requests the Integrated Care Board to share its figures",
            ("the Integrated Care Board",),
        ),
        ("asks that Tom Hallam send the figures to all partners", ("Tom Hallam",)),
        (
            "requests that the Director of Adults, Communities and Wellbeing prepare a plan",
            ("the Director of Adults, Communities and Wellbeing",),
        ),
        ("requests that officers prepare a plan", ("officers",)),
        ("requests that a plan be prepared by March", ()),
        ("asks them to look again", ()),
        (
            "agrees that the Director of Public Health should write to all partners",
            ("the Director of Public Health",),
        ),
        ("agrees Tom Hallam will draft the terms", ("Tom Hallam",)),
        ("agrees that the sub-group be asked to review it", ("the sub-group",)),
        ("resolves to invite Healthwatch to nominate a member", ("Healthwatch",)),
        ("The Board asked Bea Lindqvist to prepare a plan", ("Bea Lindqvist",)),
        ("That the Clerk will write to the owner", ("the Clerk",)),
        ("Tom Hallam to write to the trust", ("Tom Hallam",)),
        ("notes the report and asks Bea Lindqvist to circulate it", ("Bea Lindqvist",)),
        ("asks the Clerk to report the pothole to Highways", ("the Clerk",)),
    ],
)
def test_work_set_on_somebody_is_an_action(text: str, owners: tuple[str, ...]) -> None:
    assert kind(text) == "action"
    work = set_work(text)
    assert work is not None
    assert (work.owners, work.reports) == (owners, False)


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("requests that Bea Lindqvist report on uptake to the next meeting", "Bea Lindqvist"),
        ("agrees that Tom Hallam will bring a report to the next meeting", "Tom Hallam"),
        ("asks Tom Hallam to bring an update on carers to the next meeting", "Tom Hallam"),
        ("asks Bea Lindqvist to report back in March", "Bea Lindqvist"),
        ("asks the Director to report on progress in six months", "the Director"),
        ("agrees that the working group will report to the Board", "the working group"),
        ("agrees to ask Bea Lindqvist to report to the next meeting", "Bea Lindqvist"),
    ],
)
def test_work_that_comes_back_is_a_report_back(text: str, owner: str) -> None:
    assert kind(text) == "report_back"
    work = set_work(text)
    assert work is not None
    assert (work.owners, work.reports) == ((owner,), True)


@pytest.mark.parametrize(
    "text",
    [
        "agrees to meet in public",
        "agrees to hold its next meeting in Exampleton",
        "agreed to continue with the pilot",
        "agrees to adjourn until 3 pm",
        "agrees that the Board will meet in public",
        "agrees that the meeting will be held in public",
        "agrees that Tom Hallam be appointed deputy",
        "agrees that Tom Hallam will chair the task group",
        "agrees that Mill Lane should stay open",
        "agrees that Carers Week will take place in June",
        "agrees the plan",
        "appoints Tom Hallam to chair the group",
        "requests £500 to buy a bench",
        "requests permission to install a bench",
        "supports the proposal to ask residents to pay",
        "approves the request of the trust to defer payment",
        "invites them to the public meeting",
    ],
)
def test_what_the_board_does_itself_is_a_decision(text: str) -> None:
    assert kind(text) == "decision"
    assert set_work(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "notes the plan",
        "thanks Bea Lindqvist",
        "notes that the Board asked Bea Lindqvist to prepare a plan",
        "notes that Tom Hallam will bring a report to the next meeting",
        "notes the request that Bea Lindqvist report to the Cabinet",
    ],
)
def test_noting_somebodys_work_sets_none(text: str) -> None:
    assert kind(text) == "noting"
    assert work_in(text, "noting") is None


def test_a_decision_that_sets_work_besides_stays_a_decision() -> None:
    text = "approves the plan and asks Tom Hallam to publish it"
    assert kind(text) == "decision"
    assert work_in(text, "decision") == text.index("asks")


def test_the_work_of_a_resolution_has_its_owner_and_its_due() -> None:
    register = read_minutes(
        Document.from_text(
            "paper.txt",
            "Minutes of the Example Board held on Monday 12 October 2026\n\n"
            "5. Carers\n\nRESOLVED that the Board:\n\n"
            "a) asks Bea Lindqvist to prepare a plan by 20 November 2026;\n"
            "b) approves the charter and requests that Tom Hallam publish it; and\n"
            "c) agrees to meet in public.\n",
        )
    )
    (resolution,) = register.resolutions
    assert [c.kind for c in resolution.clauses] == ["action", "decision", "decision"]
    assert [(a.owners, a.text, a.due_date) for a in register.actions] == [
        (
            ("Bea Lindqvist",),
            "asks Bea Lindqvist to prepare a plan by 20 November 2026",
            dt.date(2026, 11, 20),
        ),
        (("Tom Hallam",), "requests that Tom Hallam publish it", None),
    ]


@pytest.mark.parametrize(
    ("text", "delegates"),
    [
        (
            "delegates to the Director of Public Health authority to award grants up to £50,000 "
            "until 31 March",
            ("the Director of Public Health",),
        ),
        (
            "delegates to the Chief Executive the power to sign, in consultation with the Chair",
            ("the Chief Executive",),
        ),
        (
            "delegates to the Clerk and the Chair responsibility for the grants",
            ("the Clerk", "the Chair"),
        ),
        (
            "delegates to the Director of Adults, Communities and Wellbeing full authority over "
            "the fund",
            ("the Director of Adults, Communities and Wellbeing",),
        ),
        ("delegates to the Clerk the signing of the lease", ("the Clerk",)),
        ("delegates to the Combined Authority authority to award", ("the Combined Authority",)),
        (
            "gives authority to the Director of Public Health to spend up to £2,000",
            ("the Director of Public Health",),
        ),
        (
            "gives the Director of Public Health authority to spend up to £2,000",
            ("the Director of Public Health",),
        ),
    ],
)
def test_delegates_are_named_without_what_they_are_given(
    text: str, delegates: tuple[str, ...]
) -> None:
    assert kind(text) == "delegation"
    assert read_grant(text, dt.date(2026, 10, 12)).delegates == delegates


def test_a_grant_keeps_its_limit_and_its_end() -> None:
    grant = read_grant(
        "delegates to the Director of Public Health authority to award grants up to £50,000 "
        "until 31 March",
        dt.date(2026, 10, 12),
    )
    assert grant.conditions == ("up to £50,000",)
    assert grant.deadline == dt.date(2027, 3, 31)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    [
        "agrees that the Director of ",
        "and asks ",
        "requests that the Clerk of the ",
        "asks X to bring the a a a report ",
        "the all a b Clerk for the ",
        "A of the B and ",
    ],
)
def test_no_clause_makes_the_reader_run_away(piece: str) -> None:
    assert kind(piece * 5000) in ("decision", "action", "report_back")
