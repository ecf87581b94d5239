"""What becomes of a resolution, through the real App: its vote, its standing, what follows from it,
what had been recommended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.slack import ids
from tests.support.chat import card, form, last, pressed, said, the_board, today
from tests.support.product import ASHA, HALLAM, Product
from tests.support.workspace import Refused, plain
from workflows.access import caller_for
from workflows.agendas import AgendaItem, Recommendation
from workflows.consequences import ConsequenceState
from workflows.meeting_planning import MeetingPlan, schedule
from workflows.resolution_recording import latest_held
from workflows.resolutions import Resolution, Standing

KEEP, CHOOSE = ids.RESOLUTION_STEP + "keep", ids.RESOLUTION_STEP + "choose"
STANDING, MENU = ids.RESOLUTION_STEP + "standing", ids.RESOLUTION_STEP + "consequence"
SUPERSEDE = ids.RESOLUTION_STEP + "supersede"


def resolutions(p: Product) -> list[Resolution]:
    board = the_board(p)
    found: list[Resolution] = p.look(lambda tx: tx.resolutions.of_board(board.id))
    return found


def under(p: Product, minute: str) -> Resolution:
    return next(r for r in resolutions(p) if r.minute_ref == minute)


def test_the_vote_behind_the_text_and_on_the_card(p: Product) -> None:
    text = "the Board agrees the pier plan; moved by R Peake, seconded by T Hallam, carried 2-1"
    said(p, f"/resolution 40/1: {text}")
    shown = plain(card(p, "pier plan"))
    assert "carried 2 for, 1 against" in shown
    assert "moved by R Peake" in shown
    assert under(p, "40/1").clauses[0].text == "the Board agrees the pier plan"
    assert "on record" in said(p, "/resolution vote 40/1: 3-0")
    said(p, "/resolution 40/2: the Board agrees the jetty plan")
    assert "carried unanimously" in said(p, "/resolution vote 40/2: unanimously")
    refused = said(p, "/resolution 40/3: the Board agrees the slip plan; carried 3-1, casting vote")
    assert "on a tie only" in refused
    assert "Nothing was recorded" in refused
    assert not [r for r in resolutions(p) if r.minute_ref == "40/3"]


def test_recorded_votes_in_the_form(p: Product) -> None:
    values = {"text": "the Board approves the mole plan", "minute_ref": "41/1", "carried": "2-1",
              "recorded_votes": "for: Tom Hallam, Rosalind Peake; against: Bea"}  # fmt: skip
    p.ws.submit(ASHA, form(p, "/resolution"), values)
    shown = plain(card(p, "mole plan"))
    assert "recorded vote: for: Tom Hallam, Rosalind Peake; against: Bea" in shown
    view = form(p, "/resolution")
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, {**values, "carried": "with a smile"})
    assert "carried" in str(refused.value)


def test_standing_by_word_by_form_and_what_is_forbidden(p: Product) -> None:
    said(p, "/resolution 42/1: the Board agrees the old quay plan")
    said(p, "/resolution 42/2: the Board agrees something else entirely")
    assert "implemented on" in said(p, "/resolution implemented 42/1")
    assert "superseded on" in said(p, "/resolution superseded 42/1 by 42/2: newer")
    forbidden = said(p, "/resolution rescinded 42/1: why not")
    assert "cannot be rescinded any more" in forbidden
    assert "can be put back in force" in forbidden
    assert "superseded" in said(p, "/resolution show 42/1")
    assert "in force" in said(p, "/resolution restore 42/1: a slip")
    assert "Only a committee officer" in said(p, "/resolution rescinded 42/1: no", HALLAM)
    said(p, "/resolution show 42/1")
    p.ws.press(ASHA, last(p), STANDING)
    view = p.ws.open_view(ASHA)
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, view, {"to": "rescinded"})
    assert "reason" in str(refused.value)
    p.ws.submit(ASHA, view, {"to": "rescinded", "reason": "the quay is gone"})
    assert under(p, "42/1").clauses[0].standing is Standing.RESCINDED
    assert "rescinded" in plain(card(p, "old quay plan"))


def test_what_follows_is_kept_at_one_press_and_settled(p: Product) -> None:
    text = "a) approves £35,000 for lanterns; and\nb) agrees to keep the works under review"
    p.ws.submit(ASHA, form(p, "/resolution"), {"text": text, "minute_ref": "43/1"})
    message = card(p, "lanterns")
    assert "May follow from it" in plain(message)
    assert "Kept" in pressed(p, message, KEEP)
    message = card(p, "lanterns")
    assert "£35,000" in plain(message)
    assert "May follow from it" not in plain(message)
    listed = said(p, "/resolution consequences")
    assert "2 open" in listed
    assert "43-1.a" in listed
    assert "1 open" in said(p, "/resolution consequences money")
    assert "£35,000" in said(p, "/resolution money")
    assert "None is kept" in said(p, "/resolution money 2031")
    done = said(p, "/resolution settle 43/1 duty: looked at it; again 1 May 2040")
    assert "1 May 2040" in done
    assert "spent" in said(p, "/resolution settle 43/1.a: paid to the maker")
    assert "Nothing is open there" in said(p, "/resolution settle 43/1.a: again")
    assert "Only a committee officer" in said(p, "/resolution letgo 43/1.b: no", HALLAM)


def test_what_follows_is_chosen_edited_and_let_go(p: Product) -> None:
    text = "a) approves £80 for rope; and\nb) adopts the Rope Policy"
    p.ws.submit(ASHA, form(p, "/resolution"), {"text": text, "minute_ref": "44/1"})
    p.ws.press(ASHA, card(p, "rope"), CHOOSE)
    view = p.ws.open_view(ASHA)
    resolution = under(p, "44/1")
    p.ws.submit(ASHA, view, {"chosen": [f"{resolution.clauses[0].id}|money"]})
    (one,) = p.look(
        lambda tx: [
            c
            for c in tx.consequences.of_resolution(resolution.id)
            if c.state is ConsequenceState.OPEN
        ]
    )
    message = card(p, "rope")
    menu = next(b for b in message["blocks"] if (b.get("accessory") or {}).get("action_id") == MENU)
    for what, values, words in (
        ("edit", {"amount": "£90"}, "£90"),
        ("end", {"reason": "never bought"}, "never bought"),
    ):
        version = p.look(lambda tx: tx.consequences.get(one.id)).version
        value = f"{what}|{one.id}|{version}"
        message = card(p, "rope")
        menu = next(
            b for b in message["blocks"] if (b.get("accessory") or {}).get("action_id") == MENU
        )
        p.ws.select(ASHA, message, MENU, value, block_id=menu["block_id"])
        p.ws.submit(ASHA, p.ws.open_view(ASHA), values)
        assert words in plain(last(p))


def test_what_was_recommended_stands_beside_it(p: Product) -> None:
    board = the_board(p)

    def put(tx: Any) -> str:
        meeting = latest_held(tx, board, p.bot.desk.clock.now())
        if meeting is None:
            plan = MeetingPlan(day=(today(p) - timedelta(days=7)).isoformat())
            person = tx.people.find_by_slack(board.team_id, ASHA)
            caller = caller_for(tx, person, today(p))
            meeting = schedule(tx, caller, board.id, plan, p.bot.desk.clock.now())
        item = AgendaItem("it", board.id, meeting.id, "Breakwater", number="9")
        asked = (Recommendation("2.1", "approves the long breakwater"),)
        tx.agenda_items.add(replace(item, recommendations=asked))
        return str(meeting.id)

    meeting_id = p.look(put)
    values = {"text": "approves the short breakwater", "minute_ref": "45/1", "item": "9"}
    p.ws.submit(ASHA, form(p, "/resolution"), {**values, "meeting": meeting_id})
    assert "short breakwater" in said(p, "/resolution show 45/1")
    blocks = str(last(p)["blocks"])
    assert "~long~" in blocks
    assert "*short*" in blocks
    assert "not recommended" not in blocks


def test_an_old_clause_is_suggested_and_superseded_at_one_press(p: Product) -> None:
    said(p, "/resolution 46/1: the Board approves the breakwater lighting arrangements for winter")
    p.look(lambda tx: tx.resolutions.save(replace(under_in(tx, the_board_id(tx)), meeting_id=None)))
    p.ws.command(ASHA, "C0BOARD",
                 "/resolution 46/2: the Board approves the breakwater lighting arrangements for "
                 "winter")  # fmt: skip
    offered = next(m for m in reversed(p.ws.messages("C0BOARD", ASHA)) if "overtaken" in plain(m))
    assert "superseded on" in pressed(p, offered, SUPERSEDE)
    assert under(p, "46/1").clauses[0].standing is Standing.SUPERSEDED
    assert under(p, "46/2").clauses[0].standing is Standing.IN_FORCE


def the_board_id(tx: Any) -> str:
    return str(tx.boards.everywhere()[0].id)


def under_in(tx: Any, board_id: str) -> Resolution:
    there: list[Resolution] = tx.resolutions.of_board(board_id)
    return next(r for r in there if r.minute_ref == "46/1")


def test_help_has_topics(p: Product) -> None:
    text = said(p, "/resolution help")
    assert "/resolution help votes" in text
    assert "casting vote for" in said(p, "/resolution help votes")
