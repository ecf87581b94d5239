"""The workspace's page in a real browser, with a real Bolt app behind a real workspace."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

# `pytest` alone does not put the checkout on the path, `python -m pytest` does.
sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.support.serving import serving, until
from tests.support.workspace import Workspace

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
MANIFEST: dict[str, Any] = {
    "features": {
        "slash_commands": [
            {
                "command": "/action",
                "description": "Record an action",
                "usage_hint": "@owner by 13 March: send the budget",
                "should_escape": True,
            },
            {"command": "/meeting", "description": "Open and close a meeting"},
        ],
        "shortcuts": [
            {"name": "Record as action", "type": "message", "callback_id": "record"},
        ],
    }
}


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(value: str, words: str) -> dict[str, Any]:
    return {"text": text(words), "value": value}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def button(action_id: str, words: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": text(words), "value": "1", **more}


def form(**more: Any) -> dict[str, Any]:
    dues = [option("next", "The next meeting"), option("date", "A date")]
    marks = [option("exempt", "Exempt"), option("report", "Report back")]
    optional = {"optional": True}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Record an action"),
        "submit": text("Record"),
        "notify_on_close": True,
        "blocks": [
            field("what", "What", {"type": "plain_text_input", "multiline": True}),
            field(
                "due",
                "Due",
                {"type": "static_select", "options": dues, "initial_option": dues[0]},
                dispatch_action=True,
            ),
            field("owners", "Owners", {"type": "multi_users_select"}, **optional),
            field("lead", "Lead", {"type": "users_select"}, **optional),
            field("minute", "Minute", {"type": "external_select", "min_query_length": 1})
            | optional,
            field("day", "Day", {"type": "datepicker"}, **optional),
            field("hour", "Hour", {"type": "timepicker"}, **optional),
            field("moment", "Moment", {"type": "datetimepicker"}, **optional),
            field("marks", "Marks", {"type": "checkboxes", "options": marks}, **optional),
            field("way", "Way", {"type": "radio_buttons", "options": marks}, **optional),
            field("mail", "Mail", {"type": "email_text_input"}, **optional),
            field("sum", "Sum", {"type": "number_input", "is_decimal_allowed": True}, **optional),
            field("papers", "Papers", {"type": "file_input"}, **optional),
            {"type": "actions", "block_id": "more", "elements": [button("deeper", "History")]},
        ],
        **more,
    }


CARD: list[dict[str, Any]] = [
    {"type": "header", "text": text("Is it done?")},
    {
        "type": "actions",
        "block_id": "answer",
        "elements": [
            button("done", "Done", style="primary"),
            button(
                "drop",
                "Drop it",
                style="danger",
                confirm={
                    "title": text("Drop this action?"),
                    "text": text("The owner is told."),
                    "confirm": text("Drop"),
                    "deny": text("Keep"),
                },
            ),
        ],
    },
]


class Bot:
    """A Bolt app with one of everything, and a business clock as the product's has."""

    def __init__(self, ws: Workspace) -> None:
        self.seen: dict[str, list[Any]] = {}
        self.offset = 0
        client = AsyncWebClient(token="xoxb-local", base_url=ws.api_url)
        self.app = AsyncApp(
            client=client, signing_secret="local-signing-secret", process_before_response=True
        )
        self.slack = AsyncSlackRequestHandler(self.app)
        self._listen()

    def note(self, kind: str, what: Any) -> None:
        self.seen.setdefault(kind, []).append(what)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/rehearsal/clock":
            await self._clock(scope, receive, send)
        else:
            await self.slack(scope, receive, send)

    async def _clock(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "POST":
            body = b""
            while True:
                part = await receive()
                body += part.get("body", b"")
                if not part.get("more_body"):
                    break
            self.offset = json.loads(body)["offset_seconds"]
        now = datetime.now(UTC) + timedelta(seconds=self.offset)
        answer = json.dumps({"offset_seconds": self.offset, "now": now.isoformat()}).encode()
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    def _listen(self) -> None:
        app, note = self.app, self.note

        @app.command("/action")
        async def action(ack: Any, command: Any, client: Any) -> None:
            note("command", command)
            words = command["text"]
            if words == "card":
                await ack()
                await client.chat_postMessage(
                    channel=command["channel_id"], text="Is it done?", blocks=CARD
                )
            elif words == "new":
                await ack()
                await client.views_open(trigger_id=command["trigger_id"], view=form())
            else:
                await ack(f"You said *{words}*")

        @app.action(re.compile("done|drop"))
        async def answered(ack: Any, body: Any, client: Any) -> None:
            await ack()
            note("action", body)
            await client.chat_update(
                channel=body["channel"]["id"], ts=body["message"]["ts"], text="Thank you", blocks=[]
            )

        @app.action("due")
        async def due(ack: Any, body: Any, client: Any) -> None:
            await ack()
            note("due", body)
            words = body["actions"][0]["selected_option"]["text"]["text"]
            view = form()
            view["blocks"].insert(0, {"type": "section", "text": text(f"Due: {words}")})
            await client.views_update(view_id=body["view"]["id"], view=view)

        @app.action("deeper")
        async def deeper(ack: Any, body: Any, client: Any) -> None:
            await ack()
            blocks = [{"type": "section", "text": text("Recorded on 8 October")}]
            view = {"type": "modal", "title": text("History"), "blocks": blocks}
            await client.views_push(trigger_id=body["trigger_id"], view=view)

        @app.options("minute")
        async def minutes(ack: Any, payload: Any) -> None:
            await ack(options=[option("22/8", f"Minute {payload['value']}/8")])

        @app.view("form")
        async def submitted(ack: Any, view: Any) -> None:
            note("submitted", view["state"]["values"])
            if view["state"]["values"]["what"]["what"]["value"] == "bad":
                await ack(response_action="errors", errors={"day": "That day is past."})
            else:
                await ack()

        @app.view_closed("form")
        async def closed(ack: Any, body: Any) -> None:
            note("closed", body)
            await ack()

        @app.shortcut("record")
        async def record(ack: Any, shortcut: Any, client: Any) -> None:
            note("shortcut", shortcut)
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=form())

        @app.event("app_home_opened")
        async def home(event: Any, client: Any) -> None:
            blocks = [{"type": "header", "text": text("What waits for you")}]
            await client.views_publish(
                user_id=event["user"], view={"type": "home", "blocks": blocks}
            )

        @app.event("message")
        async def message(event: Any) -> None:
            note("message", event)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    minutes = {
        "name": "minutes.docx",
        "data": b"not really",
        "channel": "C0BOARD",
        "user": "U0ASHA",
        "text": "The draft minutes",
    }
    with Workspace.start(tmp_path, manifest=MANIFEST, seed_files=[minutes]) as workspace:
        yield workspace


