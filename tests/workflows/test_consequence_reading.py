"""What follows from a clause, recognised from its words: invented ones, and the real packs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.consequence_reading import Follows, amounts_in, approved_amount, follows_from
from workflows.consequences import ConsequenceKind
from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.resolution_words import clause

PACKS = Path(__file__).resolve().parents[3] / "shared" / "packs"
DUTY, DOCUMENT = ConsequenceKind.DUTY, ConsequenceKind.DOCUMENT
REFERRAL, APPROVAL, MONEY = (
    ConsequenceKind.REFERRAL,
    ConsequenceKind.APPROVAL,
    ConsequenceKind.MONEY,
)


def read(text: str) -> list[Follows]:
    return list(follows_from(clause("c", "", text)))


@pytest.mark.parametrize(
    ("text", "kind", "body", "amount", "phrase"),
    [
        ("The Board agreed to maintain oversight of performance.", DUTY, "", None, ""),
        ("continues to support the work of the Harbour Group", DUTY, "", None, ""),
        ("agrees to keep the matter under review", DUTY, "", None, ""),
        (
            "ratified the joint working agreement, a live working document that would be revised",
            *(DOCUMENT, "", None, ""),
        ),
        ("adopts the Estates Strategy, to be reviewed in 12-18 months", DOCUMENT, "", None,
         "in 12-18 months"),
        ("recommends the budget to the Council", REFERRAL, "Council", None, ""),
        ("agrees the terms subject to the approval of Exampleshire Council", APPROVAL,
         "Exampleshire Council", None, ""),
        ("approves £1.2 million for the estates plan", MONEY, "", 1_200_000, ""),
        ("approves a grant of £35k to the hall", MONEY, "", 35_000, ""),
    ],
)  # fmt: skip
def test_recognised(
    text: str, kind: ConsequenceKind, body: str, amount: int | None, phrase: str
) -> None:
    found = next(f for f in read(text) if f.kind is kind)
    assert (found.body, found.amount, found.phrase) == (body, amount, phrase)
    assert found.text in text or found.text


@pytest.mark.parametrize(
    "text",
    [
        "approved the minutes of the meeting held on 5 July 2022 as a correct record",
        "notes the report, which cost £35,000",
        "thanks the Clerk",
        "refers to the plan in paragraph 4",
    ],
)
def test_nothing_follows(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("£3,215,380 and £510K", (3_215_380, 510_000)),
        ("£1.2m, £2 million, £1.5bn", (1_200_000, 2_000_000, 1_500_000_000)),
        ("£400.03 plus £27.51", (400, 27)),
        ("£ 5", (5,)),
        ("£99 billion", ()),
        ("5 pounds, 2022/23, £", ()),
    ],
)
def test_amounts(text: str, amounts: tuple[int, ...]) -> None:
    assert amounts_in(text) == amounts


@given(st.integers(0, 2**31 - 1))
def test_every_amount_reads_as_it_is_written(amount: int) -> None:
    assert amounts_in(f"approves £{amount:,} for it") == (amount,)
    assert approved_amount(f"approves £{amount:,} for it") == amount


@given(st.text(max_size=300))
def test_any_words_are_read(text: str) -> None:
    for found in read(text) if text.strip() else ():
        assert found.amount is None or found.amount >= 0


@pytest.mark.parametrize(
    ("pack", "kind", "words"),
    [
        ("000", DOCUMENT, "Pharmaceutical Needs Assessment"),
        ("002", APPROVAL, "Integrated Care Partnership Board"),
        ("003", DUTY, "maintain oversight"),
        ("004", DOCUMENT, "joint working agreement"),
        ("004", DUTY, "support the work"),
        ("004", REFERRAL, "Safeguarding"),
    ],
)
def test_what_the_real_packs_let_be_seen(pack: str, kind: ConsequenceKind, words: str) -> None:
    path = next(iter(sorted(PACKS.glob(f"{pack}*.txt"))), None)
    if path is None:
        pytest.skip("NO PACKS HERE, NOT TESTED ON THEM")
    register = read_minutes(Document.from_text(path.name, path.read_text()))
    found = [
        f
        for resolution in register.resolutions
        for c in resolution.clauses
        for f in read(c.text)
        if f.kind is kind
    ]
    assert any(words in f"{f.text} {f.body}" for f in found)
