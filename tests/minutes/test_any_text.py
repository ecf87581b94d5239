"""Whatever is put in: no exception, the same answer twice, every text at its lines, linear time."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.minutes import read_minutes
from workflows.minutes.blocks import cited_text
from workflows.minutes.document import Document
from workflows.minutes.register import DraftRegister, Lines

PIECES = (
    "RESOLVED that: ", "RESOLVED", "ORDERED:", "Action: ", "ACTION: AB/CD", "Actions", "Decision: ",
    "a) ", "b) ", "1. ", "- [x] ", "| Action | Owner |", "|---|---|",
    "\t", "\n", "\n\n", "**", "# ",
    "Clerk to write to the owner", "The Board agreed to ", "by 3 May 2024", "the next meeting",
    "notes the report; and", "delegated approval to the Director of Public Health", "Present: ",
    "Councillor Ann Able (Chair)", "22/8 ", "Page 1 of 6", "Public Document Pack", "Agenda Item 4",
    "Agenda", "Recommendations", "Report Title\tRoof", "(Pages 3 - 8)", "None", "Apologies: ",
    "must be spent by 31 March 2027", "a review in 12-18 months", "Declarations of interest",
    "was deferred", "declared an interest in item 5 - Roof, as", "The Board is asked to note it.",
    "\f", "(", ")", "[", ";", ".", " ", "é", "\u2028",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=60).map("".join)


def cited(register: DraftRegister) -> Iterator[tuple[str, Lines]]:
    for resolution in register.resolutions:
        yield from ((c.text, c.lines) for c in resolution.clauses)
    yield from ((a.text, a.lines) for a in register.actions)
    yield from ((d.text, d.lines) for d in register.delegations)
    yield from ((n.text, n.lines) for n in register.deferred_items + register.urgent_items)
    yield from ((n.text, n.lines) for n in register.virtual_items + register.reordered_items)
    yield from ((n.text, n.lines) for n in register.requests_to_address)
    yield from ((n.text, n.lines) for n in register.nil_returns)
    yield from ((n.text, n.lines) for n in register.notice_rules)
    yield from ((n.text, n.lines) for n in register.deadlines)
    yield from ((n.text, n.lines) for n in register.forward_plan + register.reviews)
    yield from ((n.text, n.lines) for n in register.previous_minutes)
    yield from ((p.name, p.lines) for p in register.attendance.people)
    yield from ((d.member, d.lines) for d in register.declarations)
    yield from ((a.title, a.lines) for a in register.agenda)
    yield from ((i.title, i.lines) for i in register.items)
    yield from ((c, r.lines) for r in register.recommendations for c in r.clauses)


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_any_text_is_read_and_every_reading_stands_at_its_lines(text: str) -> None:
    document = Document.from_text("any.txt", text)
    register = read_minutes(document)
    assert register == read_minutes(document)
    for words, lines in cited(register):
        assert 1 <= lines[0] <= lines[1] <= len(document.lines)
        there = iter(cited_text(document, lines).split())
        assert all(any(word in other for other in there) for word in words.split()), (words, lines)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "text",
    [
        "The Board agreed " * 8000,
        "Action: " + "Clerk and " * 12000,
        "(" * 60000,
        "a) " * 40000,
        "RESOLVED that " + "the Director of " * 8000,
        "Able Baker, " * 8000,
        "Able and " * 8000,
        "Public Document Pack\n\n" + "Members are asked to note and agree the Board " * 4000,
        "must be required by the Board to review and report on annually " * 2000,
        "Present: " + "Cllr Ann Able (Chair) " * 4000,
        "next " * 40000 + "meeting",
        "minutes " * 20000,
        "_*" * 50000,
        ("x" * 99 + "\t") * 1500,
        "1/2 " * 30000,
        "It was proposed " * 10000,
        "ACTION AA. " * 2500,
        "The Board having considered " * 6000,
        "RESOLVED (" * 12000,
        "Motion made by Ann Able " * 6000,
        "RESOLVED that it be let, subject to: " * 3000,
        "\n".join(f"{n}. Item {n} RESOLVED that it be noted." for n in range(4000)),
    ],
    ids=lambda t: t[:16].strip(),
)
def test_no_text_makes_the_reader_run_away(text: str) -> None:
    """Each takes a second or two; one that ran away would take hours, and the time-out ends it."""
    found = read_minutes(Document.from_text("long.txt", text))
    assert all(1 <= line <= text.count("\n") + 1 for item in found.items for line in item.lines)
