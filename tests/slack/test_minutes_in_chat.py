"""Minutes in through the real App: by shortcut, form and paste; reviewed, edited, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from bot.slack.views.minutes import PAGE
from tests.support.papers import LOG, log
from tests.support.papers import MINUTES as MINUTES_2026
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.workspace import Refused, plain
from workflows.drafts import DraftState

ACCEPT, REJECT, EDIT, RECORD, LATER, DAY = (
    ids.DRAFT_STEP + s for s in ("accept", "reject", "edit", "record", "later", "day")
)

#: The tests of this module run by the real clock: the meeting lies in its past.
MINUTES = MINUTES_2026.replace("14 December 2026", "14 September 2026")


@pytest.fixture(scope="module")
def p(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    path: Path = tmp_path_factory.mktemp("minutes")
    with product(path) as running:
        yield running


def send(p: Product, text: str, name: str = "minutes.txt") -> dict[str, Any]:
    """Post a file in the channel and use the shortcut on its message; the review in the DM."""
    file = p.ws.upload(ASHA, name, text.encode())
    message = p.ws.say(ASHA, BOARD, "the minutes", files=[file])
    p.ws.shortcut(ASHA, ids.READ_MINUTES, BOARD, message["ts"])
    p.settled()
    return p.last(p.ws.dm(ASHA))


def now_at(p: Product, message: dict[str, Any]) -> dict[str, Any]:
    """The message as it stands now."""
    found = p.ws.messages(message["channel"])
    return next(m for m in found if m["ts"] == message["ts"])


def value_of(message: dict[str, Any], words: str) -> str:
    """The value of the buttons below the line that holds these words."""
    blocks = message["blocks"]
    at = next(n for n, b in enumerate(blocks) if words in plain({"blocks": [b]}))
    value: str = blocks[at + 2]["elements"][0]["value"]
    return value


def record(p: Product, review: dict[str, Any], who: str = ASHA) -> dict[str, Any]:
    """Press Record and the button of the form that says what it will do; that form."""
    p.ws.press(who, review, RECORD)
    form = p.ws.open_view(who)
    p.ws.submit(who, form)
    return form


def drafts(p: Product) -> list[Any]:
    def query(tx: Any) -> list[Any]:
        return [d for b in tx.boards.everywhere() for d in tx.drafts.open_of_board(b.id)]

    found: list[Any] = p.look(query)
    return found


def actions(p: Product) -> list[Any]:
    found: list[Any] = p.look(
        lambda tx: [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]
    )
    return found


def test_a_review_from_file_to_record(p: Product) -> None:
    review = send(p, MINUTES)
    assert "1 resolution, 2 clauses · 5 actions · 1 implied action · 1 delegation" in plain(review)
    assert "“Councillor Idris Callow”" not in plain(review), "the vice-chair is known here"
    assert "SI 2013/218" in plain(review)
    assert "*Action*, minute 37" in str(review)
    assert "*Action* 121026/02" in str(review)
    assert "until Mon 18 Jan 2027" in plain(review)
    assert any("Reading “minutes.txt”" in plain(m) for m in p.ws.messages(BOARD))

    p.ws.press(ASHA, review, REJECT, value_of(review, "library"))
    review = now_at(p, review)
    assert "1 rejected" in plain(review)

    p.ws.press(ASHA, review, EDIT, value_of(review, "warm spaces"))
    form = p.ws.open_view(ASHA)
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, form, {"due": "a blue moon"})
    assert "due" in str(refused.value)
    p.ws.submit(ASHA, form, {"owners": "Bea Lindqvist, DPH", "due": "next meeting"})
    review = now_at(p, review)
    assert "Bea Lindqvist, Director of Public Health" in plain(review)
    assert "1 accepted" in plain(review)

    for step in ("all_resolutions", "all_actions", "all_sitting"):
        p.ws.press(ASHA, review, ids.DRAFT_STEP + step)
        review = now_at(p, review)
    record(p, review)
    p.settled()
    review = now_at(p, review)
    assert "Recorded from the meeting of Mon 14 Sep 2026" in plain(review)
    assert "140926/01" in plain(review)
    assert "121026/02" in plain(review)
    assert not [b for b in review["blocks"] if b["type"] == "actions"]
    assert len([m for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM) if "for you" in plain(m)]) == 1


def test_a_double_click_counts_once(p: Product) -> None:
    review = send(p, MINUTES.replace("14 September 2026", "15 September 2026"))
    value = value_of(review, "vaccination")
    p.ws.press(ASHA, review, ACCEPT, value)
    p.ws.press(ASHA, review, ACCEPT, value)
    assert "1 accepted" in plain(now_at(p, review))


def test_a_long_review_has_pages(p: Product) -> None:
    before = len(drafts(p))
    rows = [
        (f"HWB-{n:03}", f"Matter number {n} to be looked at", "Tom Hallam", "", "Open")
        for n in range(1, 61)
    ]
    review = send(p, MINUTES.replace(LOG, log(*rows)).replace("14 Sep", "16 Sep"), "long.txt")
    assert len(drafts(p)) == before + 1
    assert len(review["blocks"]) <= 50
    seen = plain(review)
    pages = 1
    while any(e["action_id"] == LATER for b in review["blocks"] for e in b.get("elements", [])
              if "action_id" in e):  # fmt: skip
        p.ws.press(ASHA, review, LATER)
        review = now_at(p, review)
        assert len(review["blocks"]) <= 50
        seen += plain(review)
        pages += 1
    lines = len(max(drafts(p), key=lambda d: len(d.lines)).lines)
    assert pages == -(-lines // PAGE)
    assert all(f"HWB-{n:03}" in seen for n in range(1, 61))


def test_pasted_text_without_a_date_asks_for_the_meeting(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/minutes")
    text = "RESOLVED that: the Board approves the plan.\n\nAction: Tom Hallam to send it round."
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": text})
    p.settled()
    review = p.last(p.ws.dm(ASHA))
    assert "names no date" in plain(review)
    p.ws.press(ASHA, review, ids.DRAFT_STEP + "all_actions")
    review = now_at(p, review)
    before = len(actions(p))
    p.ws.press(ASHA, review, RECORD)
    assert any("Which meeting" in plain(m) for m in p.ws.messages(review["channel"]))
    assert len(actions(p)) == before
    p.ws.press(ASHA, review, DAY)
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"day": "2 November 2026"})
    record(p, now_at(p, review))
    assert len(actions(p)) == before + 1


def test_an_unreadable_file_is_told_of(p: Product) -> None:
    said = send(p, "\x89PNG no minutes", "holiday.png")
    assert "holiday.png is a picture" in plain(said)
    assert "Nothing was recorded" in plain(said)


def test_only_an_officer_may_have_papers_read(p: Product) -> None:
    p.ws.command(HALLAM, BOARD, "/minutes")
    assert "Only a committee officer" in plain(p.ws.messages(BOARD, HALLAM)[-1])
    assert not p.ws.has_view(HALLAM)


def test_a_form_without_paper_says_so(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/minutes")
    with pytest.raises(Refused, match="Choose a file"):
        p.ws.submit(ASHA, p.ws.open_view(ASHA))
    p.ws.close(ASHA, p.ws.open_view(ASHA))


def test_the_list_and_a_second_showing(p: Product) -> None:
    review = send(p, MINUTES.replace("14 September 2026", "17 September 2026"), "again.txt")
    p.ws.command(ASHA, BOARD, "/minutes list")
    assert "again.txt" in plain(p.ws.messages(BOARD)[-1])
    p.ws.command(ASHA, BOARD, "/minutes review")
    p.settled()
    dm = p.ws.messages(p.ws.dm(ASHA))
    copies = [m for m in dm if "again.txt" in plain(m) and m["ts"] != review["ts"]]
    assert copies
    p.ws.press(ASHA, copies[-1], ids.DRAFT_STEP + "discard")
    p.settled()
    assert "was put away" in plain(now_at(p, review)), "the other place shows it too"
    assert all(d.state is DraftState.REVIEW for d in drafts(p))


def test_help_and_an_unknown_word(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/minutes help")
    assert "Read these minutes" in plain(p.ws.messages(BOARD)[-1])
    p.ws.command(ASHA, BOARD, "/minutes tomorrow")
    assert "I do not know" in plain(p.ws.messages(BOARD)[-1])