@pytest.fixture
def bot(ws: Workspace) -> Iterator[Bot]:
    bot = Bot(ws)
    with serving(bot) as url:
        ws.set_bot_url(url)
        yield bot


class Opener:
    """Opens the page as somebody; remembers what the browser complained of and asked for."""

    def __init__(self, browser: Browser, ws: Workspace) -> None:
        self.browser, self.ws = browser, ws
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.contexts: list[Any] = []

    def __call__(self, user: str = "U0ASHA", at: str = "C0BOARD", **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 860})
        context = self.browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type == "error" else None,
        )
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(f"{self.ws.url}/#as={user}&at={at}" if user else self.ws.url)
        page.locator(".app .sidebar .team", has_text="Exampleshire").wait_for(state="attached")
        return page


@pytest.fixture
def opened(browser: Browser, ws: Workspace, bot: Bot) -> Iterator[Opener]:
    opener = Opener(browser, ws)
    yield opener
    for context in opener.contexts:
        context.close()
    assert opener.complaints == []
    assert [url for url in opener.asked if not url.startswith((ws.url, "data:", "blob:"))] == []


def say(page: Page, words: str) -> None:
    page.get_by_test_id("composer").fill(words)
    page.keyboard.press("Enter")


def test_opens_as_the_officer_and_says_what_it_is(opened: Opener, ws: Workspace) -> None:
    page = opened(user="")
    expect(page.get_by_text("this is not Slack, nothing leaves this machine")).to_be_visible()
    expect(page.get_by_test_id("speak-as")).to_contain_text("Asha Verma")
    expect(page.get_by_role("heading", level=1)).to_have_text("health-and-wellbeing-board")
    expect(page.get_by_role("article").first).to_contain_text("Rosalind Peake")
    expect(page.get_by_role("link", name=re.compile("Download minutes.docx"))).to_be_visible()


