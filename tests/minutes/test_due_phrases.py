"""What is said about time is found where it is said, and only days become days."""

import datetime as dt

import pytest

from workflows.minutes.due_phrases import classify, find_due

MEETING, NEXT = dt.date(2022, 12, 9), dt.date(2023, 2, 10)


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "day"),
    [
        (
            "Clerk to report at the next Board meeting.",
            "at the next Board meeting",
            "next_meeting",
            NEXT,
        ),
        ("To send it by 13 January.", "by 13 January", "date", dt.date(2023, 1, 13)),
        (
            "To send it by Friday 16 December 2022",
            "by Friday 16 December 2022",
            "date",
            dt.date(2022, 12, 16),
        ),
        ("An update in March 2023 is due", "in March 2023", "month", None),
        ("To be ready by the end of June 2023", "by the end of June 2023", "month", None),
        (
            "To raise it at the next Violence Reduction meeting.",
            "at the next Violence Reduction meeting",
            "other_meeting",
            None,
        ),
        (
            "An update in the next municipal year (date to be confirmed).",
            "in the next municipal year (date to be confirmed)",
            "municipal_year",
            None,
        ),
        ("A group to be set up as a matter of urgency", "as a matter of urgency", "urgent", None),
        ("To circulate it before submission.", "before submission", "event", None),
        ("They would meet at a later date.", "at a later date", "tbc", None),
        ("The figures are due in 2023", "in 2023", "tbc", None),
        ("To make progress in 2023-24", "in 2023-24", "financial_year", None),
        ("To report by the end of Q2.", "by the end of Q2", "quarter", None),
        ("To close it by period 9.", "by period 9", "event", None),
        ("To consult by the end of term.", "by the end of term", "event", None),
        ("To write within 28 days.", "within 28 days", "date", dt.date(2023, 1, 6)),
        ("To reply in two weeks.", "in two weeks", "date", dt.date(2022, 12, 23)),
        ("To finish before Christmas.", "before Christmas", "event", None),
        ("To send it ASAP.", "ASAP", "urgent", None),
        ("To reply by return.", "by return", "urgent", None),
        ("To draft it over the summer.", "over the summer", "event", None),
        ("To meet in the new year.", "in the new year", "event", None),
        ("To bring it to the AGM.", "to the AGM", "event", None),
        ("To do it ahead of the audit.", "ahead of the audit", "event", None),
        (
            "To present at the next but one meeting.",
            "at the next but one meeting",
            "other_meeting",
            None,
        ),
        (
            "To chase by close of play Friday 13 January.",
            "by close of play Friday 13 January",
            "date",
            dt.date(2023, 1, 13),
        ),
        ("To write - due: 10 January 2023", "due: 10 January 2023", "date", dt.date(2023, 1, 10)),
        ("To report in 12 months' time.", "in 12 months' time", "date", dt.date(2023, 12, 9)),
        ("Send budget 3 to item 4 for £3,500", None, "none", None),
        ("Create monthly charts", None, "none", None),
        ("The minutes of the meeting held on 3 May were read", None, "none", None),
    ],
)
def test_phrases(text: str, phrase: str | None, kind: str, day: dt.date | None) -> None:
    found = find_due(text)
    assert found == phrase
    assert classify(found, MEETING, NEXT) == (kind, day)


@pytest.mark.parametrize("phrase", ["in 2023", "by 2024", "In 2023.", "later in 2023"])
def test_a_year_alone_is_no_month_and_no_day(phrase: str) -> None:
    assert classify(phrase, MEETING, NEXT) == ("tbc", None)
    assert classify(phrase, None, None) == ("tbc", None)


def test_the_end_of_a_year_is_its_last_month() -> None:
    assert classify("by the end of 2023", MEETING, NEXT) == ("month", None)
