"""What stands around the decisions of a pack: agenda, reports, notice, dates, what is to come."""

import pytest

from workflows.minutes import read_minutes, to_json
from workflows.minutes.document import Document
from workflows.minutes.notice_rules import RULES, Rule
from workflows.minutes.register import DraftRegister


def read(text: str) -> DraftRegister:
    return read_minutes(Document.from_text("pack.txt", text))


MINUTES = """Agenda Item 2

Minutes of the meeting of the Exampleshire Health Board held on Monday 12 October 2026 at 2.00 pm

Present: Ann Able (Chair), Bo Baker, Cy Cole

41. Apologies

None.

42. Winter

RESOLVED that: the Board notes the winter plan.

The meeting closed at 3.30 pm.
"""

PACK = f"""Public Document Pack

Exampleshire Health Board

Monday 14 December 2026 at 2.00 pm

Council Chamber, Civic Hall

Agenda

Item\tSubject\tPresenter\tTime\tPurpose\tPage
1\tApologies\t\t2.00pm\t\t
2\tMinutes\tAnn Able\t2.05pm\tDecision\t3 - 8
3\tCare services (Pages 9 - 20)\tDr Bo Baker and Cy Cole\t2.10pm\tDecision\t
4\tWinter, verbal update\tDee Dorn\t2.30pm\tInformation\tVerbal
5\tPharmacies\tEd Earle\t2.45pm\tDecision\t21 - 30

Agenda published on: 4 December 2026

The agenda is published no later than 5 clear working days before the meeting.

This page is intentionally left blank

{MINUTES}
This page is intentionally left blank

Exampleshire Health Board

14 December 2026

Report Title\tCare services
Report Author\tBo Baker, bo.baker@example.org

Item for Decision, Consideration or Information

Information

1. Summary

1.1 The grant must be spent by 31 March 2027.

1.2 Members are asked to endorse the timetable of the tender in advance.

2. Recommendations

It is recommended that the Board:

- a) approves the care services plan; and
- b) notes progress on:
- staffing; and
- premises.

3. Next steps

3.1 A full report will be brought to the Board in June 2027.

3.2 It is suggested that a further review takes place in 12-18 months.

3.3 As set out in paragraph 9.4, the risks are small.

This page is intentionally left blank

EXECUTIVE

13 October 2026

Report Title\tCare services contract

3. Recommendations

It is recommended that the Cabinet Member be authorised:

- a) to approve the contract; and
- b) to sign the lease.

This page is intentionally left blank

Exampleshire Health Board

14 December 2026

Report Title\tPharmacies
Agenda\tItem 4

1. Recommendations

Pharmacies are important to everybody.
"""


@pytest.fixture(scope="module")
def pack() -> DraftRegister:
    return read(PACK)


def test_the_agenda(pack: DraftRegister) -> None:
    told = [(a.no, a.title, a.presenters, a.time, a.purpose, a.pages, a.paper) for a in pack.agenda]
    assert told == [
        ("1", "Apologies", (), "2.00pm", None, None, None),
        ("2", "Minutes", ("Ann Able",), "2.05pm", "Decision", "3 - 8", "paper"),
        (
            "3",
            "Care services",
            ("Dr Bo Baker", "Cy Cole"),
            "2.10pm",
            "Decision",
            "9 - 20",
            "paper",
        ),
        ("4", "Winter, verbal update", ("Dee Dorn",), "2.30pm", "Information", None, "verbal"),
        ("5", "Pharmacies", ("Ed Earle",), "2.45pm", "Decision", "21 - 30", "paper"),
    ]


def test_an_agenda_without_a_table() -> None:
    register = read(
        "Public Document Pack\n\nExample Board\n\n10 February 2027 at 10.30am\n\nAgenda\n\n"
        "1 Welcome & Introductions\n\n2 Minutes\n\n5 - 14\n\n3 Urgent items\n\n"
        "4 Carers Strategy 55 - 66\n\n5 Verbal update on doctors\n\n"
        f"Agenda Item 2\n\n{MINUTES}"
    )
    assert [(a.no, a.title, a.pages, a.paper) for a in register.agenda] == [
        ("1", "Welcome & Introductions", None, None),
        ("2", "Minutes", "5 - 14", "paper"),
        ("3", "Urgent items", None, None),
        ("4", "Carers Strategy", "55 - 66", "paper"),
        ("5", "Verbal update on doctors", None, "verbal"),
    ]


def test_a_summons_is_no_minutes() -> None:
    register = read(
        "Example Parish Council\n\nNOTICE OF MEETING\n\nYou are hereby summoned to attend the "
        "meeting "
        "which will be held on Tuesday 6 May 2025 at 7.30pm in the Village Hall.\n\nAGENDA\n\n"
        "1. Apologies for absence\n2. To approve the accounts\n3. Next meeting: 3 June 2025\n"
    )
    assert register.meeting is None
    assert register.next_meeting is not None
    assert str(register.next_meeting.date) == "2025-05-06"
    assert [a.title for a in register.agenda][:2] == [
        "Apologies for absence",
        "To approve the accounts",
    ]
    assert register.resolutions == ()


