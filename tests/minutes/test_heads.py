"""Heads and feet in many manners: when and where a meeting was, and when the next one is."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.dates import parts_of, read_date, times_in
from workflows.minutes.document import Document
from workflows.minutes.register import DraftRegister

BODY = "\n\n1. Apologies\n\nNone.\n\n2. Roof\n\nThe roof was discussed.\n\n"


def read(text: str) -> DraftRegister:
    return read_minutes(Document.from_text("paper.txt", text))


# head, foot, then: date, start, next date, next start, venue
CASES: list[tuple[str | None, ...]] = [
    (
        "MINUTES of the ORDINARY MEETING of EXAMPLETON PARISH COUNCIL held in the Memorial Hall, "
        "Exampleton on Monday 4th March 2024 commencing at 7.30pm",
        "The next meeting will be on Monday 8th April 2024 at 7.30pm in the Memorial Hall.",
        "2024-03-04",
        "19:30",
        "2024-04-08",
        "19:30",
        "Memorial Hall, Exampleton",
    ),
    (
        "# Exampleton Trust Board\n\n**Date:** 04.03.2024\n**Time:** 14.00 – 16.00\n**Venue:** "
        "Board Room, Trust HQ",
        "Date of Next Meeting\n\nTuesday 7 May 2024, 2pm",
        "2024-03-04",
        "14:00",
        "2024-05-07",
        "14:00",
        "Board Room, Trust HQ",
    ),
    (
        "Exampleton Academy Trust\nLocal Governing Body\nThursday, 7 March 2024 at 5.30 "
        "p.m.\nSchool Library",
        "DONM: 9 May 2024 at 5.30pm",
        "2024-03-07",
        "17:30",
        "2024-05-09",
        "17:30",
        "School Library",
    ),
    (
        "Minutes\n\nMeeting: Allotment Committee\n\nDate: 12th of February 2025\n\nLocation: Zoom",
        "Next meeting - Wednesday 12th March, 7pm.",
        "2025-02-12",
        None,
        "2025-03-12",
        "19:00",
        "Zoom",
    ),
    (
        "Exampleton Partnership Board\nTuesday 14 January 2025\n10.00 am - 12 noon\nvia "
        "Microsoft Teams",
        "Dates of future meetings:\n\n- 11 March 2025\n- 13 May 2025\n- 8 July 2025",
        "2025-01-14",
        "10:00",
        "2025-03-11",
        None,
        "Microsoft Teams",
    ),
    (
        "EXAMPLETON TOWN COUNCIL\nPLANNING COMMITTEE\n17 SEPTEMBER 2024",
        "The Committee will next meet on 15 October 2024.",
        "2024-09-17",
        None,
        "2024-10-15",
        None,
        None,
    ),
    (
        "Steering Group meeting notes, 2024-11-05",
        "## Next meeting\n\n2024-12-03, 16:00 UTC",
        "2024-11-05",
        None,
        "2024-12-03",
        "16:00",
        None,
    ),
    (
        "Minutes of the Finance Sub-Committee held on Wed 5 Feb '25 at 6pm",
        "Next meeting: Wed 2 Apr, 6pm",
        "2025-02-05",
        "18:00",
        "2025-04-02",
        "18:00",
        None,
    ),
    (
        "MINUTES OF THE MEETING OF THE EXAMPLETON FRIENDS HELD ON THE 3RD DAY OF JUNE 2024",
        "The date of the next meeting was confirmed as 1 July 2024.",
        "2024-06-03",
        None,
        "2024-07-01",
        None,
        None,
    ),
    (
        "At a Meeting of the Licensing Committee held in the Council Chamber on Monday, 2nd "
        "December, 2024 at 10.00 a.m.",
        "There being no further business the meeting closed at 11.45 a.m.\n\nDate of next "
        "meeting: to be confirmed",
        "2024-12-02",
        "10:00",
        None,
        None,
        "Council Chamber",
    ),
    (
        "UNCONFIRMED MINUTES (to be approved at the meeting on 14 May 2024)\n\nExampleton "
        "Patient Group\n\nTuesday 9 April 2024, 6.30pm, Exampleton Health Centre",
        "14 May 2024 at 6.30pm is the date of the next meeting.",
        "2024-04-09",
        "18:30",
        "2024-05-14",
        "18:30",
        "Exampleton Health Centre",
    ),
    (
        "Exampleton Ward Forum\n\nDate and Time\tThursday 6 June 2024, 18:30\nVenue\tLibrary, "
        "High Street",
        "Date of next meeting\tThursday 5 September 2024, 18:30",
        "2024-06-06",
        "18:30",
        "2024-09-05",
        "18:30",
        "Library, High Street",
    ),
    (
        "Board of Trustees: minutes\nSaturday 8 March 2025",
        "It was agreed that the Board would meet again on Saturday 14 June 2025 at 10.30am.",
        "2025-03-08",
        None,
        "2025-06-14",
        "10:30",
        None,
    ),
    (
        "Exampleton Board\n\nMinutes of the meeting of Tuesday 3 December 2024",
        "## Next meetings\n\nThe next ordinary meeting is on 4 February 2025, and the annual "
        "meeting on 6 May 2025.",
        "2024-12-03",
        None,
        "2025-02-04",
        None,
        None,
    ),
    (
        "Exampleton Parish Council\n\nMinutes of the meeting held on 3 December 2024",
        "Next Meeting: The meeting planned for 7 January 2025 was cancelled; the next meeting "
        "will be on 4 February 2025.",
        "2024-12-03",
        None,
        "2025-02-04",
        None,
        None,
    ),
    (
        "Exampleton Parish Council\n\nMinutes of the meeting held on 3 December 2024",
        "Close 9.10pm. Next meeting Tuesday 7th January 2025\n\nSigned ............ Chairman   "
        "Date ...........",
        "2024-12-03",
        None,
        "2025-01-07",
        None,
        None,
    ),
    (
        "Minutes of the 45th meeting of the Exampleton Forum, held virtually on 3 December 2024 "
        "from 14:00 to 16:00",
        "The forty-sixth meeting will take place on 4 March 2025.",
        "2024-12-03",
        "14:00",
        "2025-03-04",
        None,
        None,
    ),
    (
        "Exampleton Governors\nMinutes of Meeting\n3/12/24",
        "Meeting dates 2025:\nTuesday 4th March 2025 at 6pm\nTuesday 3rd June 2025 at 6pm",
        "2024-12-03",
        None,
        "2025-03-04",
        "18:00",
        None,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: str(c[0])[:40])
def test_each_manner_of_head_and_foot(case: tuple[str | None, ...]) -> None:
    head, foot, *told = case
    register = read(f"{head}{BODY}{foot}\n")
    now, then = register.meeting, register.next_meeting
    assert [
        str(now.date) if now and now.date else None,
        now.start if now else None,
        str(then.date) if then and then.date else None,
        then.start if then else None,
        now.venue if now else None,
    ] == told


def test_scheduled_and_actual_times_are_kept_apart() -> None:
    register = read(
        "Minutes of the Exampleshire Board held on 9 December 2026 10.30am-12.30pm\n\n"
        "1. Welcome\n\nThe meeting began at 10.35am.\n\n2. Close\n\nThe meeting closed at "
        "12:33pm.\n"
    )
    assert register.meeting is not None
    meeting = register.meeting
    assert (meeting.start, meeting.end) == ("10:30", "12:30")
    assert (meeting.actual_start, meeting.actual_end) == ("10:35", "12:33")


def test_where_no_time_was_printed_the_minuted_one_stands_in() -> None:
    register = read("Minutes, 9 December 2026\n\nThe meeting was called to order at 7.02 pm.\n")
    assert register.meeting is not None
    assert (register.meeting.start, register.meeting.actual_start) == ("19:02", "19:02")


CELL = """Exampleshire Health Board

