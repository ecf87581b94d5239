"""Items in every scheme of numbering, and without any."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.numbering import SCHEMES, Numbering, Scheme, number_of

HEAD = (
    "Exampleton Council\n\nMinutes of the meeting held on 3 March 2026\n\n"
    "Present: Ann Able, Bo Baker\n\n"
)

CASES: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
    "22/8": (
        "22/8 **WELCOME**\n\nAll welcomed.\n\n22/9\n\nROOF\n\nIt leaks.\n\n22/10 Minutes\n\nOK.",
        [("22/8", "WELCOME"), ("22/9", "ROOF"), ("22/10", "Minutes")],
    ),
    "47.": (
        "### **47. Welcome**\n\nAll were welcomed.\n\n### **48. Roof**\n\nIt leaks.",
        [("47", "Welcome"), ("48", "Roof")],
    ),
    "638": (
        "638 Welcome\n\nAll.\n\n639 Roof of the Town Hall and its Repair\n\n"
        "Exampleton Board Tuesday, 3 March 2026\n Date of Issue: 11 May 2026\n\nIt leaks.\n\n"
        "640 Close\n\nClosed.",
        [("638", "Welcome"), ("639", "Roof of the Town Hall and its Repair"), ("640", "Close")],
    ),
    "1.": (
        "1. Welcome\n\nAll.\n\n2. Roof\n\nIt leaks.\n\n3. Close\n\nClosed.",
        [("1", "Welcome"), ("2", "Roof"), ("3", "Close")],
    ),
    "01/17": (
        "01/17 Apologies\n\nNone.\n\n02/17 Roof\n\nIt leaks.",
        [("01/17", "Apologies"), ("02/17", "Roof")],
    ),
    "19.09.05": (
        "19.09.01 Apologies\n\nNone.\n\n19.09.02 Roof\n\nIt leaks.\n\n19.09.05 Drains\n\nBlocked.",
        [("19.09.01", "Apologies"), ("19.09.02", "Roof"), ("19.09.05", "Drains")],
    ),
    "PC/23/104": (
        "PC/23/104 Apologies\n\nNone.\n\nPC/23/105 Roof\n\nIt leaks.",
        [("PC/23/104", "Apologies"), ("PC/23/105", "Roof")],
    ),
    "2024/15": (
        "2024/15 Apologies\n\nNone.\n\n2024/16 Roof\n\nIt leaks.",
        [("2024/15", "Apologies"), ("2024/16", "Roof")],
    ),
    "FC2024/031": (
        "FC2024/031 Apologies\n\nNone.\n\nFC2024/032 Roof\n\nIt leaks.",
        [("FC2024/031", "Apologies"), ("FC2024/032", "Roof")],
    ),
    "4.2": (
        "4. Buildings\n\n4.1 Roof\n\nIt leaks.\n\n4.2 Drains\n\nBlocked.\n\n5. Close\n\nClosed.",
        [("4", "Buildings"), ("4.1", "Roof"), ("4.2", "Drains"), ("5", "Close")],
    ),
    "unnumbered": (
        "## Welcome\n\nAll.\n\n## Roof\n\nIt leaks.\n\n## Close\n\nClosed.",
        [(None, "Welcome"), (None, "Roof"), (None, "Close")],
    ),
    "unnumbered caps": (
        "APOLOGIES\n\nNone.\n\nROOF\n\nIt leaks.\n\nNEXT MEETING\n\nMay.",
        [(None, "APOLOGIES"), (None, "ROOF"), (None, "NEXT MEETING")],
    ),
    "Item 1:": (
        "Item 1: Welcome\n\nAll.\n\nItem 2: Roof\n\nIt leaks.",
        [("1", "Welcome"), ("2", "Roof")],
    ),
    "Minute 12": (
        "Minute 12 – Welcome\n\nAll.\n\nMinute 13 – Roof\n\nIt leaks.",
        [("12", "Welcome"), ("13", "Roof")],
    ),
    "tab": ("1\tWelcome\n\nAll.\n\n2\tRoof\n\nIt leaks.", [("1", "Welcome"), ("2", "Roof")]),
    "number alone": (
        "1\n\nWelcome\n\nAll.\n\n2\n\nRoof\n\nIt leaks.",
        [("1", "Welcome"), ("2", "Roof")],
    ),
    "TB/24/05/01": (
        "TB/24/05/01 Apologies\n\nNone.\n\nTB/24/05/02 Roof\n\nIt leaks.",
        [("TB/24/05/01", "Apologies"), ("TB/24/05/02", "Roof")],
    ),
    "24/03/06 with title": (
        "24/03/06 Apologies\n\nNone.\n\n24/03/07 Roof\n\nIt leaks.",
        [("24/03/06", "Apologies"), ("24/03/07", "Roof")],
    ),
    "HWB.12": (
        "HWB.12 Apologies\n\nNone.\n\nHWB.13 Roof\n\nIt leaks.",
        [("HWB.12", "Apologies"), ("HWB.13", "Roof")],
    ),
    "HWB45": (
        "HWB45 APOLOGIES\n\nNone.\n\nHWB46 ROOF\n\nIt leaks.",
        [("HWB45", "APOLOGIES"), ("HWB46", "ROOF")],
    ),
    "C-123": (
        "C-123 Apologies\n\nNone.\n\nC-124 Roof\n\nIt leaks.",
        [("C-123", "Apologies"), ("C-124", "Roof")],
    ),
    "roman": (
        "I. Welcome\n\nAll.\n\nII. Roof\n\nIt leaks.\n\nIII. Close\n\nClosed.",
        [("I", "Welcome"), ("II", "Roof"), ("III", "Close")],
    ),
    "two columns rows": (
        "1.0\tWelcome\n\nAll.\n\n2.0\tRoof\n\nIt leaks.",
        [("1.0", "Welcome"), ("2.0", "Roof")],
    ),
}


def items(text: str) -> list[tuple[str | None, str]]:
    register = read_minutes(Document.from_text("paper.txt", f"{HEAD}{text}\n"))
    return [(i.ref, i.title) for i in register.items]


@pytest.mark.parametrize("scheme", CASES)
def test_items_by_scheme(scheme: str) -> None:
    text, told = CASES[scheme]
    assert items(text) == told


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda s: s.name)
def test_each_scheme_reads_its_example(scheme: Scheme) -> None:
    counted = frozenset([scheme.gives[0]]) if scheme.counts else frozenset()
    assert number_of(scheme.example, Numbering(counted, frozenset())) == scheme.gives


@pytest.mark.parametrize(
    "text",
    [
        "10 June 2026\n\nThe hall was let.",
        "COVID-19 Update\n\nFewer cases.",
        "2026/27 Budget\n\nIt was too small.",
        "2024 - 2030\n\nA long time.",
        "A14 Roadworks\n\nThey go on.",
        "Q1 Results\n\nGood.\n\nQ2 Results\n\nBetter.",
    ],
)
def test_what_only_looks_like_a_number_opens_no_item(text: str) -> None:
    assert [i for i in items(text) if i[0] is not None] == []


def test_an_item_runs_to_the_line_before_the_next_and_its_title_holds_no_contact() -> None:
    register = read_minutes(
        Document.from_text(
            "paper.txt",
            f"{HEAD}1. Roof\n\nIt leaks.\n\n2. Hall (bookings: hall@example.org)\n\nLet.\n",
        )
    )
    assert [(i.title, i.lines) for i in register.items] == [
        ("Roof", (7, 10)),
        ("Hall (bookings: [e-mail address])", (11, 13)),
    ]
