"""A whole set of minutes, and a pack of several papers, read from end to end."""

import datetime as dt
from importlib.resources import files

import pytest

from workflows.minutes import read_minutes, to_json
from workflows.minutes.document import Document
from workflows.minutes.register import DraftAction, DraftRegister

SAMPLE = (
    (files("bot.workspace") / "sample" / "minutes.txt")
    .read_text(encoding="utf-8")
    .format(
        meeting_date_long="Monday 12 October 2026",
        previous_meeting_date_long="Monday 13 July 2026",
        next_meeting_date_long="Monday 14 December 2026",
        ref_prefix="121026",
        submission_date_long="Friday 20 November 2026",
    )
)


def read(text: str) -> DraftRegister:
    return read_minutes(Document.from_text("paper.txt", text))


@pytest.fixture(scope="module")
def sample() -> DraftRegister:
    return read(SAMPLE)


def explicit(register: DraftRegister) -> list[DraftAction]:
    return [a for a in register.actions if a.explicit]


def test_the_sample_names_its_board_and_meetings(sample: DraftRegister) -> None:
    assert sample.board == "EXAMPLESHIRE HEALTH AND WELLBEING BOARD"
    assert sample.meeting is not None
    assert sample.next_meeting is not None
    assert sample.meeting.date == dt.date(2026, 10, 12)
    assert (sample.meeting.start, sample.meeting.end) == ("14:00", "15:35")
    assert sample.meeting.venue == "Council Chamber, Civic Hall, Market Place, Exampleton"
    assert (sample.next_meeting.date, sample.next_meeting.start) == (
        dt.date(2026, 12, 14),
        "14:00",
    )
    assert sample.warnings == ()


def test_the_sample_knows_who_was_there(sample: DraftRegister) -> None:
    assert sample.attendance.present == (
        "Councillor Rosalind Peake",
        "Councillor Idris Callow",
        "Tom Hallam",
        "Bea Lindqvist",
        "Maureen Okoro",
    )
    assert sample.attendance.in_attendance == ("Asha Verma",)
    assert sample.attendance.apologies == ("Dr Femi Adeleke",)
    assert [(d.member, d.item) for d in sample.declarations] == [("Maureen Okoro", "36")]


def test_the_sample_gives_its_clauses_with_kinds_and_lines(sample: DraftRegister) -> None:
    told = [(r.ref, c.label, c.kind, c.text) for r in sample.resolutions for c in r.clauses]
    assert told == [
        (
            "33",
            None,
            "decision",
            "The minutes of the meeting held on Monday 13 July 2026 were approved as a correct "
            "record and signed by the Chair.",
        ),
        ("35", "a", "noting", "notes the progress made with the Better Care Fund plan"),
        (
            "35",
            "b",
            "delegation",
            "delegates final approval of the Better Care Fund return to the Director of Public "
            "Health, in consultation with the Chair, before Friday 20 November 2026.",
        ),
        ("36", "a", "decision", "endorses the carers' charter"),
        ("36", "b", "decision", "supports a joint carers' event in the spring."),
    ]
    assert sample.resolutions[1].marker == "RESOLVED that"


def test_the_sample_gives_its_actions_with_owners_and_dues(sample: DraftRegister) -> None:
    meeting = dt.date(2026, 12, 14)
    told = [(a.ref or a.minute_ref, a.owners, a.due_kind, a.due_date) for a in explicit(sample)]
    assert told == [
        ("121026/01", ("Tom Hallam",), "none", None),
        ("121026/02", ("Maureen Okoro",), "next_meeting", meeting),
        ("35", ("Bea Lindqvist",), "next_meeting", meeting),
        ("36", ("Maureen Okoro",), "date", dt.date(2026, 11, 20)),
        ("37", ("The Director of Public Health",), "next_meeting", meeting),
        ("37", (), "urgent", None),
    ]
    assert [a.text for a in sample.actions if not a.explicit] == [
        "Councillor Idris Callow would speak to the library service about a carers' corner."
    ]


def test_the_sample_gives_its_delegation(sample: DraftRegister) -> None:
    (one,) = sample.delegations
    assert one.delegates == ("the Director of Public Health",)
    assert one.consultees == ("the Chair",)
    assert one.deadline == dt.date(2026, 11, 20)


