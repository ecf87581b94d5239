"""A sounding from start to finish through the real App: permission first, a threshold reached only
through a substitute, one conflicted member, one reply by the link of an e-mail, closed by the
clock, reported to the next meeting."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import httpx2
import pytest

from tests.slack.test_sounding_words import FORBIDDEN
from tests.support.answering import Seen
from tests.support.chat import dm, dm_with, form, in_days, last, planned, said, the_board
from tests.support.postbox import Postbox, html_of, postbox, text_of
from tests.support.product import ASHA, BEA, HALLAM, PEAKE, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.agenda_sources.soundings import Soundings
from workflows.ports import Transaction
from workflows.soundings import Sounding, SoundingState

FEMI = "femi.adeleke@exampleshire.example"
CALLOW, MAUREEN = "U0CALLOW", "U0MAUREEN"
QUESTION = "Do you support the bid for the community hub?"


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def p(tmp_path: Path, box: Postbox) -> Iterator[Product]:
    smtp: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": box.port,
        "smtp_security": "none",
        "smtp_from": "Matters Arising <actions@exampleshire.example>",
    }
    with product(tmp_path, **smtp) as running:
        seat(running)
        yield running


def seat(p: Product) -> None:
    """Two councillors and an NHS partner among the members."""
    of = {"Rosalind Peake": "County councillors", "Idris Callow": "County councillors",
          "Femi Adeleke": "NHS representatives"}  # fmt: skip

    def save(tx: Transaction) -> None:
        board = tx.boards.everywhere()[0]
        memberships = tx.people.memberships(board.id)
        people = tx.people.many({m.person_id for m in memberships})
        for m in memberships:
            name = people[m.person_id].name
            if name in of and m.role.value != "officer":
                tx.people.save_membership(replace(m, seat=of[name]))

    p.look(save)


def the_sounding(p: Product) -> Sounding:
    found: Sounding = p.look(lambda tx: tx.soundings.of_board(tx.boards.everywhere()[0].id)[0])
    return found


def person(p: Product, name: str) -> str:
    found: str = p.look(
        lambda tx: next(x.id for x in tx.people.of_team("T0EXAMPLE") if x.name == name)
    )
    return found


def link_in(box: Postbox) -> str:
    (asked,) = [m for m in box.to(FEMI) if "asks for your view" in str(m["Subject"])]
    (found,) = re.findall(r"http://127\.0\.0\.1:\d+/a/\S+", text_of(asked))
    assert f'href="{found}"' in html_of(asked)
    (paper,) = list(asked.iter_attachments())
    assert paper.get_filename() == "bid.txt"
    assert "The bid in full" in str(paper.get_content())
    return str(found)


def ask(p: Product) -> None:
    """Asha fills in the form: all but the vice-chair, who stands in for the chair later."""
    view = form(p, "/sounding")
    asked = [person(p, n) for n in ("Rosalind Peake", "Tom Hallam", "Bea Lindqvist",
                                    "Maureen Okoro", "Femi Adeleke")]  # fmt: skip
    fields = {
        "question": QUESTION,
        "options": "Yes / No / With changes",
        "deadline": f"{in_days(p, 7)} 17:00",
        "asked": asked,
        "background": "The bid closes before we meet again.",
        "files": [p.ws.upload(ASHA, "bid.txt", b"The bid in full")],
    }
    refused = p.ws.submit(ASHA, view, {**fields, "threshold": "4, among them 1 bishop"},
                          check=False)  # fmt: skip
    assert "names no single seat or post" in refused["errors"]["threshold"]
    threshold = "4, among them 1 councillor and 1 NHS representative"
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {**fields, "threshold": threshold})


def test_the_whole_story(p: Product, box: Postbox) -> None:
    ask(p)
    echoed = plain(last(p))
    assert "ask for the meeting's permission first" in echoed
    assert the_sounding(p).state is SoundingState.WAITING
    proposed = p.look(lambda tx: proposals(tx, p))
    assert f"Permission to seek views between meetings: {QUESTION}" in proposed
    assert not [m for m in dm(p, HALLAM) if QUESTION in plain(m)], "nobody has been asked yet"

    assert "5 are asked now" in said(p, "/sounding permit S1 minute 22/8")
    asked = dm_with(p, HALLAM, QUESTION)
    assert "permitted by the meeting: minute 22/8" in plain(asked)
    thread = p.ws.messages(p.ws.dm(HALLAM), HALLAM, thread_ts=asked["ts"])
    assert [f["name"] for m in thread for f in m.get("files") or []] == ["bid.txt"]

    # One member says that an interest keeps her out.
    p.ws.press(BEA, dm_with(p, BEA, QUESTION), "sounding:own_interest")
    p.ws.submit(BEA, p.ws.open_view(BEA), {"reason": "my employer bids"})
    shown = until(lambda: "You are left out" in plain(dm_with(p, BEA, QUESTION)), 10, "left out")
    assert shown
    assert "Yes" not in buttons(dm_with(p, BEA, QUESTION))

    # Replies: with one press and a comment, by telephone, by the link of an e-mail.
    p.ws.press(HALLAM, asked, "sounding_reply:0")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"comment": "with the timetable as it is"})
    assert "“No” is recorded for Maureen Okoro" in said(
        p, "/sounding note S1 Maureen: no, she rang"
    )
    by_link(p, box)
    card = dm_with(p, ASHA, "Waited for")
    assert "3 of 4 have replied" in plain(card)
    assert "threshold not reached, lacking 1 more and “County councillors”" in plain(card)
    assert "Left out:* Bea Lindqvist, my employer bids" in plain(card)

    # The chair is unwell; the vice-chair answers in her place, and that makes the threshold.
    assert "substitute Idris Callow" in said(p, "/sounding substitute S1 Peake: Idris Callow")
    instead = dm_with(p, CALLOW, "you answer in the place of Rosalind Peake")
    p.ws.press(CALLOW, instead, "sounding_reply:0")
    p.ws.close(CALLOW, p.ws.open_view(CALLOW))
    until(lambda: "threshold reached" in plain(dm_with(p, ASHA, "Replied")), 10, "the threshold")
    assert "The reply that stands: *Yes*" in plain(dm_with(p, PEAKE, QUESTION))

    # It closes by itself; what comes afterwards is told so and given back.
    p.ws.advance(days=7)
    p.ws.advance(9 * 3600)
    until(lambda: the_sounding(p).state is SoundingState.CLOSED, 20, "the close")
    late = said(p, "/sounding reply S1 no: too dear after all", HALLAM)
    assert "came too late" in late
    assert "too dear after all" in late
    news = dm_with(p, HALLAM, "is closed")
    assert "4 of 4 replied: Yes 3, No 1, With changes 0; threshold reached." in plain(news)
    assert "Left out for an interest: Bea Lindqvist." in plain(news)

    reported(p)
    for user in (ASHA, HALLAM, PEAKE, CALLOW, BEA, MAUREEN):
        for message in (m for m in dm(p, user) if "S1" in plain(m)):
            assert not FORBIDDEN.search(plain(message)), plain(message)


def by_link(p: Product, box: Postbox) -> None:
    """Femi is not in Slack: the page behind the e-mail's link."""
    p.settled()
    link = link_in(box)
    with httpx2.Client() as browser:
        for _ in range(2):
            page = Seen(browser.get(link).text)
        assert QUESTION in page.text
        assert the_views(p) == 3, "opening the page has said nothing: two replies, one with words"
        form = {**page.forms["reply"], "option": "Yes", "comment": "on behalf of nobody but me"}
        answered = browser.post(link, data=form)
        assert answered.status_code == 303
        thanks = Seen(browser.get(f"{link}{answered.headers['location']}").text)
        assert "Thank you, your reply “Yes” is recorded" in thanks.text
    p.settled()
    assert "Femi Adeleke, by e-mail link: *Yes*" in plain(dm_with(p, ASHA, "Waited for"))


