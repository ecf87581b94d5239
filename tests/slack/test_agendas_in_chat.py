"""/meeting agenda, /meeting standing and /meeting published through the real App."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from bot.slack import ids
from tests.support.chat import card, dm_with, form, last, planned, pressed, said, the_board
from tests.support.product import ASHA, BOARD, HALLAM, Product
from tests.support.workspace import Refused, plain
from tests.workflows.test_agenda_covers import PACK
from workflows.agendas import AgendaItem, ItemState

STEP = ids.AGENDA_STEP


def agenda(p: Product, typed: str, user: str = ASHA) -> str:
    return said(p, f"/meeting agenda {typed}".strip(), user)


def items(p: Product) -> list[AgendaItem]:
    meeting = planned(p)
    found: list[AgendaItem] = p.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))
    return found


def on_agenda(p: Product) -> list[tuple[str, str]]:
    return [(i.number, i.title) for i in items(p) if i.state is ItemState.ON_AGENDA]


def choose(p: Product, words: str, step: str, user: str = ASHA) -> None:
    """Choose from the menu beside the item of these words, on the last card."""
    agenda(p, "", user)
    for block in last(p, user)["blocks"]:
        if words in plain({"blocks": [block]}) and "accessory" in block:
            options = block["accessory"]["options"]
            value = next(o["value"] for o in options if o["value"].startswith(step))
            p.ws.select(user, last(p, user), STEP + "menu", value, block_id=block["block_id"])
            return
    raise AssertionError(words)


def test_typed_from_the_first_item_to_the_order(p: Product) -> None:
    answer = agenda(
        p, "add Budget, Director of Public Health, 20 min, for decision, paper, pp 7-20"
    )
    assert "Budget" in answer
    assert "20 min · for decision · paper · pages 7-20" in answer
    assert "Estates" in agenda(p, "add 1 Estates, verbal, 130 min")
    assert on_agenda(p) == [("1", "Estates"), ("2", "Budget")]
    assert "The slots add up to 150 minutes" in plain(last(p)) or "150 of" in agenda(p, "")
    agenda(p, "move 2 before 1")
    assert on_agenda(p) == [("1", "Budget"), ("2", "Estates")]
    assert "Changed" in agenda(p, "change 2 10 min, for information")
    agenda(p, "order 2 1")
    assert on_agenda(p) == [("1", "Estates"), ("2", "Budget")]
    assert "One report serves items 1 and 2" in agenda(p, "report 1 and 2")
    assert "Left out" in agenda(p, "drop 1 because no paper came")
    assert on_agenda(p) == [("1", "Budget")]
    assert "Put off" in agenda(p, "defer 1 because of time")
    assert [i.state for i in items(p) if i.title == "Budget"] == [ItemState.DEFERRED]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("frobnicate", "do not know"),
        ("drop 9", "has no item 9"),
        ("move 7 after 5", "move 7 before 5"),
        ("urgent Flood", "chair’s reason"),
        ("take Z", "no proposal Z"),
        ("add , ,", "called"),
    ],
)
def test_what_cannot_be_done_says_what_to_type(p: Product, typed: str, says: str) -> None:
    assert says in agenda(p, typed)
    assert on_agenda(p) == []


def test_only_officers_change_it_and_members_read_it(p: Product) -> None:
    agenda(p, "add Budget")
    assert "Only a committee officer" in agenda(p, "add Estates", HALLAM)
    assert "Budget" in agenda(p, "", HALLAM)
    assert not [b for b in last(p, HALLAM)["blocks"] if b["type"] == "actions"]
    assert on_agenda(p) == [("1", "Budget")]


def test_with_the_form(p: Product) -> None:
    view = form(p, "/meeting agenda add")
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, {"title": "Budget", "slot": "a while"})
    assert "slot" in str(refused.value)
    p.ws.submit(ASHA, view, {"title": "Budget", "slot": "15 min", "purpose": "decision",
                             "recommendations": "3.1 That it be approved"})  # fmt: skip
    item = items(p)[0]
    assert (item.title, item.slot, item.recommendations[0].label) == ("Budget", "15 min", "3.1")
    choose(p, "Budget", "edit")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"title": "The budget"})
    assert on_agenda(p) == [("1", "The budget")]
    choose(p, "The budget", "drop")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"reason": "not ready"})
    assert on_agenda(p) == []


def test_what_is_due_is_proposed_taken_and_refused(p: Product) -> None:
    said(p, "/action @hallam by next meeting: send the budget")
    shown = agenda(p, "")
    assert "Due at this meeting and not on it yet" in shown
    assert "send the budget" in shown
    choose(p, "send the budget", "refuse")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"reason": "reported in writing"})
    assert "send the budget" not in agenda(p, "")
    said(p, "/action @hallam by next meeting: publish the charter")
    agenda(p, "")
    assert "on the agenda now" in pressed(p, last(p), STEP + "take_all")
    assert any("publish the charter" in title for _, title in on_agenda(p))


def test_what_is_due_and_missing_is_shown_before_the_agenda_goes_out(p: Product) -> None:
    said(p, "/action @hallam by next meeting: send the budget")
    agenda(p, "add Apologies")
    warned = said(p, "/meeting published")
    assert "Nothing was recorded yet" in warned
    assert "send the budget" in warned
    assert planned(p).agenda_published_on is None
    p.ws.press(ASHA, last(p), STEP + "out_anyway")
    assert planned(p).agenda_published_on is not None
    message = card(p, "Agenda of")
    assert "Apologies" in plain(message)
    assert "send the budget" not in plain(message)


def test_out_in_the_channel_without_exempt_titles_and_following_changes(p: Product) -> None:
    agenda(p, "add Budget, 20 min")
    agenda(p, "add Lease of the depot, exempt 3 because prices")
    assert "on its way" in agenda(p, "out")
    message = card(p, "Agenda of")
    assert "Budget" in plain(message)
    assert "depot" not in plain(message)
    assert "1 item exempt from publication" in plain(message)
    agenda(p, "add Estates")
    assert "Estates" in plain(card(p, "Agenda of"))
    assert "shown already" in agenda(p, "out")
    choose(p, "Estates", "edit")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"exempt": "paragraph 1: a person"})
    assert "Estates" not in plain(card(p, "Agenda of"))


def files_in_thread(p: Product, message: dict[str, Any]) -> list[dict[str, Any]]:
    from slack_sdk import WebClient

    client = WebClient(token="xoxb-local", base_url=p.ws.api_url)
    thread = client.conversations_replies(channel=BOARD, ts=message["ts"])
    return [f for m in thread["messages"] for f in m.get("files") or []]


def words_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return "\n".join([*(par.text for par in document.paragraphs), *cells])


def test_the_document_marks_part_two_without_titles(p: Product) -> None:
    agenda(p, "add Budget, 20 min, paper")
    agenda(p, "add Lease of the depot, exempt 3 because prices")
    agenda(p, "out")
    (file,) = files_in_thread(p, card(p, "Agenda of"))
    told = words_of(p.ws.download(HALLAM, file["id"]))
    assert "Part II: exempt from publication" in told
    assert "Schedule 12A, paragraph 3" in told
    assert "Budget" in told
    assert "depot" not in told
    assert "prices" not in told
    choose(p, "Budget", "edit")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"exempt": "paragraph 1: a person"})
    p.settled()
    left = files_in_thread(p, card(p, "Agenda of"))
    shown = [words_of(p.ws.download(HALLAM, f["id"])) for f in left if f["mode"] != "tombstone"]
    assert not [told for told in shown if "Budget" in told]
    assert "direct message" in agenda(p, "word")
    mine = dm_with(p, ASHA, "as it stands")
    assert mine["ts"]


def test_dealt_with_at_the_meeting_and_out_of_order(p: Product) -> None:
    agenda(p, "add Budget")
    agenda(p, "add Estates")
    said(p, "/meeting open")
    assert "Item 2" in said(p, "/meeting item 2 Estates")
    said(p, "/meeting item 1")
    board = the_board(p)
    meeting = p.look(lambda tx: tx.meetings.find_open(board.id))
    found = p.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))
    assert {i.title: i.taken for i in found if i.taken} == {"Budget": 2, "Estates": 1}
    assert "Dealt with" in agenda(p, "done 1 agreed, minute 12")
    said(p, "/meeting close")
    assert "dealt with" in agenda(p, "done all")
    found = p.look(lambda tx: tx.agenda_items.of_meeting(meeting.id))
    assert {i.state for i in found if i.number} == {ItemState.DEALT_WITH}


def test_the_agenda_of_a_pack_from_its_review(p: Product) -> None:
    day = planned(p).day
    pack = PACK.replace("Tuesday 9 March 2027", f"{day.day} {day:%B %Y}")
    pack = pack.replace("9 March 2027", f"{day.day} {day:%B %Y}")
    file = p.ws.upload(ASHA, "pack.md", pack.replace("12 January", "13 January").encode())
    message = p.ws.say(ASHA, BOARD, "The pack", files=[file])
    p.ws.shortcut(ASHA, ids.READ_MINUTES, BOARD, message["ts"])
    review = dm_with(p, ASHA, "Take this agenda")
    p.ws.press(ASHA, review, STEP + "from_paper")
    assert ("Carers strategy") in [title for _, title in on_agenda(p)]
    assert "printed as item 4" in agenda(p, "")


def test_standing_items(p: Product) -> None:
    assert "Nothing yet" in said(p, "/meeting standing")
    said(p, "/meeting standing add Apologies for absence")
    said(p, "/meeting standing add last Date of next meeting")
    listed = said(p, "/meeting standing add 2 Partners’ update, verbal, by minute 47")
    assert "since minute 47" in listed
    agenda(p, "add Budget")
    assert [t for _, t in on_agenda(p)] == [
        "Apologies for absence", "Partners’ update", "Budget", "Date of next meeting",
    ]  # fmt: skip
    assert "No longer a standing item" in said(
        p, "/meeting standing remove Partners’ update, by minute 51"
    )
    assert [t for _, t in on_agenda(p)][1] == "Budget"
    assert "01, 02, 03" in said(p, "/meeting standing numbers 01")
    agenda(p, "add Estates")
    assert on_agenda(p)[0][0] == "01"
    assert "legal, financial" in said(p, "/meeting standing clearance legal, financial")
    assert "Only a committee officer" in said(p, "/meeting standing add X", HALLAM)


def test_help_has_the_topic(p: Product) -> None:
    assert "/meeting help agenda" in said(p, "/meeting help")
    assert "defer 7" in said(p, "/meeting help agenda")
    assert "There is no topic" in said(p, "/meeting help nonsense")