def test_a_message_reaches_others_at_once_and_is_counted_elsewhere(opened: Opener) -> None:
    asha, tom = opened("U0ASHA"), opened("U0HALLAM", at="C0GENERAL")
    composer = asha.get_by_test_id("composer")
    composer.fill("For @hal")
    composer.press("End")
    asha.keyboard.type("l")
    asha.get_by_role("option", name=re.compile("Tom Hallam")).click()
    asha.keyboard.type("*please* read")
    asha.keyboard.press("Shift+Enter")
    asha.keyboard.type("item 7 :white_check_mark:")
    asha.keyboard.press("Enter")
    sent = asha.get_by_role("article").last
    expect(sent.locator(".mention")).to_have_text("@Tom Hallam")
    expect(sent.locator("strong")).to_have_text("please")
    expect(sent).to_contain_text("item 7 ✅")
    expect(composer).to_have_value("")
    place = tom.get_by_role("button", name=re.compile("health-and-wellbeing-board"))
    expect(place.locator(".badge")).to_contain_text("unread")
    place.click()
    expect(tom.get_by_role("article").last).to_contain_text("item 7 ✅")
    expect(place.locator(".badge")).to_have_count(0)


def test_what_is_written_stays_text(opened: Opener, ws: Workspace) -> None:
    page = opened()
    say(page, "<img src=x onerror=alert(1)> <b>bold</b> & [x](javascript:alert(1))")
    last = page.get_by_role("article").last
    expect(last).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b> &")
    assert last.locator("img, b, a").count() == 0


def test_slash_completion_and_an_answer_for_one(opened: Opener, bot: Bot) -> None:
    page = opened()
    page.get_by_test_id("composer").press_sequentially("/")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Record an action")
    expect(first).to_contain_text("@owner by 13 March: send the budget")
    page.keyboard.press("Enter")
    page.keyboard.type("list @hallam")
    page.keyboard.press("Enter")
    answer = page.get_by_role("article").last
    expect(answer).to_contain_text("Only visible to you")
    assert bot.seen["command"][0]["text"] == "list <@U0HALLAM|hallam>"
    answer.get_by_role("button", name="Dismiss message").click()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)


def test_a_failed_command_is_said_and_what_was_typed_is_kept(opened: Opener, ws: Workspace) -> None:
    page = opened()
    ws.set_bot_url("http://127.0.0.1:9")
    say(page, "/action new")
    expect(page.get_by_role("alert")).to_contain_text(
        "/action failed with the error “dispatch_failed”"
    )
    expect(page.get_by_test_id("composer")).to_have_value("/action new")
    say(page, "/acton new")
    expect(page.get_by_role("alert")).to_contain_text("/acton is not a command here")


def choose(page: Page, label: str, *names: str) -> None:
    page.get_by_role("combobox", name=label).click()
    for name in names:
        page.get_by_role("option", name=re.compile(name)).click()
    page.get_by_role("combobox", name=label).press("Tab")


