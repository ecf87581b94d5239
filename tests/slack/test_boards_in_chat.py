"""/board through the real App: set-up, people, the log; what officers see and others do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.product import ASHA, BEA, BOARD, HALLAM, PEAKE, Product, product
from tests.support.workspace import plain
from workflows.boards import Board
from workflows.people import Person

PLACE = "C0PLACE"


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def said(p: Product, user: str = ASHA, channel: str = BOARD) -> str:
    return plain([m for m in p.ws.messages(channel, user) if m.get("ephemeral")][-1])


def board(p: Product, typed: str, user: str = ASHA, channel: str = BOARD) -> str:
    p.ws.command(user, channel, f"/board {typed}".strip())
    return said(p, user, channel)


def boards(p: Product) -> list[Board]:
    found: list[Board] = p.look(lambda tx: tx.boards.everywhere())
    return found


def person(p: Product, name: str) -> Person:
    found: Person = p.look(
        lambda tx: next(x for x in tx.people.of_team("T0EXAMPLE") if x.name == name)
    )
    return found


# --- setting up -------------------------------------------------------------------------------


def test_a_second_board_in_another_channel(p: Product) -> None:
    p.ws.command(BEA, PLACE, "/board setup")
    form = p.ws.open_view(BEA)
    values = form["state"]["values"]
    assert values["name"]["value"]["value"] == "Place Partnership"
    assert values["officers"]["value"]["selected_users"] == [BEA]
    assert values["action_scheme"]["value"]["value"] == "DDMMYY/NN"
    p.ws.submit(BEA, form, {"aliases": "the Partnership, PP2"})
    assert "you are its committee officer" in plain(p.ws.open_view(BEA))
    made = next(b for b in boards(p) if b.channel_id == PLACE)
    assert (made.name, made.aliases) == ("Place Partnership", ("the Partnership", "PP2"))
    p.ws.command(BEA, PLACE, "/action @hallam by next meeting: look at the map")
    assert "Recorded" in said(p, BEA, PLACE)
    listed = board(p, "list", BEA, PLACE)
    assert "Place Partnership" in listed
    assert "you are committee officer" in listed
    assert "Exampleshire Health and Wellbeing Board" in listed


def test_the_form_holds_what_the_board_is_and_errors_stand_beside_their_field(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/board setup")
    form = p.ws.open_view(ASHA)
    values = form["state"]["values"]
    assert values["chairs"]["value"]["selected_users"] == [PEAKE]
    assert values["short_name"]["value"]["value"] == "HWB"
    refused = p.ws.submit(ASHA, form, {"time_zone": "Mars/Olympus"}, check=False)
    assert "not a time zone" in refused["errors"]["time_zone"]
    refused = p.ws.submit(
        ASHA, form, {"time_zone": "Europe/London", "action_scheme": "7"}, check=False
    )
    assert "DDMMYY/NN" in refused["errors"]["action_scheme"]
    good = {"action_scheme": "prefix-nnn", "extension_agreed_by": "meeting"}
    p.ws.submit(ASHA, form, {**good, "log_columns": ["action", "reference"]})
    assert "is changed" in plain(p.ws.open_view(ASHA))
    (made,) = boards(p)
    assert (made.action_scheme, made.extension_agreed_by) == ("PREFIX-NNN", "meeting")
    assert made.log_columns == ("action", "reference")
    p.ws.command(ASHA, BOARD, "/action @hallam: numbered anew")
    assert "HWB-001" in said(p)


def test_a_board_cannot_be_left_without_officer(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/board setup")
    refused = p.ws.submit(ASHA, p.ws.open_view(ASHA), {"officers": []}, check=False)
    assert "officers" in refused["errors"]


def test_others_are_told_before_a_form_opens(p: Product) -> None:
    assert "Only a committee officer" in board(p, "setup", HALLAM)
    assert not p.ws.has_view(HALLAM)


def test_no_board_in_a_direct_message(p: Product) -> None:
    dm = p.ws.dm(ASHA)
    assert "channel of its own" in board(p, "setup", ASHA, dm)


def test_the_menu_shows_the_board_and_opens_its_forms(p: Product) -> None:
    text = board(p, "")
    assert "Chair: Rosalind Peake" in text
    assert "Next meeting: " in text
    menu = [m for m in p.ws.messages(BOARD, ASHA) if m.get("ephemeral")][-1]
    p.ws.press(ASHA, menu, ids.BOARD_STEP + "people")
    assert "Femi Adeleke" in plain(p.ws.open_view(ASHA))
    p.ws.press(ASHA, menu, ids.BOARD_STEP + "setup")
    assert p.ws.open_view(ASHA)["callback_id"] == ids.BOARD_FORM
    board(p, "", HALLAM)
    theirs = [m for m in p.ws.messages(BOARD, HALLAM) if m.get("ephemeral")][-1]
    assert ids.BOARD_STEP + "setup" not in str(theirs["blocks"])


def test_in_the_direct_message_the_only_board_of_the_caller_is_meant(p: Product) -> None:
    assert "Health and Wellbeing Board" in board(p, "", ASHA, p.ws.dm(ASHA))
    assert "No board is set up" in board(p, "", ASHA, "C0GENERAL"), "elsewhere nothing is guessed"


def test_a_channel_without_a_board_offers_to_set_one_up(tmp_path: Path) -> None:
    with product(tmp_path, sample=False) as p:
        assert "No board is set up in this channel yet" in board(p, "", BEA, PLACE)
        menu = [m for m in p.ws.messages(PLACE, BEA) if m.get("ephemeral")][-1]
        p.ws.press(BEA, menu, ids.BOARD_STEP + "setup")
        p.ws.submit(BEA, p.ws.open_view(BEA), {"name": "Our Partnership"})
        (made,) = boards(p)
        assert (made.name, made.channel_id) == ("Our Partnership", PLACE)
        assert "No board is set up in this channel" in board(p, "log", HALLAM, "C0GENERAL")


def test_the_bot_says_if_it_is_not_in_the_channel(tmp_path: Path) -> None:
    with product(tmp_path, sample=False) as p:
        p.ws.command(BEA, "C0GENERAL", "/board setup")
        assert "/invite @Matters Arising" in plain(p.ws.open_view(BEA))


def test_help_and_nonsense(p: Product) -> None:
    assert "/board people" in board(p, "help")
    assert "do not know `frobnicate`" in board(p, "frobnicate now")


# --- people -----------------------------------------------------------------------------------


def people(p: Product, user: str = ASHA, name: str = "") -> dict[str, Any]:
    p.ws.command(user, BOARD, f"/board people {name}".strip())
    return p.ws.open_view(user)


def choose(p: Product, view: dict[str, Any], what: str, name: str) -> dict[str, Any]:
    (made,) = boards(p)
    value = f"{what}|{made.id}|{person(p, name).id}"
    block = next(b for b in view["blocks"] if value in str(b))
    p.ws.select(ASHA, view, ids.PERSON_STEP + "menu", value, block_id=block["block_id"])
    return p.ws.open_view(ASHA)


def test_addresses_are_for_officers(p: Product) -> None:
    assert "femi.adeleke@exampleshire.example" in plain(people(p))
    seen = plain(people(p, HALLAM))
    assert "Femi Adeleke" in seen
    assert "@exampleshire.example" not in seen
    assert ids.PERSON_STEP not in str(p.ws.open_view(HALLAM)["blocks"])
    found = plain(people(p, ASHA, "okoro"))
    assert "Maureen Okoro" in found
    assert "Femi" not in found


def test_somebody_outside_slack_is_added_and_known_by_a_post(p: Product) -> None:
    view = people(p)
    p.ws.press(ASHA, view, ids.PERSON_STEP + "add")
    form = p.ws.open_view(ASHA)
    refused = p.ws.submit(ASHA, form, {}, check=False)
    assert "write a name" in refused["errors"]["name"]
    values = {
        "name": "Priya Nair",
        "email": "priya@icb.example",
        "organisation": "ICB",
        "variants": "P Nair, PN",
        "roles": ["member"],
        "post": "Director of Strategy",
        "since": "2026-01-05",
    }
    wrong = p.ws.submit(ASHA, form, {**values, "email": "nowhere"}, check=False)
    assert "not an e-mail address" in wrong["errors"]["email"]
    p.ws.submit(ASHA, form, values)
    again = p.ws.open_view(ASHA)
    assert again["id"] == view["id"], "back on the list, drawn anew"
    assert "Director of Strategy, since Mon 5 Jan 2026" in plain(again)
    p.ws.command(ASHA, BOARD, "/action Director of Strategy: write the plan")
    assert "not yet known" not in said(p)


def test_an_entry_is_edited_and_a_post_given_up(p: Product) -> None:
    form = choose(p, people(p), "edit", "Tom Hallam")
    assert "slack_id" not in form["state"]["values"], "his account is known"
    p.ws.submit(ASHA, form, {"roles": ["vice_chair"], "posts_kept": [], "variants": "TH2"})
    listed = plain(p.ws.open_view(ASHA))
    assert "Tom Hallam* · vice-chair" in listed
    assert "Director of Public Health*: vacant" in listed
    assert person(p, "Tom Hallam").variants == ("TH2",)


def test_a_post_changes_hands(p: Product) -> None:
    form = choose(p, people(p), "edit", "Femi Adeleke")
    values = {"post": "director of public health", "since": "2099-01-01"}
    p.ws.submit(ASHA, form, values)
    listed = plain(p.ws.open_view(ASHA))
    assert "Femi Adeleke from Thu 1 Jan 2099" in listed


def test_removing_asks_first(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam: by name")
    view = people(p)
    form = choose(p, view, "remove", "Tom Hallam")
    assert "1 open action owned by name stay" in plain(form)
    p.ws.submit(ASHA, form, {})
    assert "Tom Hallam* ·" not in plain(p.ws.open_view(ASHA))
    form = choose(p, p.ws.open_view(ASHA), "remove", "Asha Verma")
    answer = p.ws.submit(ASHA, form, {}, check=False)
    assert "only officer" in str(answer)


# --- the log ----------------------------------------------------------------------------------


def test_the_log_comes_to_the_direct_message_in_three_forms(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    assert "on its way" in board(p, "log")
    p.settled()
    dm = p.ws.dm(ASHA)
    message = next(m for m in p.ws.messages(dm, ASHA)[::-1] if "action log of" in plain(m))
    thread = p.ws.messages(dm, ASHA, thread_ts=message["ts"])
    files = {f["name"]: f["id"] for m in thread for f in m.get("files") or []}
    assert sorted(name.rpartition(".")[2] for name in files) == ["csv", "docx", "pdf"]
    data = {n.rpartition(".")[2]: p.ws.download(ASHA, i) for n, i in files.items()}
    assert "send the budget" in data["csv"].decode("utf-8-sig")
    assert data["pdf"].startswith(b"%PDF")
    assert data["docx"].startswith(b"PK")


def test_the_log_is_for_the_board_and_without_exempt_matter_for_observers(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action")
    form = {"text": "Settle the secret claim", "exempt": "para 3: money"}
    p.ws.submit(ASHA, p.ws.open_view(ASHA), form)
    edit = choose(p, people(p), "edit", "Bea Lindqvist")
    p.ws.submit(ASHA, edit, {"roles": ["observer"]})
    board(p, "log", BEA)
    p.settled()
    dm = p.ws.dm(BEA)
    message = next(m for m in p.ws.messages(dm, BEA)[::-1] if "action log of" in plain(m))
    thread = p.ws.messages(dm, BEA, thread_ts=message["ts"])
    csv = next(f for m in thread for f in m.get("files") or [] if f["name"].endswith("csv"))
    text = p.ws.download(BEA, csv["id"]).decode("utf-8-sig")
    assert "secret" not in text
    assert "exempt" in text, "the log says that something is left out"
    remove = choose(p, people(p), "remove", "Bea Lindqvist")
    p.ws.submit(ASHA, remove, {})
    assert "Only a committee officer" in board(p, "log", BEA)
