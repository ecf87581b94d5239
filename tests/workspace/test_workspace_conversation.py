"""What passes between a person and the bot, over both transports."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.serving import until
from tests.support.workspace import Refused, plain

ASHA, HALLAM, BOARD = "U0ASHA", "U0HALLAM", "C0BOARD"


def last(rig: Any, user: str = ASHA) -> dict[str, Any]:
    return rig.ws.messages(BOARD, user)[-1]


def test_a_command_is_answered_for_the_callers_eyes_only(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action @hallam by Friday: send <the> budget to #general")
    sent = rig.seen["command"][0]
    assert sent["text"] == (
        "<@U0HALLAM|hallam> by Friday: send &lt;the&gt; budget to <#C0GENERAL|general>"
    )
    assert sent["channel_name"] == "health-and-wellbeing-board"
    assert last(rig)["text"].startswith("You said <@U0HALLAM|hallam>")
    assert last(rig)["ephemeral"]
    assert not last(rig, HALLAM).get("ephemeral")


def test_a_command_without_escaping_gets_plain_words(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/plain <@U0HALLAM> please")
    assert rig.seen["plain"][0]["text"] == "@hallam please"
    assert last(rig, HALLAM)["text"] == "said @hallam please"


def test_a_modal_keeps_its_errors_and_then_closes(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action open")
    view = rig.ws.open_view(ASHA)
    assert view["private_metadata"] == "C0BOARD"
    assert view["root_view_id"] == view["id"]
    with pytest.raises(Refused) as missing:
        rig.ws.submit(ASHA, view, {})
    assert missing.value.body["errors"] == {"what": "Please complete this required field."}
    assert "submission" not in rig.seen
    with pytest.raises(Refused) as refused:
        rig.ws.submit(ASHA, view, {"text": "bad"})
    assert refused.value.body["errors"] == {"what": "Say it better"}
    rig.ws.submit(ASHA, rig.ws.open_view(ASHA), {"what": "Send the budget"})
    assert not rig.ws.has_view(ASHA)
    submission = rig.seen["submission"][-1]
    assert submission["view"]["state"]["values"]["what"]["text"] == {
        "type": "plain_text_input",
        "value": "Send the budget",
    }
    assert submission["user"]["id"] == ASHA


def test_a_submission_can_change_the_modal_or_clear_it(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action open")
    before = rig.ws.open_view(ASHA)
    rig.ws.submit(ASHA, before, {"text": "update"})
    after = rig.ws.open_view(ASHA)
    assert plain(after) == "Saved\nSaved"
    assert (after["id"], after["hash"]) != (before["id"], before["hash"])
    rig.ws.command(ASHA, BOARD, "/action open")
    rig.ws.submit(ASHA, rig.ws.open_view(ASHA), {"text": "clear"})
    assert not rig.ws.has_view(ASHA)


def test_modals_are_stacked_three_deep_and_closed_one_by_one(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action open")
    first = rig.ws.open_view(ASHA)
    rig.ws.press(ASHA, first, "deeper")
    second = rig.ws.open_view(ASHA)
    assert second["previous_view_id"] == first["id"]
    assert second["root_view_id"] == first["id"]
    rig.ws.press(ASHA, second, "deeper")
    third = rig.ws.open_view(ASHA)
    rig.ws.press(ASHA, third, "deeper", check=False)
    assert rig.ws.open_view(ASHA)["id"] == third["id"], "a fourth is refused"
    rig.ws.close(ASHA, third)
    assert rig.ws.open_view(ASHA)["id"] == second["id"]
    closed = until(lambda: rig.seen.get("closed"))
    assert closed[0]["view"]["id"] == third["id"]
    assert closed[0]["is_cleared"] is False


def test_a_button_in_a_message_changes_the_message(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action button")
    message = last(rig)
    rig.ws.press(HALLAM, message, "done")
    body = rig.seen["done"][0]
    assert body["user"]["id"] == HALLAM
    assert body["container"] == {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": BOARD,
        "is_ephemeral": False,
    }
    assert body["actions"][0]["value"] == "1"
    assert body["actions"][0]["text"]["text"] == "Yes"
    changed = last(rig)
    assert (changed["text"], changed["ts"]) == ("Done it", message["ts"])
    assert "blocks" not in changed
    assert "edited" in changed


def test_a_button_in_an_ephemeral_message_replaces_it(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action private")
    message = last(rig)
    rig.ws.press(ASHA, message, "replace")
    until(lambda: last(rig)["text"] == "Replaced")
    assert last(rig)["ts"] == message["ts"]
    body = rig.seen["replace"][0]
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_a_shortcut_on_a_message_opens_a_modal(rig: Any) -> None:
    said = rig.ws.say(HALLAM, BOARD, "I will do it")
    rig.ws.shortcut(ASHA, "record", BOARD, said["ts"])
    assert rig.ws.open_view(ASHA)["callback_id"] == "record_view"
    shortcut = rig.seen["record"][0]
    assert shortcut["message"]["text"] == "I will do it"
    assert shortcut["message"]["user"] == HALLAM
    assert shortcut["channel"]["id"] == BOARD


def test_opening_the_home_tab_publishes_it(rig: Any) -> None:
    assert rig.ws.home(ASHA) is None
    rig.ws.open_home(ASHA)
    home = until(lambda: rig.ws.home(ASHA))
    assert plain(home) == "Welcome U0ASHA"
    assert rig.seen["home"][0]["tab"] == "home"
    rig.ws.open_home(ASHA)
    until(lambda: len(rig.seen["home"]) == 2)
    assert rig.seen["home"][1]["view"]["id"] == home["id"]


def test_a_file_goes_to_the_bot_through_a_modal(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action open")
    paper = rig.ws.upload(ASHA, "minutes.txt", b"ORDERED, that")
    rig.ws.submit(ASHA, rig.ws.open_view(ASHA), {"text": "With paper", "files": [paper]})
    assert until(lambda: rig.seen.get("data")) == [b"ORDERED, that"]
    file = rig.seen["submission"][0]["view"]["state"]["values"]["paper"]["files"]["files"][0]
    assert (file["name"], file["mimetype"], file["size"]) == ("minutes.txt", "text/plain", 13)


def test_a_menu_asks_the_bot_for_its_options(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action open")
    view = rig.ws.open_view(ASHA)
    offered = rig.ws.options(ASHA, view, "person", "bea")
    assert offered == [{"text": {"type": "plain_text", "text": "Bea"}, "value": "bea"}]
    rig.ws.submit(ASHA, view, {"text": "x", "person": offered[0]})
    values = rig.seen["submission"][0]["view"]["state"]["values"]
    assert values["who"]["person"]["selected_option"]["value"] == "bea"


def test_the_response_url_reaches_one_and_all(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action later")
    until(lambda: last(rig)["text"] == "Later, to all")
    one = rig.ws.messages(BOARD, ASHA)[-2]
    assert (one["text"], one["ephemeral"]) == ("Later, to you", True)
    assert last(rig, HALLAM)["text"] == "Later, to all"


def test_messages_and_mentions_reach_the_bot_as_events(rig: Any) -> None:
    said = rig.ws.say(ASHA, BOARD, "@Matters Arising what is open for @bea? <b>")
    event = until(lambda: rig.seen.get("mention"))[0]
    assert event["text"] == "<@U0MATTERS> what is open for <@U0BEA>? &lt;b&gt;"
    message = until(lambda: rig.seen.get("message"))[0]
    assert message["channel_type"] == "channel"
    assert message["ts"] == said["ts"]
    envelope = rig.seen["envelope"][0]
    assert envelope["authorizations"][0]["user_id"] == "U0MATTERS"


def test_a_direct_message_and_a_shared_file_reach_the_bot(rig: Any) -> None:
    dm = rig.ws.dm(ASHA)
    paper = rig.ws.upload(ASHA, "minutes.md", b"# Minutes")
    rig.ws.say(ASHA, dm, "Read this", files=[paper])
    message = until(lambda: rig.seen.get("message"))[0]
    assert message["channel_type"] == "im"
    assert message["subtype"] == "file_share"
    assert message["files"][0]["id"] == paper
    assert until(lambda: rig.seen.get("file_shared"))[0]["channel_id"] == dm


def test_a_trigger_opens_one_modal_only(rig: Any) -> None:
    rig.ws.command(ASHA, BOARD, "/action twice")
    assert until(lambda: rig.seen.get("error")) == ["exchanged_trigger_id"]


def test_the_bot_hears_of_those_who_join(rig: Any) -> None:
    rig.ws.join("U0CALLOW", "C0PLACE")
    joined = until(lambda: rig.seen.get("joined"))
    assert joined[0]["user"] == "U0CALLOW"
    assert rig.ws.messages("C0PLACE", "U0CALLOW")[-1]["subtype"] == "channel_join"


def test_without_a_bot_a_command_fails_as_in_slack(ws: Any) -> None:
    ws.set_bot_url("http://127.0.0.1:9")
    answer = ws.command(ASHA, BOARD, "/action list", check=False)
    assert answer["error"] == "dispatch_failed", "at once, not after the three seconds"
    line = ws.messages(BOARD, ASHA)[-1]
    assert line["text"] == '/action failed with the error "dispatch_failed"'
    assert line["ephemeral"]


def test_an_unknown_command_is_said_to_be_unknown(ws: Any) -> None:
    assert ws.command(ASHA, BOARD, "/nothing", check=False)["error"] == "unknown_command"
    assert ws.messages(BOARD, ASHA)[-1]["text"] == "/nothing is not a valid command."
