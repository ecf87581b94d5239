"""Telephone numbers and e-mail addresses are found, and left out of what everybody reads."""

import pytest

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes.personal_data import contact_details_in, without_contacts


@pytest.mark.parametrize(
    ("text", "shown", "kinds"),
    [
        ("Ring 01632 960 001.", "Ring [telephone number].", ["telephone number"]),
        ("Ring +44 (0)1632 960001 now", "Ring [telephone number] now", ["telephone number"]),
        ("To ann.able@example.org.", "To [e-mail address].", ["e-mail address"]),
        (
            "ann@example.org or (01632) 960001",
            "[e-mail address] or [telephone number]",
            ["e-mail address", "telephone number"],
        ),
        ("Minute 22/8 of 2026, £69,456,192 in all", "Minute 22/8 of 2026, £69,456,192 in all", []),
        ("Actions 060922/01 and 060922/02", "Actions 060922/01 and 060922/02", []),
    ],
)
def test_contact_details(text: str, shown: str, kinds: list[str]) -> None:
    assert without_contacts(text) == shown
    assert [d.kind for d in contact_details_in(text)] == kinds


def test_titles_carry_none() -> None:
    text = (
        "Public Document Pack\n\nExample Board\n\n14 December 2026\n\nAgenda\n\n"
        "1 Hall (ring 01632 960001)\n\n2 Roof - ann@example.org\n\n3 Close (Pages 3 - 4)\n\n"
        "Agenda Item 1\n\n"
        "Example Board\n\n14 December 2026\n\nReport Title\tRoof, ann@example.org\n\n"
        "Recommendations\n\nThe Board is asked to:\n\n- note the report.\n"
    )
    register = read_minutes(Document.from_text("pack.txt", text))
    titles = [a.title for a in register.agenda] + [r.report or "" for r in register.recommendations]
    assert titles == [
        "Hall (ring [telephone number])",
        "Roof - [e-mail address]",
        "Close",
        "Roof, [e-mail address]",
    ]