def the_views(p: Product) -> int:
    return len(p.look(lambda tx: tx.soundings.views(the_sounding_in(tx).id)))


def the_sounding_in(tx: Transaction) -> Sounding:
    return tx.soundings.of_board(tx.boards.everywhere()[0].id)[0]


def buttons(message: dict[str, Any]) -> list[str]:
    return [e["text"]["text"] for b in message["blocks"] for e in b.get("elements", [])
            if e.get("type") == "button"]  # fmt: skip


def proposals(tx: Transaction, p: Product) -> list[str]:
    """What is proposed for the agenda of the next meeting."""
    board = tx.boards.everywhere()[0]
    now = p.bot.desk.clock.now()
    meeting = tx.meetings.next_ordinary(board.id, now.date())
    assert meeting is not None
    return [i.title for i in Soundings().proposals(tx, board, meeting)]


def reported(p: Product) -> None:
    """It is proposed for the next agenda, its report is a paper, and the meeting hears of it."""
    assert p.look(lambda tx: proposals(tx, p)) == [
        f"Views sought between meetings (S1): {QUESTION}"
    ]
    assert "on its way" in said(p, "/sounding paper S1")
    p.settled()
    (file,) = dm(p, ASHA)[-1]["files"]
    report = docx.Document(io.BytesIO(p.ws.download(ASHA, file["id"])))
    words = "\n".join(x.text for x in report.paragraphs)
    assert "4 of 4 replied: Yes 3, No 1" in words
    assert "Left out for an interest: Bea Lindqvist (my employer bids)" in words
    rows = [[c.text for c in row.cells] for row in report.tables[0].rows]
    assert ["Rosalind Peake (by Idris Callow, substitute)", "Yes", ""] in rows
    assert "No meeting held since it closed" in said(p, "/sounding reported S1")
    meeting = planned(p)
    p.ws.advance(days=(meeting.day - in_days(p, 0)).days)
    said(p, "/meeting open")
    assert "was reported to the meeting of" in said(p, "/sounding reported S1")
    assert the_sounding(p).reported_meeting_id == meeting.id
    assert "reported already" in said(p, "/sounding reported S1")
    lines = p.look(
        lambda tx: [x.deed for x, _ in tx.ledger.of_subject("sounding", the_sounding_in(tx).id)]
    )
    assert lines == [
        "permission asked", "papers given", "paper kept", "opened with the meeting's permission",
        "member left out", "view given", "view changed", "view given", "view given",
        "substitute named", "view given", "closed at its deadline", "reported",
    ]  # fmt: skip
    assert the_board(p).name in plain(dm_with(p, HALLAM, "is closed"))