def test_several_delegates_with_commas_in_their_posts() -> None:
    register = read(
        "RESOLVED that: the Board delegated approval of the plan to Councillor Ann Able, the "
        "Director of Adults, Communities and Wellbeing and the Chief Executive, Example NHS Trust, "
        "subject to the agreement of the auditor.\n\n"
        "It was agreed to authorise the Clerk to accept the best quote to a maximum of £200.\n"
    )
    first, *rest = register.delegations
    assert first.delegates == (
        "Councillor Ann Able",
        "the Director of Adults, Communities and Wellbeing",
        "the Chief Executive, Example NHS Trust",
    )
    assert first.conditions == ("subject to the agreement of the auditor",)
    assert [(d.delegates, d.conditions) for d in rest] == [
        (("the Clerk",), ("to a maximum of £200",))
    ]


def test_work_inside_resolutions_becomes_actions_and_pronouns_own_nothing() -> None:
    register = read(
        "ORDERED: That a task group be established to plan the winter.\n\n"
        "5. Strategy\n\nRESOLVED that the Board:\n\n"
        "a) supported the report, and that the Example Partnership be asked to progress it; and\n"
        "b) would receive a later update on the figures.\n\n"
        "6. Update\n\nHe would ensure key items were fed into the agenda each time.\n"
    )
    told = [(a.owners, a.text, a.explicit) for a in register.actions]
    assert told == [
        ((), "That a task group be established to plan the winter.", True),
        (
            ("the Example Partnership",),
            "that the Example Partnership be asked to progress it",
            True,
        ),
        ((), "would receive a later update on the figures.", True),
        ((), "He would ensure key items were fed into the agenda each time.", False),
    ]
    assert [c.kind for r in register.resolutions for c in r.clauses] == [
        "action",
        "action",
        "report_back",
    ]


def test_what_is_odd_is_shown_and_not_mended() -> None:
    register = read(
        "Minutes of the Example Board held on Tuesday 12 October 2026\n\n"
        "2. Minutes of 7 July 2026\n\n"
        "The minutes of 7 July 2027 were approved as a correct record.\n\n"
        "3. Sale\n\nMotion: to sell the hall.\n\nRESOLVED that:\n"
    )
    assert [w.line for w in register.warnings] == [1, 5, 9, 11]
    assert "Monday" in register.warnings[0].text


PACK = f"""Public Document Pack

Exampleshire Health and Wellbeing Board

Monday 14 December 2026 at 2.00 pm, Civic Hall

Agenda

1. Minutes (Pages 3 - 8)
2. Care services (Pages 9 - 20)

This page is intentionally left blank

Agenda Item 1

{SAMPLE}

This page is intentionally left blank

Action Log

Action No\tAction point\tAllocated to\tProgress\tStatus
070726/04\tThe Director of Public Health to circulate the offer\tTom Hallam\tSent\tCompleted

This page is intentionally left blank

Agenda Item 2

3. Recommendations

It is recommended that the Board:

- a) note the care services report; and
- b) endorse the pilot.

3. Recommendations

It is recommended that the Executive:

- a) approve the contract; and
- b) delegate the award to the Executive Member.

Action: every partner to read the strategy.

RESOLVED that the Executive buys the site.

We will review our progress regularly and produce an annual report.
"""


def test_only_the_boards_own_minutes_and_log_of_a_pack_are_read() -> None:
    register = read(PACK)
    assert register.meeting is not None
    assert register.next_meeting is not None
    assert register.meeting.date == dt.date(2026, 10, 12)
    assert register.next_meeting.date == dt.date(2026, 12, 14)
    assert len([c for r in register.resolutions for c in r.clauses]) == 5
    assert [a.ref for a in explicit(register) if a.ref] == ["121026/01", "121026/02", "070726/04"]
    assert not any("strategy" in a.text for a in register.actions)
    assert [r.clauses for r in register.recommendations] == [
        ("note the care services report", "endorse the pilot.")
    ]


def test_the_json_has_the_promised_shape(sample: DraftRegister) -> None:
    data = to_json(sample, "minutes.txt")
    assert data["file"] == "minutes.txt"
    assert data["meeting"] == {
        "date": "2026-10-12",
        "start": "14:00",
        "end": "15:35",
        "venue": "Council Chamber, Civic Hall, Market Place, Exampleton",
        "actual_start": "14:00",
        "actual_end": "15:35",
    }
    assert data["next_meeting"] == {"date": "2026-12-14", "start": "14:00"}
    assert set(data["resolutions"][0]["clauses"][0]) == {"label", "text", "verbs", "kind"}
    assert "2026-11-20" in [a["due_date"] for a in data["actions"]]
    assert set(data["attendance"]) == {
        *("present", "apologies", "in_attendance", "substitutes"),
        *("absent", "remotely", "people"),
    }
