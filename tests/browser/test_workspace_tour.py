"""The tour: followed by hand, and by itself as things happen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from tests.browser.form_bot import Bot, button
from tests.browser.opener import Opener
from tests.support.workspace import Workspace

pytestmark = pytest.mark.browser


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


def bot_says(ws: Workspace, channel: str, words: str, **more: Any) -> dict[str, Any]:
    client = WebClient(token="xoxb-local", base_url=ws.api_url)
    return dict(client.chat_postMessage(channel=channel, text=words, **more).data)  # type: ignore[arg-type]


def test_the_tour_follows_what_happens(opened: Opener, ws: Workspace, bot: Bot) -> None:
    """In the bot's messages as in a channel; whoever speaks; and never back."""
    asha, tom = ws.dm("U0ASHA"), ws.dm("U0HALLAM")
    page = opened(at=asha)
    current = page.get_by_role("complementary", name="Five-minute tour").locator(".current b")
    expect(current).to_have_text("Read the minutes")
    page.get_by_role("button", name="+1 hour").click()
    expect(page.get_by_role("region", name="Clock")).to_contain_text("1 hour ahead")
    ws.say("U0PEAKE", "C0BOARD", "Draft register of something")
    expect(current).to_have_text("Read the minutes")  # not their turn, not the bot's words

    bot_says(ws, asha, "Two actions found", blocks=[section("*Draft register of the meeting*")])
    expect(current).to_have_text("Accept what it found")
    bot_says(ws, asha, "*Recorded from the meeting of 29 October*")
    expect(current).to_have_text("Move the clock")
    page.get_by_role("button", name="+1 week").click()
    expect(current).to_have_text("A reminder arrives")

    # What came while nobody looked counts when it comes on view.
    card = bot_says(ws, tom, "Today: 1 action for you")
    page.get_by_test_id("speak-as").click()
    page.get_by_role("menuitemradio", name=re.compile("Tom Hallam")).click()
    expect(current).to_have_text("Done")
    done = "Today: 1 action for you\nreported done, waiting for the officer"
    WebClient(token="xoxb-local", base_url=ws.api_url).chat_update(
        channel=tom, ts=card["ts"], text=done
    )
    expect(current).to_have_text("Accepted")
    bot_says(ws, tom, ":white_check_mark: completed")
    expect(current).to_have_text("Digest and invitation")
    bot_says(ws, tom, "*Draft register of another meeting*")
    expect(current).to_have_text("Digest and invitation")
    send_invitation(ws, tom)
    tour = page.get_by_role("complementary", name="Five-minute tour")
    expect(tour).to_contain_text("All done")
    tour.get_by_role("button", name="Start again").click()
    expect(current).to_have_text("Read the minutes")
    page.reload()
    expect(page.get_by_role("article").last).to_contain_text("meeting.ics")
    expect(current).to_have_text("Read the minutes")


def section(words: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def send_invitation(ws: Workspace, channel: str) -> None:
    WebClient(token="xoxb-local", base_url=ws.api_url).files_upload_v2(
        channel=channel, filename="meeting.ics", content="BEGIN:VCALENDAR"
    )


def test_accept_pressed_counts_when_it_is_its_turn(opened: Opener, ws: Workspace) -> None:
    dm = ws.dm("U0ASHA")
    blocks = [section("To accept"), {"type": "actions", "elements": [button("done", "Accept")]}]
    bot_says(ws, dm, "Today: 1 waiting for you as officer", blocks=blocks)
    bot_says(ws, dm, "reported done, waiting for the officer")
    page = opened(at=dm)
    current = page.get_by_role("complementary", name="Five-minute tour").locator(".current b")
    expect(current).to_have_text("Accepted")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(current).to_have_text("Digest and invitation")


def test_the_tour_is_a_bar_on_a_telephone_and_where_one_wants_it(
    opened: Opener, ws: Workspace
) -> None:
    bot_says(ws, ws.dm("U0ASHA"), "Good morning")
    page = opened(
        at=ws.dm("U0ASHA"), viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    tour = page.get_by_role("complementary", name="Five-minute tour")
    bar = tour.bounding_box()
    assert bar is not None
    assert bar["height"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    tour.get_by_role("button", name="Tour, 1 of 7: Read the minutes").tap()
    expect(tour.get_by_text("Find the message with the draft minutes")).to_be_visible()
    tour.get_by_role("button", name="Show me").tap()
    more = page.locator("article", has_text="minutes.docx").get_by_label("More actions")
    expect(more.first).to_be_focused()
    tour.get_by_role("button", name="Make the tour small").tap()
    expect(tour.get_by_text("Find the message with the draft minutes")).to_be_hidden()

    desk = opened(at="home")
    tour = desk.get_by_role("complementary", name="Five-minute tour")
    expect(tour.get_by_text("Find the message with the draft minutes")).to_be_visible()
    tour.get_by_role("button", name="Make the tour small").click()
    expect(tour.get_by_role("button", name="Tour, 1 of 7")).to_be_focused()
    desk.reload()
    expect(tour.get_by_role("button", name="Tour, 1 of 7")).to_be_visible()
    expect(tour.get_by_text("Find the message with the draft minutes")).to_be_hidden()
