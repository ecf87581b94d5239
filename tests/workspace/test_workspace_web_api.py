"""The Web API as slack_sdk's own client meets it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.support.workspace import Workspace

BOARD, GENERAL = "C0BOARD", "C0GENERAL"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Board*"}}


@pytest.fixture
def client(ws: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-local", base_url=ws.api_url)


async def refusal(call: Any) -> dict[str, Any]:
    """The answer of a call that must be refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    answer = refused.value.response.data
    assert isinstance(answer, dict)
    return answer


async def test_the_bot_learns_who_it_is(client: AsyncWebClient) -> None:
    who = await client.auth_test()
    assert (who["user_id"], who["bot_id"], who["team_id"]) == (
        "U0MATTERS",
        "B0MATTERS",
        "T0EXAMPLE",
    )
    assert (await client.bots_info(bot="B0MATTERS"))["bot"]["user_id"] == "U0MATTERS"
    assert (await client.team_info())["team"]["name"] == "Exampleshire"


async def test_tokens_are_checked(ws: Workspace, client: AsyncWebClient) -> None:
    assert (await refusal(client.auth_test(token="xoxb-other")))["error"] == "invalid_auth"
    nobody = AsyncWebClient(base_url=ws.api_url)
    assert (await refusal(nobody.auth_test()))["error"] == "not_authed"
    assert (await refusal(client.auth_test(token="xapp-local")))[
        "error"
    ] == "not_allowed_token_type"
    assert (await refusal(client.api_call("chat.sing")))["error"] == "unknown_method"


async def test_scopes_of_the_manifest_are_enforced(tmp_path: Path) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}}}
    with Workspace.start(tmp_path, manifest=manifest) as ws:
        client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
        answer = await refusal(client.pins_add(channel=BOARD, timestamp="1.0"))
        assert answer["error"] == "missing_scope"
        assert answer["needed"] == "pins:write"
        assert answer["provided"] == "chat:write,users:read"
        # Without users:read.email Slack leaves the address out.
        assert "email" not in (await client.users_info(user="U0ASHA"))["user"]["profile"]


