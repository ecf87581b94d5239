"""The page as one reads and writes on it: messages, files, who speaks, the clock, a telephone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from tests.browser.form_bot import Bot
from tests.browser.opener import Opener, say
from tests.support.workspace import Workspace

pytestmark = pytest.mark.browser


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
    # The page tries again all the time, and the browser complains of each.
    page.close()
    opened.complaints[:] = [line for line in opened.complaints if "ERR_FAILED" not in line]


def test_a_thread_counts_what_everybody_sees(opened: Opener, ws: Workspace) -> None:
    parent = ws.say("U0PEAKE", "C0BOARD", "Who has read it?")
    ws.say("U0BEA", "C0BOARD", "I have", thread_ts=parent["ts"])
    page = opened()
    page.get_by_role("button", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.locator(".reply-rule")).to_have_text("1 reply")
    WebClient(token="xoxb-local", base_url=ws.api_url).chat_postEphemeral(
        channel="C0BOARD", user="U0ASHA", thread_ts=parent["ts"], text="Only for you"
    )
    expect(thread.get_by_text("Only visible to you")).to_be_visible()
    expect(thread.locator(".reply-rule")).to_have_text("1 reply")


def test_the_clock_waits_for_the_bots_answer(opened: Opener, bot: Bot) -> None:
    page = opened()
    clock = page.get_by_role("region", name="Clock")
    bot.clock_seconds = 1.5
    clock.get_by_role("button", name="+1 week").click()
    expect(clock).to_contain_text("moving…")
    expect(clock.get_by_role("button", name="Next working day 09:00")).to_be_disabled()
    assert bot.moved == 0
    expect(clock.get_by_role("button", name="+1 week")).to_be_enabled()
    assert bot.moved == 1
    expect(clock).to_contain_text("7 days ahead of the real time")


def test_the_title_says_where_one_is_and_what_waits(opened: Opener, ws: Workspace) -> None:
    page = opened(at="C0GENERAL")
    expect(page).to_have_title("#general – Matters Arising – local workspace")
    ws.say("U0PEAKE", "C0BOARD", "Is anybody there?")
    expect(page).to_have_title("(1) #general – Matters Arising – local workspace")