def test_a_form_sends_slacks_own_shapes(opened: Opener, bot: Bot) -> None:
    page = opened()
    say(page, "/action new")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What")).to_be_focused()
    dialog.get_by_label("What").fill("Write to NHS England")
    choose(page, "Owners", "Tom Hallam", "Bea Lindqvist")
    choose(page, "Lead", "Tom Hallam")
    dialog.get_by_role("combobox", name="Minute").press_sequentially("22")
    dialog.get_by_role("option", name="Minute 22/8").click()
    dialog.get_by_label("Day").fill("2026-11-27")
    expect(dialog.get_by_text("Friday 27 November 2026")).to_be_visible()
    dialog.get_by_label("Hour").fill("09:30")
    dialog.get_by_label("Moment").fill("2026-11-27T14:00")
    dialog.get_by_role("checkbox", name="Exempt").check()
    dialog.get_by_role("radio", name="Report back").check()
    dialog.get_by_label("Mail").fill("tom@exampleshire.example")
    dialog.get_by_label("Sum").fill("3500.50")
    paper = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    dialog.locator("input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    expect(dialog.get_by_role("button", name="Remove letter.pdf")).to_be_visible()
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    sent = {block: next(iter(found.values())) for block, found in bot.seen["submitted"][0].items()}
    files = sent.pop("papers")
    assert files["type"] == "file_input"
    assert files["files"][0]["name"] == "letter.pdf"
    exempt, report = option("exempt", "Exempt"), option("report", "Report back")
    for each in (exempt, report):
        each["text"]["emoji"] = True
    for given in (*sent["marks"]["selected_options"], sent["way"]["selected_option"]):
        given["text"].setdefault("emoji", True)
    assert sent.pop("due")["selected_option"]["value"] == "next"
    assert sent.pop("minute")["selected_option"]["value"] == "22/8"
    assert sent == {
        "what": {"type": "plain_text_input", "value": "Write to NHS England"},
        "owners": {"type": "multi_users_select", "selected_users": ["U0HALLAM", "U0BEA"]},
        "lead": {"type": "users_select", "selected_user": "U0HALLAM"},
        "day": {"type": "datepicker", "selected_date": "2026-11-27"},
        "hour": {"type": "timepicker", "selected_time": "09:30"},
        "moment": {"type": "datetimepicker", "selected_date_time": 1795788000},
        "marks": {"type": "checkboxes", "selected_options": [exempt]},
        "way": {"type": "radio_buttons", "selected_option": report},
        "mail": {"type": "email_text_input", "value": "tom@exampleshire.example"},
        "sum": {"type": "number_input", "value": "3500.50"},
    }


def test_a_form_keeps_what_was_typed(opened: Opener, bot: Bot) -> None:
    """Through complaints, an update in place and a view laid over it."""
    page = opened()
    say(page, "/action new")
    dialog = page.get_by_role("dialog")
    record = dialog.get_by_role("button", name="Record", exact=True)
    record.click()
    expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    assert "submitted" not in bot.seen
    dialog.get_by_label("What").fill("bad")
    expect(dialog.get_by_text("Please complete this required field.")).to_have_count(0)
    choose(page, "Due", "A date")
    expect(dialog.get_by_text("Due: A date")).to_be_visible()
    expect(dialog.get_by_label("What")).to_have_value("bad")
    record.click()
    expect(dialog.get_by_text("That day is past.")).to_be_visible()
    expect(dialog.get_by_label("Day")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Day")).to_be_focused()
    dialog.get_by_role("button", name="History").click()
    expect(dialog.get_by_role("heading", name="History")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("What")).to_have_value("bad")
    page.reload()
    expect(page.get_by_role("dialog").get_by_text("Due: A date")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(lambda: bot.seen.get("closed"), what="view_closed")


def test_buttons_in_messages_ask_first_where_they_should(opened: Opener, bot: Bot) -> None:
    page = opened()
    say(page, "/action card")
    card = page.get_by_role("article").last
    expect(card.get_by_role("heading", name="Is it done?")).to_be_visible()
    card.get_by_role("button", name="Drop it").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("The owner is told.")
    question.get_by_role("button", name="Keep").click()
    assert "action" not in bot.seen
    card.get_by_role("button", name="Done").click()
    expect(page.get_by_role("article").last).to_contain_text("Thank you")
    done = bot.seen["action"][0]["actions"][0]
    assert (done["type"], done["action_id"], done["block_id"]) == ("button", "done", "answer")


def test_message_shortcuts_and_threads_by_keyboard(opened: Opener, bot: Bot) -> None:
    page = opened()
    page.get_by_test_id("composer").wait_for()
    articles = page.get_by_role("main").get_by_role("article")
    last = articles.last
    last.focus()
    page.keyboard.press("ArrowUp")
    expect(articles.nth(-2)).to_be_focused()
    page.keyboard.press("ArrowDown")
    more = last.get_by_role("button", name="More actions")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name=re.compile("Record as action")).press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert bot.seen["shortcut"][0]["message"]["text"] == "The draft minutes"
    page.keyboard.press("Escape")
    last.hover()
    last.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_test_id("thread-composer")
    expect(reply).to_be_focused()
    reply.fill("/action new")
    reply.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be used in a thread")
    reply.fill("Seen, thank you")
    reply.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("article").last).to_contain_text("Seen, thank you")
    expect(last.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    thread.get_by_role("button", name="Close the thread").last.click()
    expect(thread).to_have_count(0)


def test_files_go_up_and_come_down(opened: Opener) -> None:
    page = opened()
    paper = {"name": "pack.txt", "mimeType": "text/plain", "buffer": b"Resolved that"}
    page.locator(".composer input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    expect(page.get_by_text("13 bytes")).to_be_visible()
    say(page, "The pack")
    card = page.get_by_role("article").last.get_by_role("link", name=re.compile("pack.txt"))
    with page.expect_download() as download:
        card.click()
    assert Path(download.value.path()).read_bytes() == b"Resolved that"


def test_speaking_as_somebody_else_and_the_bots_home(opened: Opener) -> None:
    page = opened()
    page.get_by_test_id("speak-as").click()
    page.get_by_role("menuitemradio", name=re.compile("Tom Hallam")).click()
    expect(page.get_by_test_id("speak-as")).to_contain_text("Tom Hallam")
    assert "as=U0HALLAM" in page.url
    page.get_by_role("button", name="Matters Arising").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_text("to see what Matters Arising can do")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")


def test_the_clock_goes_forward_only(opened: Opener, bot: Bot) -> None:
    page = opened()
    clock = page.get_by_role("region", name="Clock")
    clock.get_by_role("button", name="+1 week").click()
    expect(clock).to_contain_text("7 days ahead of the real time")
    assert bot.offset == 7 * 86400
    clock.get_by_role("button", name="Next working day 09:00").click()
    expect(clock.locator(".clock-time")).to_have_text("09:00")
    clock.get_by_text("Move to a date").click()
    moment = clock.get_by_label("Move to date and time")
    moment.evaluate("(node) => { node.min = ''; node.value = '2020-01-01T09:00'; }")
    clock.get_by_role("button", name="Go").click()
    expect(clock).to_contain_text("The clock only moves forward.")


def test_on_a_telephone(opened: Opener) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    composer = page.get_by_test_id("composer")
    box = composer.bounding_box()
    assert box is not None
    assert box["y"] > 600
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Open the menu").tap()
    page.get_by_role("button", name="general").tap()
    expect(page.get_by_test_id("composer")).to_have_attribute("placeholder", "Message #general")
    say(page, "/action new")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}


def test_the_tour_can_be_followed_and_put_away(opened: Opener) -> None:
    page = opened()
    tour = page.get_by_role("complementary", name="Five-minute tour")
    expect(tour).to_contain_text("Read the minutes")
    tour.get_by_role("button", name="Show me").click()
    more = page.locator("article", has_text="minutes.docx").get_by_label("More actions")
    expect(more.first).to_be_focused()
    tour.get_by_role("button", name="Next").click()
    expect(tour.locator(".current")).to_contain_text("Accept what it found")
    tour.get_by_role("button", name="Dismiss the tour").click()
    page.reload()
    expect(page.get_by_test_id("composer")).to_be_visible()
    expect(tour).to_have_count(0)


def test_older_messages_come_as_one_scrolls(opened: Opener, ws: Workspace) -> None:
    for number in range(90):
        ws.say("U0BEA", "C0PLACE", f"Message {number}")
    page = opened(at="C0PLACE")
    expect(page.get_by_role("article").last).to_contain_text("Message 89")
    expect(page.get_by_text("Message 3", exact=True)).to_have_count(0)
    page.get_by_role("region", name="Messages").evaluate("(node) => node.scrollTo(0, 0)")
    expect(page.get_by_text("Message 3", exact=True)).to_have_count(1)
    ws.say("U0BEA", "C0PLACE", "And one more")
    page.get_by_role("button", name="New messages").click()
    expect(page.get_by_role("article").last).to_be_in_viewport()


def test_it_says_so_when_the_workspace_is_gone(opened: Opener) -> None:
    page = opened()
    page.route("**/client/**", lambda route: route.abort())
    say(page, "Is anybody there?")
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(page.get_by_test_id("composer")).to_have_value("Is anybody there?")
    opened.complaints[:] = [line for line in opened.complaints if "ERR_FAILED" not in line]
