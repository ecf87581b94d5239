"""Who is in Slack and prefers e-mail gets e-mails, through a real SMTP server; Slack goes on
answering what is asked there. And a deputy outside Slack is told by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import dm, home_with
from tests.support.postbox import Postbox, postbox, text_of
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.workspace import plain

TOM, FEMI = "hallam@exampleshire.example", "femi.adeleke@exampleshire.example"


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


def test_asked_for_on_home_and_taken_back(p: Product, box: Postbox) -> None:
    p.ws.open_home(HALLAM)
    home = home_with(p, HALLAM, "My messages come to me in Slack")
    p.ws.press(HALLAM, home, ids.PERSON_STEP + "email")
    home = home_with(p, HALLAM, f"My messages go to {TOM}")
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    p.settled()
    (told,) = box.to(TOM)
    assert "send the budget" in text_of(told)
    assert dm(p, HALLAM) == []
    home = home_with(p, HALLAM, "send the budget")
    p.ws.command(ASHA, BOARD, "/board people hallam")
    assert f"wants e-mail, to {TOM}" in plain(p.ws.open_view(ASHA))
    p.ws.press(HALLAM, home, ids.PERSON_STEP + "email")
    home_with(p, HALLAM, "My messages come to me in Slack")
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: review the plan")
    p.settled()
    assert len(box.to(TOM)) == 1
    assert "review the plan" in plain(dm(p, HALLAM)[-1])


def test_a_deputy_outside_slack_is_told_by_e_mail(p: Product, box: Postbox) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    last = (datetime.now(UTC) + timedelta(days=14)).date().isoformat()
    p.ws.command(HALLAM, BOARD, f"/board away until {last} deputy Femi Adeleke")
    p.settled()
    (told,) = box.to(FEMI)
    assert told["Subject"].startswith("Tom Hallam is away from")
    assert "send the budget" in text_of(told)
    assert "answer for what is theirs" in text_of(told)
