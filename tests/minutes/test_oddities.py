"""What is odd is shown with its line, and what can be read in two ways is left alone."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document

HEAD = """Public Document Pack

Agenda Item 1

Minutes of the meeting of the Example Board held on Tuesday 13 October 2026

Present: Ann Able, Bo Baker
"""
LOG = "Action No\tAction point\tAllocated to\tProgress\tStatus"


def warned(text: str) -> list[str]:
    return [w.text for w in read_minutes(Document.from_text("paper.txt", text)).warnings]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The fair is on 31 June 2027.", "“31 June 2027” is not a day of the calendar."),
        ("It opened on 29 February 2027.", "“29 February 2027” is not a day of the calendar."),
        (
            "They meet on Monday 12 May 2027.",
            "“Monday 12 May 2027” is a Wednesday, not the weekday printed.",
        ),
        (
            "The next meeting will be held on 12 January 2026.",
            "The next meeting is dated 12 January 2026, before this one (13 October 2026).",
        ),
        (
            "The strategy is due to be published in January 2026.",
            "“is due to be published in January 2026” lies before this meeting (13 October 2026).",
        ),
        (
            "The minutes of the meeting held on 7 July 2027 were approved as a correct record.",
            "The minutes approved are dated 7 July 2027, no earlier than this meeting "
            "(13 October 2026).",
        ),
    ],
)
def test_odd_dates(words: str, told: str) -> None:
    text = HEAD.split("\n\n", 2)[2]
    assert warned(f"{text}\n5. Business\n\n{words}\n") == [told]


def test_a_heading_of_one_year_over_another() -> None:
    text = HEAD.split("\n\n", 2)[2]
    assert (
        warned(f"{text}\n47. 2025/26 Budget\n\nRESOLVED that the 2026/27 budget be noted.\n") == []
    )
    assert warned(
        f"{text}\n46. Roof\n\nIt leaks.\n\n47. The 2025/26 Budget\n\nRESOLVED that the 2026/27 "
        "budget be noted.\n"
    ) == ["The heading says 2025/26, the text 2026/27."]


def test_an_interest_in_an_item_of_another_number() -> None:
    text = HEAD.split("\n\n", 2)[2]
    assert warned(
        f"{text}\n31. Apologies\n\nNone.\n\n32. Declarations of interest\n\nAnn Able declared an "
        "interest in item 3 – Carers charter, as she is one.\n\n33. Roof\n\nIt leaks.\n\n"
        "34. Carers charter\n\nIt was read.\n"
    ) == ["Item 3 is “Roof” here; “Carers charter” is minute 34."]


def test_two_meetings_on_one_day() -> None:
    text = HEAD.split("\n\n", 2)[2]
    assert warned(
        f"{text}\n9. Future meetings\n\nPublic: 8 December 2026 at 10.00am, 9 March 2027 at "
        "10.00am. Private: 8 December 2026 at 2.00pm\n"
    ) == ["Two meetings are printed for 8 December 2026."]


def pack(minutes: str, *rows: str) -> str:
    return (
        f"{HEAD}\n{minutes}\n\nThe meeting closed at 4.00 pm.\n\n"
        "This page is intentionally left blank\n\nAgenda Item 2\n\nAction Log\n\n"
        + "\n".join([LOG, *rows])
        + "\n\nThis page is intentionally left blank\n\nAgenda Item 3\n"
    )


ITEMS = (
    "5. Care\n\nThe funding plan was discussed, and its narrative.\n\n6. Trust\n\nThe Chief "
    "Executive said the Trust update would be a standing item on the agenda.\n\n"
    "7. Roads\n\nCars.\n\n"
    "8. Bins\n\n"
    "Full.\n\n9. Trees\n\nTall.\n"
)


def test_a_row_closed_only_because_it_is_on_an_agenda() -> None:
    rows = (
        "131026/01\tThe funding plan be brought back\tAnn Able\ton the agenda for May\tCompleted",
        "131026/02\tThe narrative of the funding plan be sent\tAnn Able\tSent 1 May\tCompleted",
    )
    assert warned(pack(ITEMS, *rows)) == [
        "Action 131026/01 is closed only because it is on an agenda: “on the agenda for May”."
    ]


def test_a_row_of_which_the_minutes_say_nothing() -> None:
    row = "131026/01\tBo Baker to circulate the Samplevale telescope\tBo Baker\tSent\tCompleted"
    assert warned(pack(ITEMS, row)) == [
        "Action 131026/01 is logged as set at this meeting; its minutes do not mention "
        "samplevale, telescope."
    ]
    assert warned(pack(ITEMS, row.replace("131026", "070726"))) == []


def test_a_standing_item_added_here_and_removed_there() -> None:
    words = "The Trust Executive update be removed as a standing agenda item"
    row = f"131026/01\t{words}\tAnn Able\t\tOpen"
    told = warned(pack(ITEMS, row))
    assert len(told) == 1
    assert told[0].startswith("Action 131026/01 removes a standing item; line ")


def test_an_action_of_the_minutes_that_the_log_has_lost() -> None:
    minutes = f"{ITEMS}\nAction: Bo Baker to paint the pavilion fence.\n"
    rows = "131026/01\tThe narrative of the funding plan be sent\tAnn Able\tSent\tCompleted"
    assert warned(pack(minutes, rows)) == ["An action set here is missing from the log."]
    other = "070726/01\tThe narrative of the funding plan be sent\tAnn Able\tSent\tCompleted"
    assert warned(pack(minutes, other)) == []


def test_ordinary_minutes_raise_no_warning() -> None:
    text = HEAD.split("\n\n", 2)[2]
    assert (
        warned(
            f"{text}\n1. Minutes of 7 July 2026\n\nThe minutes of the meeting held on 7 July 2026 "
            "were approved as a correct record.\n\n2. Budget 2026/27\n\nThe 2026/27 budget was "
            "noted; 2025/26 had been lower.\n\n3. Next meeting\n\nThe next meeting will be held on "
            "Tuesday 8 December 2026. See paragraph 12 of the report.\n"
        )
        == []
    )
