"""/meeting attendance, declarations, requests and nil returns through the real App."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import dm_with, form, last, meetings, planned, said, the_board
from tests.support.product import ASHA, BEA, HALLAM, PEAKE, Product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows import resolution_votes
from workflows.access import PUBLIC
from workflows.attendances import Attendance, Attends, Capacity
from workflows.declarations import Declaration, Interest
from workflows.declaring import shown_to
from workflows.meetings import Meeting
from workflows.profile import Quorum, Rules

MARK, MODE, BACK = (ids.ATTENDANCE_STEP + w for w in ("mark:", "mode:", "back"))


@pytest.fixture
def live(p: Product) -> Meeting:
    """The coming meeting, open."""
    coming = planned(p)
    assert "is open" in said(p, "/meeting open")
    return coming


def rows(p: Product, meeting: Meeting) -> dict[str, Attendance]:
    return {r.name: r for r in p.look(lambda tx: tx.attendances.of_meeting(meeting.id))}


def declared(p: Product, meeting: Meeting) -> list[Declaration]:
    found: list[Declaration] = p.look(lambda tx: tx.declarations.of_meeting(meeting.id))
    return found


def card(p: Product) -> dict[str, Any]:
    return dm_with(p, ASHA, "*Attendance, ")


def tap(p: Product, name: str) -> None:
    shown = card(p)
    (element,) = [
        e
        for b in shown["blocks"]
        if b.get("block_id", "").startswith("names:")
        for e in b["elements"]
        if e["text"]["text"].startswith(name)
    ]
    p.ws.press(ASHA, shown, element["action_id"])
    until(lambda: not _on_buttons(p, name), 10, f"{name} among those marked")


def _on_buttons(p: Product, name: str) -> bool:
    blocks = [b for b in card(p)["blocks"] if b.get("block_id", "").startswith("names:")]
    return any(e["text"]["text"].startswith(name) for b in blocks for e in b["elements"])


def quorum_of(p: Product, least: int) -> None:
    board_id = the_board(p).id

    def save(tx: Any) -> None:
        board = tx.boards.get(board_id)
        tx.boards.save(replace(board, profile=(Rules(date(2020, 1, 1), Quorum(least)),)))

    p.look(save)


# --- the card -------------------------------------------------------------------------------------


def test_one_tap_marks_a_name_and_the_list_above_follows(p: Product, live: Meeting) -> None:
    quorum_of(p, 2)
    assert "on its way" in said(p, "/meeting attendance")
    assert ":warning: Quorum: 0 count, 2 needed. Lacking: 2 more" in plain(card(p))
    tap(p, "Rosalind Peake")
    tap(p, "Tom Hallam")
    text = plain(card(p))
    assert "*Here (2):* Rosalind Peake; Tom Hallam" in text
    assert ":white_check_mark: Quorum: 2 count, 2 needed, reached" in text
    p.ws.press(ASHA, card(p), MODE + "apologies")
    until(lambda: "Tap a name: *apologies*" in plain(card(p)), 10, "the other mode")
    tap(p, "Bea Lindqvist")
    assert "*Apologies (1):* Bea Lindqvist" in plain(card(p))
    assert "Tap a name: *apologies*" in plain(card(p)), "the mode stays"
    p.ws.press(ASHA, card(p), ids.ATTENDANCE_STEP + "rest")
    p.settled()
    found = rows(p, live)
    assert found["Femi Adeleke"].attends is Attends.ABSENT
    assert found["Bea Lindqvist"].attends is Attends.APOLOGIES


def test_what_was_marked_wrongly_is_taken_back_and_marked_again(p: Product, live: Meeting) -> None:
    said(p, "/meeting attendance")
    for _ in range(2):
        tap(p, "Tom Hallam")
        (row,) = [r for r in rows(p, live).values() if r.name == "Tom Hallam"]
        assert row.attends is Attends.PRESENT
        value = ids.pack(f"{live.id}/not_yet/{row.id}", row.version)
        p.ws.select(ASHA, card(p), BACK, value)
        until(lambda: _on_buttons(p, "Tom Hallam"), 10, "Tom to be marked again")
    assert rows(p, live)["Tom Hallam"].attends is Attends.NONE


def test_a_substitute_by_the_form(p: Product, live: Meeting) -> None:
    said(p, "/meeting attendance")
    bea = rows(p, live)["Bea Lindqvist"]
    p.ws.press(ASHA, card(p), ids.ATTENDANCE_STEP + "more")
    view = p.ws.open_view(ASHA)
    p.ws.submit(ASHA, view, {"who": "Kerry Shaw", "member": bea.id, "how": "remotely"})
    p.settled()
    found = rows(p, live)
    assert (found["Kerry Shaw"].for_id, found["Kerry Shaw"].remotely) == (bea.person_id, True)
    assert "Kerry Shaw on behalf of Bea Lindqvist, remotely" in plain(card(p))


def test_a_card_is_for_officers_alone(p: Product, live: Meeting) -> None:
    for typed in ("attendance", "present Tom Hallam", "substitute Kerry Shaw for Tom Hallam",
                  "left Tom Hallam", "request Kerry Shaw: the hours", "nil requests"):  # fmt: skip
        assert "Only a committee officer" in said(p, f"/meeting {typed}", HALLAM), typed
    assert rows(p, live)["Tom Hallam"].attends is Attends.NONE


# --- quick forms ----------------------------------------------------------------------------------


def test_quick_forms(p: Product, live: Meeting) -> None:
    answer = said(p, f"/meeting present <@{PEAKE}> <@{HALLAM}>")
    assert "Rosalind Peake: here; Tom Hallam, Director of Public Health" not in answer
    assert "Rosalind Peake: here; Tom Hallam: here" in answer
    assert "2 here" in answer
    assert "Femi Adeleke: apologies" in said(p, "/meeting apologies Femi Adeleke")
    assert "Kerry Shaw, for item 7: in attendance" in said(
        p, "/meeting present Kerry Shaw for item 7"
    )
    answer = said(p, "/meeting substitute Lou Marsh for Femi Adeleke remotely")
    assert "Lou Marsh on behalf of Femi Adeleke, remotely: here" in answer
    said(p, "/meeting item 5 Budget")
    assert "came at item 5" in said(p, f"/meeting late <@{BEA}>")
    assert "left 15:10" in said(p, f"/meeting left <@{BEA}> at 15:10")
    assert "Idris Callow is in the chair" in said(p, "/meeting chaired by Idris Callow")
    assert "absent" in said(p, "/meeting absent rest")
    found = rows(p, live)
    assert found["Kerry Shaw"].items == ("7",)
    assert found["Lou Marsh"].capacity is Capacity.SUBSTITUTE
    assert found["Maureen Okoro"].attends is Attends.ABSENT


def test_a_quorum_that_is_lost_is_said(p: Product, live: Meeting) -> None:
    quorum_of(p, 2)
    assert "reached" in said(p, f"/meeting present <@{PEAKE}> <@{HALLAM}>")
    answer = said(p, f"/meeting left <@{HALLAM}>")
    assert "no longer quorate: lacking 1 more" in answer
    assert "Tom Hallam: here" not in answer
    assert "2 here (1 has left)" in answer


def test_whoever_had_left_is_back(p: Product, live: Meeting) -> None:
    said(p, f"/meeting present <@{HALLAM}>")
    said(p, f"/meeting left <@{HALLAM}> 15:10")
    assert "Tom Hallam is back" in said(p, f"/meeting present <@{HALLAM}>")


def test_an_item_is_said_by_its_title_unless_it_is_exempt(p: Product, live: Meeting) -> None:
    said(p, "/meeting agenda add Winter plan")
    said(p, "/meeting agenda add Lease of the depot, exempt 3 because prices")
    assert "Item 1, Winter plan: what you record" in said(p, "/meeting item 1")
    assert "Item 2: what you record" in said(p, "/meeting item 2")


def test_apologies_ahead_of_the_meeting(p: Product) -> None:
    coming = planned(p)
    assert "still to come" in said(p, f"/meeting present {coming.day} Femi Adeleke")
    assert "Femi Adeleke: apologies" in said(p, "/meeting apologies Femi Adeleke")
    assert rows(p, coming)["Femi Adeleke"].attends is Attends.APOLOGIES
    said(p, "/meeting open")
    assert rows(p, coming)["Femi Adeleke"].attends is Attends.APOLOGIES


def test_help_has_the_topics(p: Product) -> None:
    assert "`/meeting help attendance`" in said(p, "/meeting help")
    assert "/meeting substitute" in said(p, "/meeting help attendance")
    assert "/meeting declare" in said(p, "/meeting help declarations")


# --- declarations ---------------------------------------------------------------------------------


def test_declared_in_one_line_and_said_at_the_item(p: Product, live: Meeting) -> None:
    quorum_of(p, 2)
    said(p, f"/meeting present <@{PEAKE}> <@{HALLAM}>")
    answer = said(
        p,
        f"/meeting declare <@{HALLAM}> item 7: owns land beside it (pecuniary, not registered)",
    )
    assert "Tom Hallam, item 7: owns land beside it" in answer
    assert "Takes no part in discussion or vote on item 7 (Localism Act 2011 s.31(4))" in answer
    assert "the monitoring officer is told by" in answer
    (kept,) = declared(p, live)
    assert (kept.kind, kept.registered) == (Interest.PECUNIARY, False)
    at_seven = said(p, "/meeting item 7 Budget")
    assert "*Tom Hallam* takes no part in item 7" in at_seven
    assert "Quorum for item 7: 1 count" in at_seven
    assert "Lacking: 1 more" in at_seven
    assert "Not counted: Tom Hallam takes no part because of an interest." in at_seven
    said(p, "/resolution a) the Board agrees the budget")
    (taken,) = p.look(lambda tx: tx.resolutions.of_meeting(live.id))
    board, voted = the_board(p), replace(taken, mover="Rosalind Peake")
    told = p.look(lambda tx: resolution_votes.warnings(tx, board, live, voted))
    assert told == (
        "The attendance on record makes no quorum for this item.",
        "Not counted: Tom Hallam takes no part because of an interest.",
    )
    assert "no part" not in said(p, "/meeting item 8 Library")
    assert "recorded twice" in said(
        p,
        f"/meeting declare <@{HALLAM}> item 7: owns land beside it (pecuniary, not registered)",
    )
    today = "on " + (live.day - timedelta(days=30)).isoformat()
    assert "told of Tom Hallam’s interest" in said(p, f"/meeting notified Tom Hallam {today}")


def test_declared_by_the_member_and_changed_by_the_officer(p: Product, live: Meeting) -> None:
    assert "Tom Hallam, in general: governor of the trust" in said(
        p, "/meeting declare general: governor of the trust", HALLAM
    )
    assert "Only a committee officer" in said(
        p, "/meeting declare Bea Lindqvist item 2: knows the firm", HALLAM
    )
    said(p, "/meeting declarations")
    p.ws.press(ASHA, last(p), ids.DECLARATION_STEP + "change")
    view = p.ws.open_view(ASHA)
    p.ws.submit(ASHA, view, {"item": "5", "kind": "pecuniary", "dispensation": "granted in May"})
    (kept,) = declared(p, live)
    assert (kept.item, kept.dispensation) == ("5", "granted in May")
    assert "a dispensation lifts the bar" in plain(last(p))
    assert "no part" not in said(p, "/meeting item 5")


def test_the_form_for_a_member_is_for_themselves(p: Product, live: Meeting) -> None:
    view = form(p, "/meeting declare", HALLAM)
    (who,) = [b for b in view["blocks"] if b.get("block_id") == "who"]
    assert [o["value"] for o in who["element"]["options"]] == ["Tom Hallam"]
    p.ws.submit(HALLAM, view, {"nature": "knows the firm", "item": "3"})
    assert [d.name for d in declared(p, live)] == ["Tom Hallam"]


def test_a_sensitive_interest_is_declared_without_its_nature(p: Product, live: Meeting) -> None:
    said(p, f"/meeting declare <@{HALLAM}> item 7: a matter of safety (pecuniary, sensitive)")
    assert "a matter of safety" in said(p, "/meeting declarations")
    assert "a matter of safety" in said(p, "/board declarations")

    def read_by_nobody(tx: Any) -> list[str]:
        return [d.nature for d in shown_to(tx.declarations.of_meeting(live.id), PUBLIC)]

    assert p.look(read_by_nobody) == [""]


def test_declarations_over_time(p: Product, live: Meeting) -> None:
    said(p, f"/meeting declare <@{HALLAM}> item 7: owns land beside it")
    said(p, f"/meeting declare <@{BEA}> item 2: knows the firm")
    since = f"{(live.day - timedelta(days=400)).isoformat()} to {live.day.isoformat()}"
    both = said(p, f"/board declarations {since}")
    assert "owns land" in both
    assert "knows the firm" in both
    one = said(p, f"/board declarations <@{BEA}> {since}")
    assert "knows the firm" in one
    assert "owns land" not in one


# --- requests and nil returns ---------------------------------------------------------------------


def test_requests_and_what_came_of_them(p: Product, live: Meeting) -> None:
    assert "There were no requests" in said(p, "/meeting nil requests")
    assert "Kerry Shaw, the library’s hours" in said(
        p, "/meeting request Kerry Shaw: the library’s hours"
    )
    assert "on record: Kerry Shaw" in said(p, "/meeting nil requests"), "no nil return beside it"
    assert "heard for three minutes" in said(
        p, "/meeting outcome Kerry Shaw: heard for three minutes"
    )
    assert "fits no request" in said(p, "/meeting outcome Lou Marsh: heard")
    now = next(m for m in meetings(p) if m.id == live.id)
    assert (now.nil_returns, now.requests[0].outcome) == ((), "heard for three minutes")
    assert "There were no declarations" in said(p, "/meeting nil declarations")
    assert "of what there were none" in said(p, "/meeting nil sandwiches")


# --- over time ------------------------------------------------------------------------------------


def test_attendance_over_time_with_a_table(p: Product, live: Meeting) -> None:
    said(p, f"/meeting present <@{HALLAM}>")
    said(p, "/meeting absent rest")
    since = f"{(live.day - timedelta(days=60)).isoformat()} to {live.day.isoformat()}"
    told = said(p, f"/board attendance {since}", PEAKE)
    assert "Tom Hallam: *1 of 1*" in told
    assert "Bea Lindqvist: *0 of 1* · 1 absent" in told
    message = dm_with(p, PEAKE, "as a table")
    (reply,) = p.ws.messages(p.ws.dm(PEAKE), PEAKE, thread_ts=message["ts"])[1:]
    table = p.ws.download(PEAKE, reply["files"][0]["id"]).decode("utf-8-sig")
    assert table.splitlines()[0].startswith("Member,Associate,Possible,Present")
    assert any(row.startswith("Tom Hallam,no,1,1,0") for row in table.splitlines())
