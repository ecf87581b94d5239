"""App Home and mentions through the real App."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.slack import ids
from tests.support.product import ASHA, BOARD, HALLAM, SECRET, Product, product
from tests.support.serving import until
from tests.support.workspace import plain
from workflows.actions import Action, Status

STEP = ids.ACTION_STEP


@pytest.fixture
def p(tmp_path: Path) -> Iterator[Product]:
    with product(tmp_path) as running:
        yield running


def actions(p: Product) -> list[Action]:
    def query(tx: Any) -> list[Action]:
        return [a for b in tx.boards.everywhere() for a in tx.actions.of_board(b.id)]

    found: list[Action] = p.look(query)
    return found


def home_with(p: Product, user: str, *words: str) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        home = p.ws.home(user)
        return home if home and all(w in plain(home) for w in words) else None

    view: dict[str, Any] = until(found, 10, f"{words} on the Home of {user}")
    return view


def test_an_empty_home_teaches(p: Product) -> None:
    p.ws.open_home(HALLAM)
    home = home_with(p, HALLAM, "What I owe (0)", "Nothing is open for you")
    assert "Next meetings" in plain(home)
    assert "Council Chamber" in plain(home)
    assert "Waiting for me" not in plain(home), "he is no officer"
    p.ws.open_home(ASHA)
    home_with(p, ASHA, "Waiting for me: Exampleshire", "Nothing waits for you")


def test_answered_and_settled_from_home(p: Product) -> None:
    p.ws.open_home(HALLAM)
    p.ws.open_home(ASHA)
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    home = home_with(p, HALLAM, "send the budget")
    p.ws.press(HALLAM, home, STEP + "progress")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "half way"})
    home = home_with(p, HALLAM, "in progress")
    p.ws.press(HALLAM, home, STEP + "done")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "sent to all"})
    home_with(p, HALLAM, "Reported done, with the officer")
    home = home_with(p, ASHA, "To accept (1)", "sent to all")
    p.ws.press(ASHA, home, STEP + "accept")
    home_with(p, ASHA, "Nothing waits for you")
    assert [a.status for a in actions(p)] == [Status.ACCEPTED]


def test_the_menu_of_a_row_and_a_refused_step(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam by 13 March 2027: send the budget")
    p.ws.open_home(HALLAM)
    home = home_with(p, HALLAM, "send the budget")
    (action,) = actions(p)
    p.ws.select(HALLAM, home, STEP + "menu", f"not_mine|{ids.pack(action.id, action.version)}")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"text": "it is Bea's"})
    p.ws.open_home(ASHA)
    home_with(p, ASHA, "Not theirs, they say (1)", "it is Bea's")
    p.ws.command(ASHA, BOARD, f"/action cancel {action.reference} no longer needed")
    # An old Home still shows the button; whoever presses it is told why it does nothing.
    p.ws.press(HALLAM, home, STEP + "done")
    assert "is cancelled" in plain(p.ws.open_view(HALLAM))


def test_a_double_click_on_home_counts_once(p: Product) -> None:
    p.ws.command(ASHA, BOARD, "/action @hallam: send the budget")
    p.ws.command(HALLAM, BOARD, f"/action done {actions(p)[0].reference} sent")
    p.ws.open_home(ASHA)
    home = home_with(p, ASHA, "To accept (1)")
    p.ws.press(ASHA, home, STEP + "accept")
    p.ws.press(ASHA, home, STEP + "accept")
    assert not p.ws.has_view(ASHA), "the second press of the same button is the first one's"
    assert [a.status for a in actions(p)] == [Status.ACCEPTED]


def test_a_person_without_a_board_is_told_what_this_is(tmp_path: Path) -> None:
    with product(tmp_path, sample=False) as p:
        p.ws.open_home(ASHA)
        home_with(p, ASHA, "/board setup", "/board people")


def test_a_full_home_stays_within_slacks_hundred_blocks(p: Product) -> None:
    for n in range(24):
        p.ws.command(ASHA, BOARD, f"/action @hallam and Asha Verma: matter {n}")
    for action in actions(p)[:8]:
        p.ws.command(HALLAM, BOARD, f"/action blocked {action.reference} no money")
    p.ws.open_home(ASHA)
    home = home_with(p, ASHA, "matter 1", "Blocked (8)")
    assert len(home["blocks"]) <= 100
    assert "and 9 more" in plain(home)


# --- mentions ---------------------------------------------------------------------------------


def in_thread(p: Product, user: str, text: str) -> dict[str, Any]:
    """Write it in a thread of the board's channel; the bot's answer there."""
    parent = p.ws.say(user, BOARD, "About the budget")
    p.ws.say(user, BOARD, text, thread_ts=parent["ts"])

    def answered() -> dict[str, Any] | None:
        found = p.ws.messages(BOARD, user, thread_ts=parent["ts"])
        return next((m for m in found if m.get("ephemeral")), None)

    answer: dict[str, Any] = until(answered, 10, "an answer in the thread")
    return answer


def test_recorded_from_a_thread(p: Product) -> None:
    text = "<@U0MATTERS> action <@U0HALLAM> by 13 March 2027: send the budget"
    answer = in_thread(p, ASHA, text)
    assert "Tom Hallam" in plain(answer)
    (action,) = actions(p)
    assert (action.text, action.due.phrase) == ("send the budget", "13 March 2027")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<@U0MATTERS> action", "/action in the message box"),
        ("<@U0MATTERS> board people", "Femi Adeleke"),
        ("<@U0MATTERS> meeting list", "Meetings of Exampleshire"),
        ("<@U0MATTERS> help", "without the slash"),
        ("<@U0MATTERS>", "without the slash"),
        ("<@U0MATTERS> do something!", "do not know"),
        ("<@U0MATTERS> action write it", "who is to do what"),
        ("Could <@U0MATTERS>: /action list overdue", "0 overdue"),
    ],
)
def test_what_a_mention_answers(p: Product, text: str, says: str) -> None:
    assert says in plain(in_thread(p, ASHA, text))
    assert actions(p) == []


def test_the_same_words_in_a_direct_message(p: Product) -> None:
    dm = p.ws.dm(HALLAM)
    p.ws.command(ASHA, BOARD, "/action @hallam: send the budget")
    p.settled()
    p.ws.say(HALLAM, dm, "action list")

    def answered() -> str | None:
        found = [plain(m) for m in p.ws.messages(dm, HALLAM) if "Your actions" in plain(m)]
        return found[-1] if found else None

    assert "send the budget" in until(answered, 10, "the list")


def test_people_among_themselves_are_left_alone(p: Product) -> None:
    before = len(p.ws.messages(BOARD, ASHA))
    p.ws.say(ASHA, BOARD, "action list, I thought? Ask Tom.")
    p.settled()
    assert len(p.ws.messages(BOARD, ASHA)) == before + 1


# --- profiles ---------------------------------------------------------------------------------


def user_change(p: Product, user: dict[str, Any]) -> None:
    """Slack's event, signed as Slack signs it."""
    event = {"type": "user_change", "user": user}
    body = json.dumps({"type": "event_callback", "team_id": "T0EXAMPLE", "event": event})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    answer = httpx2.post(
        f"http://127.0.0.1:{p.bot.settings.matters_port}/slack/events",
        content=body,
        headers={
            "content-type": "application/json",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": str(signature),
        },
    )
    assert answer.status_code == 200


