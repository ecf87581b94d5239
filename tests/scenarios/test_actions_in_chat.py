"""/action, its card and its forms through the real App: what people see, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product, product
from tests.support.workspace import Refused, plain


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def ephemeral(p: Product, user: str, channel: str = BOARD) -> str:
    """The last thing only this person sees there."""
    return plain([m for m in p.ws.messages(channel, user) if m.get("ephemeral")][-1])


def reference(text: str) -> str:
    found = re.search(r"\d{6}/\d\d", text)
    assert found, text
    return found.group()


def actions(p: Product) -> list[Any]:
    def query(tx: Any) -> list[Any]:
        return [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]

    found: list[Any] = p.look(query)
    return found


def test_recorded_echoed_shown_and_told(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam and Bea Lindqvist by next meeting: send the budget")
    said = ephemeral(p, ASHA)
    assert "Tom Hallam, Bea Lindqvist" in said
    assert "the next meeting" in said
    p.settled()
    card = next(m for m in p.ws.messages(BOARD) if reference(said) in plain(m) and m.get("blocks"))
    assert not card.get("ephemeral")
    assert reference(said) in plain(p.last(p.ws.dm(HALLAM), HALLAM))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/action send the budget", "who is to do what"),
        ("/action @hallam by 31 February: send it", "31"),
        ("/action @hallam by whenever: send it", "could not read"),
        ("/action done 010101/99 finished", "no action 010101/99"),
        ("/action @hallam:    ", "no text"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(p: Product, typed: str, says: str) -> None:
    p.ws.command(ASHA, BOARD, typed)
    said = ephemeral(p, ASHA)
    assert says in said
    assert "Nothing" in said
    if len(typed.split()) > 3:
        assert typed.split()[-1] in said, "what was typed can be copied from the answer"
    assert actions(p) == []


def test_a_channel_without_a_board_says_how_to_set_one_up(p: Product) -> None:
    p.ws.command(BEA, "C0PLACE", "/action @hallam by 1 May: do it")
    said = ephemeral(p, BEA, "C0PLACE")
    assert "/board setup" in said or "Only a committee officer" in said


def test_without_the_role_nothing_is_recorded(p: Product) -> None:
    p.ws.command(HALLAM, BOARD, "/action @bea by 1 May: do it")
    assert "committee officer" in ephemeral(p, HALLAM)
    assert actions(p) == []


def test_the_form_shows_the_error_beside_its_field_and_keeps_what_was_typed(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action")
    view = p.ws.open_view(ASHA)
    values = {"text": "Send the budget", "owners": "DPH", "due": "31 February"}
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, values)
    assert set(refused.value.body["errors"]) == {"due"}
    assert p.ws.has_view(ASHA)
    p.ws.submit(ASHA, view, {**values, "due": "28 February"})
    (action,) = actions(p)
    assert action.owners[0].printed == "Director of Public Health"


def test_owner_and_officer_by_buttons_and_the_card_follows(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 1 May: send the budget")
    p.settled()
    (action,) = actions(p)
    dm = p.ws.dm(HALLAM)
    p.ws.press(HALLAM, p.last(dm, HALLAM), ids.ACTION_STEP + "progress")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "Half of it is drafted"})
    p.settled()
    card = next(m for m in p.ws.messages(BOARD) if action.reference in plain(m) and m.get("blocks"))
    assert "in progress" in plain(card)
    assert "Half of it is drafted" in plain(card)
    p.ws.press(BEA, card, ids.ACTION_STEP + "blocked")
    assert "Only the owner or a committee officer" in ephemeral(p, BEA)
    # Below the card stands what was answered, for him alone.
    own = next(
        m for m in p.ws.messages(dm, HALLAM) if action.reference in plain(m) and m.get("blocks")
    )
    p.ws.press(HALLAM, own, ids.ACTION_STEP + "ask_time")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"due": "1 June", "reason": "figures late"})
    p.settled()
    p.ws.command(ASHA, BOARD, f"/action agree {action.reference}")
    assert "1 Jun" in plain(p.last(BOARD)) or "1 Jun" in ephemeral(p, ASHA) or actions(p)[0].slips


def test_evidence_is_copied_into_the_record(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 1 May: send the budget")
    p.settled()
    (action,) = actions(p)
    file = p.ws.upload(HALLAM, "budget.txt", b"one million")
    p.ws.press(HALLAM, p.last(p.ws.dm(HALLAM), HALLAM), ids.ACTION_STEP + "done")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "Sent", "files": [file]})
    p.settled()
    (kept,) = p.look(lambda tx: tx.files.of_subject("action", action.id))
    assert p.look(lambda tx: tx.files.get(kept.id))[1] == b"one million"


def test_a_double_click_accepts_once(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 1 May: send the budget")
    p.settled()
    (action,) = actions(p)
    p.ws.command(HALLAM, BOARD, f"/action done {action.reference} sent")
    p.settled()
    card = next(m for m in p.ws.messages(BOARD) if action.reference in plain(m) and m.get("blocks"))
    p.ws.press(ASHA, card, ids.ACTION_STEP + "accept")
    p.ws.press(ASHA, card, ids.ACTION_STEP + "accept", check=False)
    deeds = p.look(lambda tx: [x.deed for x, _ in tx.ledger.of_subject("action", action.id)])
    assert deeds.count("accepted") == 1


def test_a_fault_of_ours_gives_a_reference_that_the_log_repeats(
    p: Product, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from workflows import action_recording

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of ours")

    # Not a mock of behaviour: the real listener, made to fail as unforeseen faults do.
    monkeypatch.setattr(action_recording, "record", broken)
    p.ws.command(ASHA, BOARD, "/action @hallam by 1 May: do it")
    said = ephemeral(p, ASHA)
    found = re.search(r"reference: ([0-9a-f]{8})", said)
    assert found
    assert "Traceback" not in said
    assert found.group(1) in capsys.readouterr().out


def test_a_message_becomes_an_action(p: Product) -> None:
    message = next(m for m in p.ws.messages(BOARD) if "winter vaccination" in plain(m))
    p.ws.shortcut(ASHA, ids.RECORD_ACTION, BOARD, message["ts"])
    view = p.ws.open_view(ASHA)
    p.ws.submit(ASHA, view, {"text": "Bring vaccination uptake", "owners": "Tom Hallam"})
    (action,) = actions(p)
    assert action.origin == "message"


def test_list_show_edit_extend_transfer_cancel_undo(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 1 May: send the budget")
    ref = reference(ephemeral(p, ASHA))
    for typed, says in [
        ("/action list", ref),
        (f"/action show {ref}", "send the budget"),
        (f"/action extend {ref} to 1 June: the figures come late", "open"),
        (f"/action reassign {ref} to DPH", "owner"),
        (f"/action progress {ref} begun", "in progress"),
        (f"/action undo {ref}", "Taken back"),
        (f"/action transfer {ref} to Place Partnership: theirs", "transferred"),
        (f"/action reopen {ref} came back", "open"),
        (f"/action cancel {ref} no longer needed", "cancelled"),
        ("/action help", "Recording"),
        ("/action list mine", "Your actions"),
    ]:
        p.ws.command(ASHA, BOARD, typed)
        assert says in ephemeral(p, ASHA), typed
    p.ws.command(ASHA, BOARD, f"/action reopen {ref} once more")
    p.ws.command(ASHA, BOARD, f"/action edit {ref}")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": "Send the whole budget"})
    assert actions(p)[0].text == "Send the whole budget"


def test_exempt_matter_never_stands_in_a_channel(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action")
    p.ws.submit(
        ASHA,
        p.ws.open_view(ASHA),
        {"text": "Settle the Meadow claim", "owners": "DPH", "exempt": "paragraph 3: a claim"},
    )
    p.settled()
    assert "Meadow" not in "".join(plain(m) for m in p.ws.messages(BOARD, BEA))
    assert "Meadow" in plain(p.last(p.ws.dm(HALLAM), HALLAM))
    p.ws.command("U0MAUREEN", "C0GENERAL", "/action list")
    p.ws.command(HALLAM, BOARD, "/action list")
    assert "Meadow" in ephemeral(p, HALLAM)