def test_each_report_keeps_its_asks_and_another_bodys_stay_out(pack: DraftRegister) -> None:
    assert [(r.report, r.place, r.clauses) for r in pack.recommendations] == [
        (
            "Care services",
            "text",
            ("Members are asked to endorse the timetable of the tender in advance.",),
        ),
        (
            "Care services",
            "section",
            ("approves the care services plan", "notes progress on: staffing; and premises."),
        ),
    ]
    assert [(r.title, r.foreign) for r in pack.reports] == [
        ("Care services", False),
        ("Care services contract", True),
        ("Pharmacies", False),
    ]


def test_a_summary_that_repeats_the_section_is_listed_once() -> None:
    register = read(
        PACK.replace(
            "1. Summary\n",
            "Summary of Recommendations\tThat the Board: • approves the care services plan • notes "
            "progress on staffing and premises\n\n1. Summary\n",
        )
    )
    section = next(r for r in register.recommendations if r.place == "section")
    assert len(section.also_at) == 1
    assert not [r for r in register.recommendations if r.place == "summary"]


def test_asks_that_close_a_paper_without_a_heading() -> None:
    register = read(
        "# Example strategy\n\nA vision.\n\n1. Agree the draft strategy\n"
        "2. Note the approach (to be reported back on in January 2028)\n"
    )
    assert [(r.place, len(r.clauses)) for r in register.recommendations] == [("unheaded", 2)]
    assert [f.when_phrase for f in register.forward_plan] == ["in January 2028"]


def test_dates_notice_and_what_is_to_come(pack: DraftRegister) -> None:
    assert [(str(d.date), d.when_phrase) for d in pack.deadlines] == [
        ("2027-03-31", "by 31 March 2027")
    ]
    assert [(f.kind, f.when_phrase) for f in pack.forward_plan] == [("once", "in June 2027")]
    assert [r.when_phrase for r in pack.reviews] == ["in 12-18 months"]
    assert [(n.kind, str(n.date)) for n in pack.notice_rules] == [
        ("issued", "2026-12-04"),
        ("agenda period", "None"),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.kind)
def test_each_notice_rule_knows_its_example(rule: Rule) -> None:
    first = next(r for r in RULES if r.pattern.search(rule.example))
    assert first.kind == rule.kind


def test_what_is_odd_in_the_reports(pack: DraftRegister) -> None:
    told = [w.text for w in pack.warnings]
    assert told == [
        "Printed “Information”, but the board is asked to decide.",
        "Asked in the text, and not among the report's recommendations.",
        "“As set out in paragraph 9.4”: this report has no 9.4.",
        "The report is marked item 4; the agenda has “Pharmacies” as item 5.",
        "The section of recommendations asks for nothing.",
    ]


def test_other_minutes_of_the_board_are_read_apart_and_others_only_named() -> None:
    second = MINUTES.replace("12 October", "7 September").replace("winter plan", "summer plan")
    foreign = MINUTES.replace("Exampleshire Health Board", "Samplevale Parish Forum")
    register = read(f"{PACK}\nThis page is intentionally left blank\n\n{second}\n\n{foreign}")
    (other,) = register.further_minutes
    assert other.meeting is not None
    assert str(other.meeting.date) == "2026-09-07"
    assert [c.text for r in other.resolutions for c in r.clauses] == [
        "the Board notes the summer plan."
    ]
    assert [c.text for r in register.resolutions for c in r.clauses] == [
        "the Board notes the winter plan."
    ]
    assert sum("same board of 7 September 2026" in w.text for w in register.warnings) == 1
    assert sum("another meeting or body" in w.text for w in register.warnings) == 1
    assert len(to_json(register, "pack.txt")["further_minutes"]) == 1


NOTES = """Minutes of the Example Board held on 3 March 2026

1. Declarations of interest

No declarations were made.

2. Requests to address the meeting

Mr Ed Earle spoke about the roof of the hall.

3. Public participation

None

4. Urgent items

An urgent item was received for consideration, the discharge fund.

5. Minutes

The minutes of the meeting held on 6 January 2026 were approved as a correct record.

6. Business

The drains item would be considered after the roof. Due to lack of time, the update on trees was
deferred until the meeting in May. Members agreed to consider the needs assessments virtually.
"""


def test_notes_of_the_minutes() -> None:
    register = read(NOTES)
    assert [(n.of, n.text) for n in register.nil_returns] == [
        ("declarations", "No declarations were made."),
        ("requests to address", "None"),
    ]
    assert [n.text for n in register.requests_to_address] == [
        "Mr Ed Earle spoke about the roof of the hall."
    ]
    assert [(n.item, n.lines) for n in register.urgent_items] == [("4", (17, 17))]
    assert [str(p.date) for p in register.previous_minutes] == ["2026-01-06"]
    assert [n.text for n in register.reordered_items] == [
        "The drains item would be considered after the roof."
    ]
    (deferred,) = register.deferred_items
    assert (deferred.reason, deferred.when_phrase) == (
        "Due to lack of time",
        "until the meeting in May",
    )
    assert len(register.virtual_items) == 1