async def test_people_are_listed_page_by_page(client: AsyncWebClient) -> None:
    names, cursor = [], None
    while True:
        page = await client.users_list(limit=3, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["asha", "peake", "callow", "hallam", "bea", "maureen", "matters_arising"]
    found = await client.users_lookupByEmail(email="HALLAM@exampleshire.example")
    assert found["user"]["id"] == "U0HALLAM"
    answer = await refusal(client.users_lookupByEmail(email="nobody@exampleshire.example"))
    assert answer["error"] == "users_not_found"
    assert (await client.users_profile_get(user="U0BEA"))["profile"]["title"].startswith("Director")


async def test_channels_and_their_members(client: AsyncWebClient) -> None:
    listed = await client.conversations_list(types="public_channel,im")
    ids = {channel["id"]: channel for channel in listed["channels"]}
    assert ids[BOARD]["is_member"]
    assert not ids[GENERAL]["is_member"]
    assert "U0PEAKE" in (await client.conversations_members(channel=BOARD))["members"]
    answer = await refusal(client.conversations_info(channel="C0NOWHERE"))
    assert answer["error"] == "channel_not_found"
    dm = await client.conversations_open(users="U0ASHA", return_im=True)
    assert dm["channel"]["user"] == "U0ASHA"
    again = await client.conversations_open(users=["U0ASHA"])
    assert again["channel"]["id"] == dm["channel"]["id"]
    assert again["already_open"]


async def test_the_bot_must_be_in_a_channel_to_speak(client: AsyncWebClient) -> None:
    answer = await refusal(client.chat_postMessage(channel=GENERAL, text="Hello"))
    assert answer["error"] == "not_in_channel"
    assert (await refusal(client.conversations_history(channel=GENERAL)))[
        "error"
    ] == "not_in_channel"
    await client.conversations_join(channel=GENERAL)
    posted = await client.chat_postMessage(channel="#general", text="Hello")
    assert posted["channel"] == GENERAL


async def test_history_and_replies_come_in_slacks_order(client: AsyncWebClient) -> None:
    dm = (await client.conversations_open(users="U0BEA"))["channel"]["id"]
    posted = [await client.chat_postMessage(channel=dm, text=f"number {n}") for n in range(5)]
    newest = await client.conversations_history(channel=dm, limit=2)
    assert [message["text"] for message in newest["messages"]] == ["number 4", "number 3"]
    cursor = newest["response_metadata"]["next_cursor"]
    older = await client.conversations_history(channel=dm, limit=2, cursor=cursor)
    assert [message["text"] for message in older["messages"]] == ["number 2", "number 1"]
    between = await client.conversations_history(
        channel=dm, oldest=posted[1]["ts"], latest=posted[3]["ts"], inclusive=True
    )
    assert len(between["messages"]) == 3
    for words in ("yes", "no"):
        await client.chat_postMessage(channel=dm, text=words, thread_ts=posted[0]["ts"])
    thread = (await client.conversations_replies(channel=dm, ts=posted[0]["ts"]))["messages"]
    assert [message["text"] for message in thread] == ["number 0", "yes", "no"]
    assert thread[0]["reply_count"] == 2
    assert thread[1]["parent_user_id"] == "U0MATTERS"
    assert len((await client.conversations_history(channel=dm))["messages"]) == 5
    answer = await refusal(client.conversations_replies(channel=dm, ts="1000000000.000000"))
    assert answer["error"] == "thread_not_found"


async def test_metadata_is_kept_and_returned_when_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "nudge", "event_payload": {"delivery": "42"}}
    posted = await client.chat_postMessage(channel=BOARD, text="Nudge", metadata=metadata)
    silent = await client.conversations_history(channel=BOARD, limit=1)
    assert "metadata" not in silent["messages"][0]
    told = await client.conversations_history(channel=BOARD, limit=1, include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata
    await client.chat_update(channel=BOARD, ts=posted["ts"], text="Nudged")
    told = await client.conversations_history(channel=BOARD, limit=1, include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata
    answer = await refusal(
        client.chat_postMessage(channel=BOARD, text="x", metadata={"event_type": "nudge"})
    )
    assert answer["error"] == "invalid_metadata_schema"


async def test_messages_are_changed_and_taken_back(ws: Workspace, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=BOARD, text="One", blocks=[SECTION])
    block_id = posted["message"]["blocks"][0]["block_id"]
    assert block_id, "Slack gives every block an id"
    await client.chat_update(channel=BOARD, ts=posted["ts"], text="Two")
    shown = ws.messages(BOARD)[-1]
    assert (shown["text"], shown["blocks"][0]["block_id"]) == ("Two", block_id)
    said = ws.say("U0ASHA", BOARD, "Mine")
    answer = await refusal(client.chat_update(channel=BOARD, ts=said["ts"], text="Ours"))
    assert answer["error"] == "cant_update_message"
    await client.chat_delete(channel=BOARD, ts=posted["ts"])
    assert posted["ts"] not in [message["ts"] for message in ws.messages(BOARD)]
    answer = await refusal(client.chat_delete(channel=BOARD, ts=posted["ts"]))
    assert answer["error"] == "message_not_found"


async def test_the_parent_of_a_thread_leaves_a_tombstone(
    ws: Workspace, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel=BOARD, text="Exempt")
    ws.say("U0ASHA", BOARD, "Oh", thread_ts=posted["ts"])
    await client.chat_delete(channel=BOARD, ts=posted["ts"])
    stands = ws.messages(BOARD, thread_ts=posted["ts"])
    assert stands[0]["subtype"] == "tombstone"
    assert "Exempt" not in str(stands[0])


async def test_limits_of_texts_and_blocks(client: AsyncWebClient) -> None:
    empty = await refusal(client.api_call("chat.postMessage", json={"channel": BOARD}))
    assert empty["error"] == "no_text"
    long = await refusal(client.chat_postMessage(channel=BOARD, text="x" * 40_001))
    assert long["error"] == "msg_too_long"
    many = await refusal(client.chat_postMessage(channel=BOARD, text="x", blocks=[SECTION] * 51))
    assert many["error"] == "invalid_blocks"
    assert many["response_metadata"]["messages"] == [
        "[ERROR] no more than 50 items allowed [json-pointer:/blocks]"
    ]
    posted = await client.chat_postMessage(channel=BOARD, text="x")
    answer = await refusal(client.chat_update(channel=BOARD, ts=posted["ts"], text="x" * 4001))
    assert answer["error"] == "msg_too_long"


async def test_an_ephemeral_message_is_for_one_person(
    ws: Workspace, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(channel=BOARD, user="U0BEA", text="Only you")
    assert ws.messages(BOARD, "U0BEA")[-1]["text"] == "Only you"
    assert ws.messages(BOARD, "U0ASHA")[-1]["text"] != "Only you"
    answer = await refusal(client.chat_postEphemeral(channel="C0PLACE", user="U0PEAKE", text="x"))
    assert answer["error"] == "user_not_in_channel"


async def test_one_message_a_second_if_asked_for(tmp_path: Path) -> None:
    with Workspace.start(tmp_path, manifest={}, rate_limit=True) as ws:
        client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
        await client.chat_postMessage(channel=BOARD, text="one")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=BOARD, text="two")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "1"
        await client.chat_postMessage(channel="C0PLACE", text="elsewhere")
        assert ws.messages(BOARD)[-1]["text"] == "one"


async def test_files_go_up_in_three_steps_and_come_down(
    ws: Workspace, client: AsyncWebClient
) -> None:
    done = await client.files_upload_v2(
        channel=BOARD,
        filename="action log.pdf",
        title="The action log",
        content=b"%PDF-1.7 \x00\xff",
        initial_comment="As asked",
    )
    file = done["file"]
    message = ws.messages(BOARD)[-1]
    assert message["text"] == "As asked"
    assert message["files"][0]["title"] == "The action log"
    assert ws.download("U0PEAKE", file["id"]) == b"%PDF-1.7 \x00\xff"
    info = (await client.files_info(file=file["id"]))["file"]
    assert info["shares"]["public"][BOARD][0]["ts"] == message["ts"]
    async with aiohttp.ClientSession() as session:
        bearer = {"Authorization": "Bearer xoxb-local"}
        async with session.get(info["url_private"], headers=bearer) as response:
            assert await response.read() == b"%PDF-1.7 \x00\xff"
            assert response.headers["Content-Disposition"].startswith("attachment")
        async with session.get(info["url_private"]) as response:
            assert response.status == 403
    await client.files_delete(file=file["id"])
    gone = ws.messages(BOARD)[-1]["files"]
    assert gone == [{"id": file["id"], "mode": "tombstone"}]


async def test_the_bot_sees_only_files_that_were_shared_with_it(
    ws: Workspace, client: AsyncWebClient
) -> None:
    paper = ws.upload("U0ASHA", "draft.txt", b"not yet")
    assert (await refusal(client.files_info(file=paper)))["error"] == "file_not_found"
    ws.say("U0ASHA", BOARD, "", files=[paper])
    assert (await client.files_info(file=paper))["file"]["name"] == "draft.txt"
    assert (await refusal(client.files_delete(file=paper)))["error"] == "cant_delete_file"


async def test_views_are_updated_by_id_name_and_hash(client: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [SECTION], "external_id": "home-of-asha"}
    first = (await client.views_publish(user_id="U0ASHA", view=view))["view"]
    second = (await client.views_update(external_id="home-of-asha", view=view, hash=first["hash"]))[
        "view"
    ]
    assert second["id"] == first["id"]
    answer = await refusal(client.views_update(view_id=first["id"], view=view, hash=first["hash"]))
    assert answer["error"] == "hash_conflict"
    taken = await refusal(client.views_publish(user_id="U0BEA", view=view))
    assert taken["error"] == "duplicate_external_id"
    assert (await refusal(client.views_update(view_id="V0", view=view)))["error"] == "not_found"
    unknown = await refusal(client.views_open(trigger_id="1.2.3", view=view))
    assert unknown["response_metadata"]["messages"] == ["invalid `trigger_id`"]


async def test_what_was_typed_survives_an_update_of_the_view(
    ws: Workspace, client: AsyncWebClient
) -> None:
    core = ws.app.state.workspace
    trigger = core.store.tickets.new_trigger("U0ASHA")
    element = {"type": "plain_text_input", "action_id": "a"}
    label = {"type": "plain_text", "text": "Words"}
    view: dict[str, Any] = {
        "type": "modal",
        "title": label,
        "submit": label,
        "blocks": [
            {"type": "input", "block_id": "kept", "label": label, "element": element},
            {"type": "input", "block_id": "new", "label": label, "element": element},
        ],
    }
    opened = (await client.views_open(trigger_id=trigger, view=view))["view"]
    core.modals.keep_state(opened, {"kept": {"a": {"type": "plain_text_input", "value": "typed"}}})
    view["blocks"][1]["element"] = element | {"initial_value": "offered"}
    updated = (await client.views_update(view_id=opened["id"], view=view))["view"]
    values = updated["state"]["values"]
    assert values["kept"]["a"]["value"] == "typed"
    assert values["new"]["a"]["value"] == "offered"


async def test_a_trigger_expires(tmp_path: Path) -> None:
    with Workspace.start(tmp_path, manifest={}, trigger_seconds=0.0) as ws:
        client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
        trigger = ws.app.state.workspace.store.tickets.new_trigger("U0ASHA")
        view = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Late"},
            "blocks": [SECTION],
        }
        answer = await refusal(client.views_open(trigger_id=trigger, view=view))
        assert answer["error"] == "expired_trigger_id"


async def test_marks_on_messages(ws: Workspace, client: AsyncWebClient) -> None:
    ts = ws.say("U0ASHA", BOARD, "Done")["ts"]
    await client.reactions_add(channel=BOARD, timestamp=ts, name="white_check_mark")
    assert ws.messages(BOARD)[-1]["reactions"] == [
        {"name": "white_check_mark", "users": ["U0MATTERS"], "count": 1}
    ]
    again = client.reactions_add(channel=BOARD, timestamp=ts, name="white_check_mark")
    assert (await refusal(again))["error"] == "already_reacted"
    await client.reactions_remove(channel=BOARD, timestamp=ts, name="white_check_mark")
    assert ws.messages(BOARD)[-1]["reactions"] == []
    await client.pins_add(channel=BOARD, timestamp=ts)
    answer = await refusal(client.pins_add(channel=BOARD, timestamp=ts))
    assert answer["error"] == "already_pinned"
    link = await client.chat_getPermalink(channel=BOARD, message_ts=ts)
    assert link["permalink"] == f"{ws.url}/archives/{BOARD}/p{ts.replace('.', '')}"


async def test_a_response_url_can_be_used_five_times(ws: Workspace) -> None:
    from bot.workspace.store import ResponseUrl

    target = ResponseUrl("U0ASHA", BOARD, None, False, None)
    token = ws.app.state.workspace.store.tickets.new_response_url(target)
    hook = AsyncWebhookClient(f"{ws.url}/response/{token}")
    assert [(await hook.send(text=f"{n}")).status_code for n in range(6)] == [200] * 5 + [404]
    assert [m["text"] for m in ws.messages(BOARD)[-5:]] == list("01234")
