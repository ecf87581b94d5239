"""/board groups, /action send and /action escalate through the real App."""

from __future__ import annotations

from bot.slack import ids
from tests.support.chat import card, dm_with, form, last, said, the_board
from tests.support.product import ASHA, BEA, HALLAM, Product
from tests.support.workspace import plain
from workflows.actions import Action, Status
from workflows.boards import Board


def groups(p: Product) -> list[Board]:
    found: list[Board] = p.look(lambda tx: [b for b in tx.boards.everywhere() if b.parent_id])
    return found


def actions(p: Product, board_id: str) -> list[Action]:
    found: list[Action] = p.look(lambda tx: tx.actions.of_board(board_id))
    return found


def newest(p: Product, board_id: str) -> Action:
    return max(actions(p, board_id), key=lambda a: a.created_at)


def set_up(p: Product, **more: str) -> Board:
    view = form(p, "/board groups add")
    values = {"name": "Carers Group", "chair": "Bea Lindqvist", "members": "Tom Hallam"}
    p.ws.submit(ASHA, view, values | more)
    (made,) = groups(p)
    return made


def test_the_register_from_set_up_to_the_end(p: Product) -> None:
    assert "None is in the register" in said(p, "/board groups")
    made = set_up(p, reports="twice_a_year", purpose="What carers need.", minuted="27/4")
    assert made.channel_id == ""
    assert made.parent_id
    text = said(p, "/board groups")
    for words in ("*Carers Group* (CG)", "chair Bea Lindqvist", "1 member", "reports twice a year"):
        assert words in text
    page = said(p, "/board groups CG")
    for words in ("Next report", "minute 27/4", "What carers need."):
        assert words in page
    said(p, "/board groups edit CG")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"until": "30 September 2031"})
    assert "time-limited to Tue 30 Sep 2031" in said(p, "/board groups")
    assert "Carers Group: time-limited, ends" in said(p, "/meeting forward to end of 2031")
    assert "(no channel of its own)" in said(p, "/board list")
    assert "is no sub-group of" in said(p, "/board groups Nobody")
    assert "Only a committee officer" in said(p, "/board groups add Another", HALLAM)
    assert "is dissolved" in said(p, "/board groups dissolve CG: the work is done")
    assert "dissolved" in said(p, "/board groups")
    assert "Sub-groups" in said(p, "/board groups help")


def test_a_matter_is_sent_comes_back_and_is_shown(p: Product) -> None:
    board = the_board(p)
    made = set_up(p)
    said(p, "/action Tom Hallam by 1 May 2031: look into respite care")
    here = newest(p, board.id)
    text = said(p, f"/action send {here.reference} to Carers Group: they have the contacts")
    assert "is with *Carers Group*" in text
    there = newest(p, made.id)
    assert there.sent_from == here.id
    assert "look into respite care" in plain(dm_with(p, BEA, there.reference))
    p.settled()
    page = said(p, "/board groups CG")
    assert here.reference in page
    assert there.reference in page
    # Spoken of in the parent's channel, for the group has none.
    said(p, f"/action done {there.reference} six beds were found")
    back = next(a for a in actions(p, board.id) if a.id == here.id)
    assert back.status is Status.ACCEPTED
    assert "Came back from Carers Group: six beds were found" in said(
        p, f"/action show {here.reference}"
    )
    assert "six beds were found" in said(p, "/board groups CG")
    assert "Say which action" in said(p, "/action send")


def test_recorded_for_a_group_and_put_to_the_parent(p: Product) -> None:
    board = the_board(p)
    made = set_up(p)
    said(p, "/board groups CG")
    p.ws.press(ASHA, last(p), ids.GROUPS_STEP + "record")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": "Ask the trusts", "owners": "Tom Hallam"})
    here = newest(p, made.id)
    assert here.reference == "CG-01"
    assert "Ask the trusts" in plain(dm_with(p, ASHA, "CG-01"))
    text = said(p, "/action escalate CG-01 the trusts do not answer")
    assert "is put to" in text
    there = newest(p, board.id)
    assert there.sent_from == here.id
    said(p, f"/action done {there.reference} the chair has written")
    after = newest(p, made.id)
    assert (after.id, after.status) == (here.id, Status.IN_PROGRESS)
    assert "the chair has written" in after.notes[-1].text
    assert "Say which action" in said(p, "/action escalate")


def test_a_group_that_a_resolution_sets_up_is_offered(p: Product) -> None:
    said(p, "/resolution 27/4: the Board agrees to establish a Carers Working Group")
    text = said(p, "/board groups")
    assert "Minute 27/4" in text
    p.ws.press(ASHA, last(p), ids.GROUPS_STEP + "offered:0")
    view = p.ws.open_view(ASHA)
    p.ws.submit(ASHA, view, {})
    (made,) = groups(p)
    assert made.name == "Carers Working Group"
    assert made.group is not None
    assert made.group.minuted == "27/4"
    assert "Minute 27/4" not in said(p, "/board groups").split("Carers Working Group")[0]
    assert card(p, "27/4")