Tuesday, 24 May 2026, 2.00 pm, Council Chamber, Town Hall

Agenda

Item No\tSubject\tPresenter\tPage No
1\tApologies\t\t
2\tMinutes\t\t1 - 10
3\tFuture Meeting Dates Public meetings <ul> • 11 July 2026, 10.00am • 27 September 2026, 2.00pm \
Private Development meetings <ul> • 21 June 2026 2.00pm • 18 October 2026 2.00pm\t\t
4\tAny other business\t\t11 - 12 (Pages 11 - 12)

Agenda Item 2

Public Document Pack
"""


def test_public_and_private_meetings_in_one_cell() -> None:
    told = [(str(m.date), m.start, m.kind) for m in read(CELL).meetings if m.kind != "minuted"]
    assert told == [
        ("2026-05-24", "14:00", "agenda"),
        ("2026-07-11", "10:00", "future"),
        ("2026-09-27", "14:00", "future"),
        ("2026-06-21", "14:00", "private"),
        ("2026-10-18", "14:00", "private"),
    ]


def test_a_list_of_dates_under_its_heading() -> None:
    register = read(
        "Minutes of the Example Forum, 3 March 2026\n\n9. Future meetings\n\nPublic meetings:\n\n"
        "- 2 June 2026, 10.00am\n- 8 September 2026, 10.00am\n\nPrivate development sessions:\n\n"
        "- 7 May 2026, 2.00pm\n"
    )
    told = [(str(m.date), m.kind) for m in register.meetings[1:]]
    assert ("2026-05-07", "private") in told
    assert ("2026-06-02", "future") in told
    assert register.next_meeting is not None
    assert str(register.next_meeting.date) == "2026-06-02"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Mon 4th Mar '24", "2024-03-04"),
        ("04-03-2024", "2024-03-04"),
        ("2024/03/04", "2024-03-04"),
        ("03/13/2018", "2018-03-13"),
        ("21st. November 2024", "2024-11-21"),
        ("31 June 2024", "None"),
    ],
)
def test_dates_in_other_forms(words: str, day: str) -> None:
    assert parts_of(words) is not None
    assert str(read_date(words, None)) == day


@pytest.mark.parametrize(
    ("words", "times"),
    [
        ("5-6pm", ["17:00", "18:00"]),
        ("11am to 12 noon", ["11:00", "12:00"]),
        ("10-1pm", ["10:00", "13:00"]),
        ("14.00 – 16.00", ["14:00", "16:00"]),
        ("1830 hours", ["18:30"]),
        ("paragraph 14.20 applies", []),
    ],
)
def test_times_in_other_forms(words: str, times: list[str]) -> None:
    assert times_in(words) == times
