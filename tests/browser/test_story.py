"""The five-minute story in a real browser, as officer, owner and chair; and a bot that is killed
in the middle of it: nothing lost, nothing sent twice."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import open_page
from tests.support.killable import Process, keys, killable, outbox, sent_messages  # noqa: F401
from tests.support.product import ASHA, BOARD, HALLAM, PEAKE, product
from tests.support.serving import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OWNERS = {HALLAM: "Tom Hallam", "U0BEA": "Bea Lindqvist", "U0MAUREEN": "Maureen Okoro"}


def use_shortcut(page: Page, message: str, name: str) -> None:
    """A message's "More actions" menu, as a person finds it."""
    article = page.locator("article[data-ts]").filter(has_text=message).first
    article.hover()
    article.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=name).click()


def to_messages(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Matters Arising")).first.click()
    page.get_by_role("tab", name="Messages").click()


def speak_as(page: Page, name: str) -> None:
    page.get_by_test_id("speak-as").click()
    page.get_by_role("menuitemradio", name=re.compile(name)).click()
    expect(page.get_by_test_id("speak-as")).to_contain_text(name)


def next_working_day(page: Page) -> None:
    """Press the clock's button and wait until it has moved."""
    button = page.get_by_role("button", name=re.compile("Next working day"))
    button.click()
    expect(button).to_be_enabled(timeout=60_000)


def accept_all(page: Page) -> None:
    for kind in ("resolutions", "actions"):
        accept = page.get_by_role("button", name=f"Accept all {kind}")
        accept.click()
        # The list is drawn anew without it; a form opened before that would be out of date.
        expect(accept).to_have_count(0)


def record_the_minutes(page: Page) -> None:
    use_shortcut(page, "draft minutes of our last meeting", "Read these minutes")
    to_messages(page)
    accept_all(page)
    page.get_by_role("button", name="Record…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(dialog).to_have_count(0)


def test_the_whole_story_as_officer_owner_and_chair(browser: Browser, tmp_path: Path) -> None:
    with product(tmp_path) as p:
        page = open_page(browser, p.ws.url, ASHA, BOARD)

        # The officer reads the minutes in, accepts and records.
        record_the_minutes(page)
        expect(page.get_by_text(re.compile("recorded", re.I)).last).to_be_visible()
        p.settled()

        # The clock moves on; the owner is reminded, once, and reports it done.
        speak_as(page, "Tom Hallam")
        reminder = page.locator("article[data-ts]").filter(has_text="Today:")
        for _ in range(8):
            next_working_day(page)
            p.settled()
            to_messages(page)
            page.wait_for_timeout(500)
            if reminder.count():
                break
        expect(reminder).to_have_count(1)
        reminder.get_by_role("button", name="Done", exact=True).first.click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Anything to add?").fill("The figures are with all members.")
        dialog.get_by_role("button", name="Report done").click()
        expect(reminder).to_contain_text("reported done")

        # The officer finds it on Home and accepts it.
        speak_as(page, "Asha Verma")
        page.get_by_role("button", name=re.compile("^Matters Arising")).first.click()
        page.get_by_role("tab", name="Home").click()
        accept = page.get_by_role("button", name="Accept", exact=True)
        accept.first.click()
        expect(accept).to_have_count(0)

        # The chair gets the digest with the log and the invitation ahead of the meeting.
        speak_as(page, "Rosalind Peake")
        digest = page.locator("article[data-ts]").filter(has_text=" meets in ")
        for _ in range(15):
            next_working_day(page)
            p.settled()
            to_messages(page)
            page.wait_for_timeout(500)
            if digest.count():
                break
        expect(digest).to_have_count(1)
        expect(digest).to_contain_text("1 completed")
        page.get_by_role("button", name=re.compile("health-and-wellbeing-board")).first.click()
        in_channel = page.locator("article[data-ts]").filter(has_text=" meets in ")
        expect(in_channel).to_have_count(1)
        in_channel.get_by_role("button", name=re.compile("repl")).click()
        for ending in ("docx", "pdf", "ics"):
            link = page.get_by_role("link", name=re.compile(rf"Download .*\.{ending}"))
            expect(link.first).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(r"Download .*\.ics")).first.click()
        ics = Path(download.value.path()).read_bytes()
        assert b"METHOD:PUBLISH" in ics
        assert b"ATTENDEE" not in ics
        page.context.close()


def test_killed_in_the_middle_nothing_is_lost_and_nothing_sent_twice(
    browser: Browser,
    killable: Process,  # noqa: F811
) -> None:
    ws, folder = killable.ws, killable.folder
    channels = [BOARD, *(ws.dm(user) for user in (ASHA, PEAKE, *OWNERS))]
    page = open_page(browser, ws.url, ASHA, BOARD)
    # The workspace stores the first message to an owner and answers too late: the bot dies
    # between Slack's deed and its own mark.
    use_shortcut(page, "draft minutes of our last meeting", "Read these minutes")
    to_messages(page)
    accept_all(page)
    ws.fault("chat.postMessage", "timeout", count=1, seconds=8)
    before = sum(keys(ws, channels).values())
    page.get_by_role("button", name="Record…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record", exact=True).click()
    until(lambda: sum(keys(ws, channels).values()) > before, 20, "the first message stored")
    killable.kill()
    time.sleep(0.5)

    # While it is down the page says that a command failed; nothing typed is lost.
    page.get_by_test_id("composer").fill("/action list")
    page.keyboard.press("Enter")
    expect(page.get_by_text("dispatch_failed").first).to_be_visible()

    killable.start()
    idle = {"pending": 0, "leased": 0}
    until(lambda: idle.items() <= outbox(folder).items(), 60, "an empty outbox")
    told = keys(ws, channels)
    assert max(told.values()) == 1, told
    assert sent_messages(folder) <= set(told)
    for user, name in OWNERS.items():
        theirs = [m for m in ws.messages(ws.dm(user), user) if "for you" in m.get("text", "")]
        assert len(theirs) == 1, name
    speak_as(page, "Tom Hallam")
    to_messages(page)
    expect(page.locator("article[data-ts]").filter(has_text="has ")).to_have_count(1)
    page.context.close()
