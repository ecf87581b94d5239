"""/resolution and /delegation through the real App: typed, by form, by shortcut; clauses that set
work; corrections; what only officers may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.support.product import ASHA, BOARD, HALLAM, Product, product
from tests.support.workspace import Refused, plain

WORK, CORRECT = ids.RESOLUTION_STEP + "work", ids.RESOLUTION_STEP + "correct"
SHOW = ids.RESOLUTION_STEP + "show"


@pytest.fixture(scope="module")
def p(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    path: Path = tmp_path_factory.mktemp("resolutions")
    with product(path) as running:
        yield running


def typed(p: Product, text: str, who: str = ASHA) -> str:
    """Run the command; what its caller reads."""
    p.ws.command(who, BOARD, text)
    p.settled()
    own = [m for m in p.ws.messages(BOARD, who) if m.get("ephemeral")]
    return plain(own[-1])


def card(p: Product, words: str) -> dict[str, Any]:
    """The card in the channel that holds these words."""
    found = [m for m in p.ws.messages(BOARD) if not m.get("ephemeral") and words in plain(m)]
    return found[-1]


def test_the_quick_form(p: Product) -> None:
    said = typed(p, "/resolution 22/8: the Board agrees the estates plan")
    assert "Minute 22/8" in said
    assert "1 clause" in said
    assert "the Board agrees the estates plan (decision)" in plain(card(p, "estates")).replace(
        "_", ""
    )
    assert "estates plan" in typed(p, "/resolution show 22/8")
    assert "Resolutions of the meeting of" in typed(p, "/resolution list")


def test_too_little_is_not_taken_for_a_resolution(p: Product) -> None:
    assert "Nothing was recorded" in typed(p, "/resolution lst")
    assert "no resolution under minute 99" in typed(p, "/resolution show 99")


def test_the_form_and_its_clauses_made_into_actions(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/resolution")
    text = "a) approves the winter plan; and\nb) asks that the carers' charter be published\n"
    text += "c) that officers be asked to report back in the spring"
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": text, "minute_ref": "40", "mover": "RP"})
    p.settled()
    message = card(p, "winter plan")
    assert "moved by RP" in plain(message)
    p.ws.press(ASHA, message, WORK)
    form = p.ws.open_view(ASHA)
    with pytest.raises(Refused) as refused:
        p.ws.submit(ASHA, form, {"due_1": "blue moon"})
    assert "due_1" in str(refused.value)
    values = {"owners_1": "DPH", "due_1": "next meeting", "take_2": [], "people_1": ["U0BEA"]}
    p.ws.submit(ASHA, form, values)
    p.settled()
    made = p.look(
        lambda tx: [
            a
            for b in tx.boards.everywhere()
            for a in tx.actions.of_board(b.id)
            if a.minute_ref == "40"
        ]
    )
    assert [o.printed for o in made[0].owners] == ["Bea Lindqvist", "Director of Public Health"]
    assert len(made) == 1
    told = [m for m in p.ws.messages(p.ws.dm(HALLAM), HALLAM) if "charter" in plain(m)]
    assert len(told) == 1


def test_a_correction_shows_on_the_card(p: Product) -> None:
    typed(p, "/resolution 51: the Board agrees the fees for alotments")
    message = card(p, "alotments")
    p.ws.press(ASHA, message, CORRECT)
    form = p.ws.open_view(ASHA)
    values = {"text": "the Board agrees the fees for allotments", "reason": "spelling"}
    p.ws.submit(ASHA, form, values)
    p.settled()
    assert plain(card(p, "allotments"))


def test_marked_exempt_its_card_goes(p: Product) -> None:
    typed(p, "/resolution 52: the Board agrees the secret tender of the boiler")
    p.ws.press(ASHA, card(p, "boiler"), CORRECT)
    values = {"exempt": "paragraph 3: business affairs", "reason": "contract"}
    p.ws.submit(ASHA, p.ws.open_view(ASHA), values)
    p.settled()
    assert not [m for m in p.ws.messages(BOARD, HALLAM) if "boiler" in plain(m)]


def test_a_message_becomes_a_resolution(p: Product) -> None:
    message = p.ws.say(HALLAM, BOARD, "The Board agreed to keep the library open on Sundays")
    p.ws.shortcut(ASHA, ids.RECORD_RESOLUTION, BOARD, message["ts"])
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"minute_ref": "60"})
    p.settled()
    assert "Sundays" in typed(p, "/resolution show 60")


def test_owners_may_not_record_or_press(p: Product) -> None:
    assert "Only a committee officer" in typed(p, "/resolution 9: the Board agrees it all", HALLAM)
    typed(p, "/resolution 61: that a review of parking be arranged")
    p.ws.press(HALLAM, card(p, "parking"), WORK)
    assert not p.ws.has_view(HALLAM)
    assert "Only a committee officer" in plain(p.ws.messages(BOARD, HALLAM)[-1])


def test_a_live_resolution_is_answered_and_not_posted(p: Product) -> None:
    typed(p, "/meeting open")
    said = typed(p, "/resolution the Board agrees the roundabout is to stay")
    typed(p, "/meeting close")
    assert "Captured in the open meeting" in said
    assert not [m for m in p.ws.messages(BOARD, HALLAM) if "roundabout" in plain(m)]


def test_one_without_a_minute_is_reached_from_the_list_and_numbered_later(p: Product) -> None:
    typed(p, "/resolution the Board agrees the ferry timetable and its fares")

    def last(who: str) -> dict[str, Any]:
        return [m for m in p.ws.messages(BOARD, who) if m.get("ephemeral")][-1]

    def shown(who: str) -> dict[str, Any]:
        typed(p, "/resolution list", who)
        row = next(b for b in last(who)["blocks"] if "ferry" in str(b))
        p.ws.press(who, last(who), SHOW, value=row["accessory"]["value"])
        p.settled()
        return last(who)

    assert "ferry timetable" in plain(shown(HALLAM))
    assert "resolution:correct" not in str(shown(HALLAM))
    assert "resolution:correct" not in str(typed(p, "/resolution show ferry", HALLAM))
    p.ws.press(ASHA, shown(ASHA), CORRECT)
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"minute_ref": "77", "reason": "minutes are out"})
    p.settled()
    assert "ferry timetable" in typed(p, "/resolution show 77")


def test_delegations_from_grant_to_report(p: Product) -> None:
    assert "No delegation" in typed(p, "/delegation")
    text = "the Board delegates approval of the return to the Director of Public Health"
    said = typed(p, f"/resolution 70: {text}")
    assert "Delegation D1 kept" in said
    assert "granted" in typed(p, "/delegation list")
    assert "Say which one" in typed(p, "/delegation used D1")
    said = typed(p, "/delegation used D1 on 20 November 2026 by Tom Hallam: approved the return")
    assert "Its record still lacks: the reasons; the alternatives" in said
    assert "Fri 20 Nov 2026 by Tom Hallam: approved the return" in typed(p, "/delegation list")
    assert "its record is not complete yet" in typed(p, "/delegation reported D1")
    assert "made, to be reported" in typed(p, "/delegation record D1 ODR-12/2026")
    assert "reported" in typed(p, "/delegation reported D1")
    said = typed(p, "/delegation used D1 on 5 January 2020: approved an older one")
    assert "before it was granted" in said
    assert "granted for one decision, which was taken on Fri 20 Nov 2026 (X1)" in said
    said = typed(p, "/delegation used none on 19 November 2026 by Tom Hallam: signed the lease")
    assert "no resolution is known that grants it" in said
    assert "There is no delegation D9" in typed(p, "/delegation reported D9")


def test_help(p: Product) -> None:
    assert "/resolution list" in typed(p, "/resolution help")
    assert "/delegation used D1" in typed(p, "/delegation help")
    assert "I do not know" in typed(p, "/delegation grant")


def test_nothing_of_a_private_meeting_is_posted(tmp_path: Path) -> None:
    with product(tmp_path) as p:
        typed(p, "/meeting schedule private 1 November 2026 10:00")
        typed(p, "/meeting open 1 November 2026")
        typed(p, "/meeting close")
        typed(p, "/meeting issue 1 November 2026")
        text = "(a) agrees the staffing plan; and (b) asks that the staffing plan be published"
        assert "1 Nov 2026" in typed(p, f"/resolution the Board: {text}")
        own = p.ws.dm(ASHA)
        (shown,) = [m for m in p.ws.messages(own, ASHA) if "staffing plan" in plain(m)]
        p.ws.press(ASHA, shown, WORK)
        p.ws.submit(ASHA, p.ws.open_view(ASHA), {})
        p.settled()
        assert len([m for m in p.ws.messages(own, ASHA) if "staffing plan" in plain(m)]) == 2
        public = [m for m in p.ws.messages(BOARD, ASHA) if not m.get("ephemeral")]
        assert not [m for m in public if "staffing plan" in plain(m)]


def test_the_answer_comes_in_the_direct_message_where_the_channel_takes_none(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/resolution")
    p.ws.fault("chat.postEphemeral", "server_error")
    p.ws.submit(ASHA, p.ws.open_view(ASHA), {"text": "the Board agrees the roads plan"})
    p.settled()
    assert "Recorded" in plain(p.ws.messages(p.ws.dm(ASHA), ASHA)[-1])
    assert card(p, "the roads plan")


def test_what_was_recorded_stands_though_slack_does_not_say_so(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/resolution")
    form = p.ws.open_view(ASHA)
    p.ws.fault("chat.postEphemeral", "server_error")
    p.ws.fault("chat.postMessage", "server_error")
    p.ws.submit(ASHA, form, {"text": "the Board agrees the bridges plan"})
    p.settled()
    assert card(p, "the bridges plan")
    told = [plain(m) for m in p.ws.messages(BOARD, ASHA) if m.get("ephemeral")]
    assert not any("nothing was changed" in each for each in told)
