"""An account is closed in the workspace: the alarm, handing over, and coming back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import dm_with, home_with
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.people import Person


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def account(p: Product, user: str, *, by: str = ASHA, **changes: Any) -> None:
    """As an administrator does on the workspace's page."""
    p.ws._post("account", {"as": by, "user": user, **changes})


def tom(p: Product) -> Person:
    found: Person = p.look(lambda tx: tx.people.find_by_slack("T0EXAMPLE", HALLAM))
    return found


def owners(p: Product) -> dict[str, str]:
    def query(tx: Any) -> dict[str, str]:
        board = tx.boards.everywhere()[0]
        return {
            a.text: ", ".join(o.printed for o in a.owners) for a in tx.actions.of_board(board.id)
        }

    found: dict[str, str] = p.look(query)
    return found


def test_a_closed_account_is_handed_over_one_by_one_and_all_at_once(p: Product) -> None:
    for text in ("one", "two", "three"):
        p.ws.command(ASHA, BOARD, f"/action @hallam by 13 March 2027: {text}")
    p.ws.command(ASHA, BOARD, "/action Director of Public Health by 13 March 2027: by post")
    account(p, HALLAM, deleted=True)
    until(lambda: not tom(p).active, 10, "the event")
    alarm = dm_with(p, ASHA, "Tom Hallam’s Slack account was closed: 4 open actions to hand over")
    assert "with the post of Director of Public Health" in plain(alarm)
    rows = [b for b in alarm["blocks"] if "one" in str(b) and "accessory" in b]
    value = rows[0]["accessory"]["value"]
    p.ws.press(ASHA, alarm, ids.ACTION_STEP + "reassign", value)
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"owners_slack": [BEA]})
    assert owners(p)["one"] == "Bea Lindqvist"
    alarm = dm_with(p, ASHA, "account was closed: 3 open actions to hand over")
    assert "Handed over or ended" in plain(alarm)
    p.ws.press(ASHA, alarm, ids.LEAVER_STEP + "all")
    form = p.ws.open_view(ASHA)
    refused = p.ws.submit(ASHA, form, {}, check=False)
    assert "Choose a person" in refused["errors"]["owners_slack"]
    p.ws.submit(ASHA, form, {"owners_slack": BEA, "reason": "left in November"})
    assert "3 actions are with *Bea Lindqvist* now" in plain(p.ws.open_view(ASHA))
    assert owners(p) == {
        "one": "Bea Lindqvist",
        "two": "Bea Lindqvist",
        "three": "Bea Lindqvist",
        "by post": "Director of Public Health",
    }
    dm_with(p, ASHA, "All that Tom Hallam left behind has been handed over")
    p.ws.open_home(BEA)
    home_with(p, BEA, "What I owe (4)", "by post")


def test_it_comes_back(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: one")
    account(p, HALLAM, deleted=True)
    dm_with(p, ASHA, "account was closed")
    account(p, HALLAM, deleted=False)
    until(lambda: tom(p).active, 10, "the event")
    dm_with(p, ASHA, "account is open again. 1 open action of theirs had not been handed over")


def test_an_event_that_was_missed_is_known_by_slacks_error(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: one")
    p.settled()
    world = p.ws._core.store.people
    world.add({**world.get(HALLAM), "deleted": True})
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: two")
    until(lambda: not tom(p).active, 20, "the error")
    dm_with(p, ASHA, "Tom Hallam’s Slack account was closed: 2 open actions")


def test_a_name_and_an_address_follow_the_profile(p: Product) -> None:
    account(p, HALLAM, real_name="Thomas Hallam")
    until(lambda: tom(p).name == "Thomas Hallam", 10, "the event")
    p.ws.command(ASHA, BOARD, "/board people hallam")
    assert "Thomas Hallam" in plain(p.ws.open_view(ASHA))


def test_a_removed_person_is_told_of_to_the_officer(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: one")
    p.ws.command(ASHA, BOARD, "/board people hallam")
    view = p.ws.open_view(ASHA)
    board = p.look(lambda tx: tx.boards.everywhere()[0])
    value = f"remove|{board.id}|{tom(p).id}"
    block = next(b for b in view["blocks"] if value in str(b))
    p.ws.select(ASHA, view, ids.PERSON_STEP + "menu", value, block_id=block["block_id"])
    form = p.ws.open_view(ASHA)
    assert "1 open action owned by name stay theirs until handed over" in plain(form)
    p.ws.submit(ASHA, form, {})
    alarm = dm_with(p, ASHA, "Tom Hallam was removed from")
    assert "1 open action to hand over" in plain(alarm)
