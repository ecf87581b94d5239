"""Who is not in Slack gets the same by e-mail, through a real SMTP server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2
import icalendar
import pytest

from tests.support.answering import Seen
from tests.support.postbox import Postbox, html_of, postbox, text_of
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from workflows.ports import Transaction

FEMI = "femi.adeleke@exampleshire.example"


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
        yield running


def calendar(message: EmailMessage) -> tuple[str, Any]:
    """The METHOD and the event of the calendar part."""
    part = next(x for x in message.walk() if x.get_content_type() == "text/calendar")
    read = icalendar.Calendar.from_ical(part.get_content())
    return str(part.get_param("method")), read.walk("VEVENT")[0]


def test_told_reminded_and_invited_by_email(p: Product, box: Postbox) -> None:
    p.ws.command(ASHA, BOARD, "/action Femi Adeleke by next meeting: bring the referral figures")
    p.settled()
    (told,) = box.to(FEMI)
    assert "bring the referral figures" in text_of(told)
    assert told["Reply-To"].addresses[0].addr_spec == "asha@exampleshire.example"
    assert told["Auto-Submitted"] == "auto-generated"
    assert told["Message-ID"]

    for _ in range(25):
        p.to_working_day(1)
        p.settled()
        if any(" meets " in m["Subject"] for m in box.to(FEMI)):
            break
    reminders = [m for m in box.to(FEMI) if m["Subject"].startswith("Today:")]
    assert reminders
    assert all("bring the referral figures" in text_of(m) for m in reminders)
    (digest,) = [m for m in box.to(FEMI) if " meets " in m["Subject"]]
    assert "1 open" in text_of(digest)
    assert "<@" not in text_of(digest)
    assert ":white_circle:" not in text_of(digest)
    names = [part.get_filename() or "" for part in digest.iter_attachments()]
    assert {name.rpartition(".")[2] for name in names} == {"docx", "pdf", "ics"}
    method, first = calendar(digest)
    assert (method, first["SEQUENCE"]) == ("PUBLISH", 0)

    day = first["DTSTART"].dt.date()
    p.ws.command(ASHA, BOARD, f"/meeting move {day} to {day} 16:00-17:00")
    p.settled()
    _, moved = calendar(box.to(FEMI)[-1])
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], 1)
    p.ws.command(ASHA, BOARD, f"/meeting cancel {day} snow")
    p.settled()
    method, gone = calendar(box.to(FEMI)[-1])
    assert (method, gone["SEQUENCE"], gone["STATUS"]) == ("CANCEL", 2, "CANCELLED")
    in_slack = {"hallam@exampleshire.example", "peake@exampleshire.example"}
    assert not [r for r, _ in box.taken if r in in_slack], "who is in Slack gets no e-mail"


def link_in(message: EmailMessage) -> str:
    (found,) = re.findall(r"http://127\.0\.0\.1:\d+/a/\S+", text_of(message))
    assert f'href="{found}"' in html_of(message)
    return str(found)


def test_an_answer_by_the_link_is_seen_in_slack(p: Product, box: Postbox) -> None:
    p.ws.command(ASHA, BOARD, "/action Femi Adeleke by next meeting: bring the referral figures")
    p.settled()
    link = link_in(box.to(FEMI)[-1])
    card = p.last(BOARD)
    assert "Half of them" not in str(card)
    with httpx2.Client() as browser:
        form = Seen(browser.get(link).text).forms["progress"]
        answered = browser.post(link, data={**form, "text": "Half of them are in"})
        assert answered.status_code == 303
        p.settled()
        (shown,) = [m for m in p.ws.messages(BOARD, ASHA) if m["ts"] == card["ts"]]
        assert "Half of them are in" in str(shown)
        assert "in progress" in str(shown)

        (action,) = p.look(lambda tx: tx.actions.of_board(tx.boards.everywhere()[0].id))
        p.ws.command(HALLAM, BOARD, f"/action links {action.reference}")
        assert "Only a committee officer" in str(p.last(BOARD, HALLAM))
        p.ws.command(ASHA, BOARD, f"/action links {action.reference}")
        said = p.last(BOARD)
        assert "Femi Adeleke: sent" in str(said)
        assert link.rpartition("/")[2] not in str(said)
        p.ws.press(ASHA, said, "links:revoke")
        assert "1 e-mail link is revoked" in str(p.last(BOARD))
        assert browser.get(link).status_code == 404


def test_a_person_s_links_are_revoked_from_the_list_of_people(p: Product, box: Postbox) -> None:
    p.ws.command(ASHA, BOARD, "/action Femi Adeleke by next meeting: bring the referral figures")
    p.settled()
    link = link_in(box.to(FEMI)[-1])
    p.ws.command(ASHA, BOARD, "/board people Femi")
    view = p.ws.open_view(ASHA)
    menu = next(b["accessory"] for b in view["blocks"] if b.get("accessory"))
    chosen = next(o["value"] for o in menu["options"] if o["value"].startswith("links|"))
    p.ws.select(ASHA, view, menu["action_id"], chosen)
    assert "1 e-mail link is revoked" in str(p.ws.open_view(ASHA))
    assert httpx2.get(link).status_code == 404


def test_whoever_prefers_email_has_it_by_email(p: Product, box: Postbox) -> None:
    def prefer(tx: Transaction) -> None:
        tom = tx.people.find_by_slack("T0EXAMPLE", HALLAM)
        assert tom is not None
        tx.people.save(replace(tom, prefers_email=True))

    p.look(prefer)
    p.ws.command(ASHA, BOARD, "/action Tom Hallam by next meeting: send the budget")
    p.settled()
    (told,) = box.to("hallam@exampleshire.example")
    assert "send the budget" in text_of(told)
    assert link_in(told)