def test_a_changed_profile_is_taken_over(p: Product) -> None:
    def tom() -> Any:
        return p.look(lambda tx: tx.people.find_by_slack("T0EXAMPLE", HALLAM))

    before = tom()
    profile = {"real_name": "Thomas Hallam", "email": "new@exampleshire.example"}
    user_change(p, {"id": HALLAM, "deleted": False, "profile": profile})
    changed = tom()
    assert (changed.name, changed.email) == ("Thomas Hallam", before.email)
    user_change(p, {"id": HALLAM, "deleted": False, "profile": profile})
    assert tom().version == changed.version, "nothing to change"
    user_change(p, {"id": HALLAM, "deleted": True, "profile": profile})
    assert not tom().active
    user_change(p, {"id": "U0NOBODY", "profile": {"real_name": "Nobody"}})
    assert p.look(lambda tx: tx.people.find_by_slack("T0EXAMPLE", "U0NOBODY")) is None
    # A closed account is not offered in the form, and keeps its role until it is taken away.
    p.ws.command(ASHA, BOARD, "/board setup")
    form = p.ws.open_view(ASHA)
    assert HALLAM not in form["state"]["values"]["members"]["value"]["selected_users"]
    p.ws.submit(ASHA, form, {})
    p.ws.command(ASHA, BOARD, "/board people hallam")
    assert "Thomas Hallam* (account closed) · member" in plain(p.ws.open_view(ASHA))
