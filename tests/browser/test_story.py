"""The five-minute story in a real browser, as officer, owner and chair; and a bot that is killed
in the middle of it: nothing lost, nothing sent twice."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from bot.sample import minutes_file
from bot.slack.manifest import manifest
from storage.database import open_store
from tests.support.chromium import browser, open_page  # noqa: F401
from tests.support.product import ASHA, BOARD, HALLAM, PEAKE, SECRET, free_port, product
from tests.support.serving import until
from tests.support.workspace import Workspace
from workflows.deliveries import Delivery

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


def record_the_minutes(page: Page) -> None:
    use_shortcut(page, "draft minutes of our last meeting", "Read these minutes")
    to_messages(page)
    page.get_by_role("button", name="Accept all resolutions").click()
    page.get_by_role("button", name="Accept all actions").click()
    page.get_by_role("button", name="Record", exact=True).click()


def test_the_whole_story_as_officer_owner_and_chair(browser: Browser, tmp_path: Path) -> None:  # noqa: F811
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


class Process:
    """The bot as a process of its own, to be killed."""

    def __init__(self, ws: Workspace, folder: Path, port: int) -> None:
        self.ws, self.folder, self.port = ws, folder, port
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {
            **os.environ,
            "SLACK_BOT_TOKEN": "xoxb-local",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": self.ws.api_url,
            "DATABASE_URL": f"sqlite:///{self.folder}/matters.sqlite3",
            "MATTERS_PORT": str(self.port),
            "MATTERS_REHEARSAL": "true",
            "MATTERS_TICK_SECONDS": "1",
            "MATTERS_LEASE_SECONDS": "5",
        }
        with (self.folder / "bot.log").open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=env,
                cwd=Path(__file__).parents[2],
                stdout=log,
                stderr=log,
            )
        until(self._healthy, 30, "the bot's health")

    def _healthy(self) -> bool:
        import httpx2

        try:
            return httpx2.get(f"http://127.0.0.1:{self.port}/healthz").status_code == 200
        except httpx2.TransportError:
            return False

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(10)


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Process]:
    seeds = [minutes_file(datetime.now(UTC).date())]
    with Workspace.start(
        tmp_path,
        manifest=manifest(),
        signing_secret=SECRET,
        bot_token="xoxb-local",
        seed_files=seeds,
    ) as ws:
        from bot.sample import furnish
        from storage.database import upgrade

        url = f"sqlite:///{tmp_path}/matters.sqlite3"
        upgrade(url)
        with open_store(url).begin() as tx:
            furnish(tx, datetime.now(UTC))
        process = Process(ws, tmp_path, free_port())
        ws.set_bot_url(f"http://127.0.0.1:{process.port}")
        process.start()
        yield process
        process.kill()


def keys(ws: Workspace) -> Counter[str]:
    """How often each message of the bot stands in the workspace, by the key it carries."""
    client = WebClient(token="xoxb-local", base_url=ws.api_url)
    found: Counter[str] = Counter()
    for channel in (BOARD, *(ws.dm(u) for u in (ASHA, PEAKE, *OWNERS))):
        history = client.conversations_history(
            channel=channel, include_all_metadata=True, limit=200
        )
        for message in history["messages"]:
            key = (message.get("metadata") or {}).get("event_payload", {}).get("key")
            if key:
                found[key] += 1
    return found


def outbox(folder: Path) -> dict[str, int]:
    with open_store(f"sqlite:///{folder}/matters.sqlite3").begin() as tx:
        return {state.value: n for state, n in tx.outbox.counts().items()}


def sent_messages(folder: Path) -> set[str]:
    with open_store(f"sqlite:///{folder}/matters.sqlite3").begin() as tx:
        rows = tx.outbox.listing({Delivery.SENT})
    return {parcel.key for _, parcel, *_ in rows if parcel.kind.value == "message"}


def test_killed_in_the_middle_nothing_is_lost_and_nothing_sent_twice(
    browser: Browser,  # noqa: F811
    killable: Process,
) -> None:
    ws, folder = killable.ws, killable.folder
    page = open_page(browser, ws.url, ASHA, BOARD)
    # The workspace stores the first message to an owner and answers too late: the bot dies
    # between Slack's deed and its own mark.
    use_shortcut(page, "draft minutes of our last meeting", "Read these minutes")
    to_messages(page)
    page.get_by_role("button", name="Accept all resolutions").click()
    page.get_by_role("button", name="Accept all actions").click()
    expect(page.get_by_role("button", name="Accept all actions")).to_have_count(0)
    ws.fault("chat.postMessage", "timeout", count=1, seconds=8)
    before = sum(keys(ws).values())
    page.get_by_role("button", name="Record", exact=True).click()
    until(lambda: sum(keys(ws).values()) > before, 20, "the first message stored")
    killable.kill()
    time.sleep(0.5)

    # While it is down the page says that a command failed; nothing typed is lost.
    page.get_by_test_id("composer").fill("/action list")
    page.keyboard.press("Enter")
    expect(page.get_by_text("dispatch_failed")).to_be_visible()

    killable.start()
    idle = {"pending": 0, "leased": 0}
    until(lambda: idle.items() <= outbox(folder).items(), 60, "an empty outbox")
    told = keys(ws)
    assert max(told.values()) == 1, told
    assert sent_messages(folder) <= set(told)
    for user, name in OWNERS.items():
        theirs = [m for m in ws.messages(ws.dm(user), user) if "for you" in m.get("text", "")]
        assert len(theirs) == 1, name
    speak_as(page, "Tom Hallam")
    to_messages(page)
    expect(page.locator("article[data-ts]").filter(has_text="has ")).to_have_count(1)
    page.context.close()
