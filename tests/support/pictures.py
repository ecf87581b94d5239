"""Makes the pictures of the README's tour: `python -m tests.support.pictures [FOLDER]`.

Plays the tour in a workspace of its own and writes a picture of each step, in at most 64 colours so
that they stay small. Look at them before they are committed.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

from tests.browser.test_story import next_working_day, speak_as, to_messages, use_shortcut
from tests.support.chromium import ARGS, open_page
from tests.support.product import ASHA, BOARD, PEAKE, Product, product

DESK = ViewportSize(width=1180, height=720)
PHONE = ViewportSize(width=390, height=844)
CHROMIUM = "/usr/bin/chromium"


class Album:
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, page: Page, name: str) -> None:
        """A picture of what the page shows, once it has come to rest."""
        page.wait_for_timeout(800)
        path = self._folder / f"{name}.png"
        page.screenshot(path=path)
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        small.save(path, optimize=True)


def to_top(article: Locator) -> None:
    """Scroll until the message begins at the top of the view."""
    article.evaluate("node => node.scrollIntoView({block: 'start'})")


def wait_for(p: Product, page: Page, words: str, days: int) -> Locator:
    """Press "Next working day" until the bot has written that, `days` times at most."""
    message = page.locator("article[data-ts]").filter(has_text=words)
    for _ in range(days):
        next_working_day(page)
        p.settled()
        to_messages(page)
        page.wait_for_timeout(800)
        if message.count():
            return message.first
    raise SystemExit(f"“{words}” did not come within {days} working days; no picture of it.")


def play(p: Product, page: Page, album: Album) -> None:
    """The tour, step by step."""
    article = page.locator("article[data-ts]").filter(has_text="draft minutes of our last meeting")
    article.first.hover()
    article.first.get_by_role("button", name="More actions").click()
    album.take(page, "1-read")
    page.keyboard.press("Escape")
    use_shortcut(page, "draft minutes of our last meeting", "Read these minutes")
    to_messages(page)
    page.get_by_role("button", name="Accept all resolutions").click()
    page.get_by_role("button", name="Accept all actions").click()
    page.get_by_role("button", name="Record…").wait_for()
    album.take(page, "2-review")
    page.get_by_role("button", name="Record…").click()
    record = page.get_by_role("dialog").get_by_role("button", name="Record", exact=True)
    record.wait_for()
    album.take(page, "2-record")
    record.click()
    p.settled()

    speak_as(page, "Tom Hallam")
    reminder = wait_for(p, page, "Today:", 8)
    to_top(reminder)
    album.take(page, "3-reminder")
    reminder.get_by_role("button", name="Done", exact=True).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Anything to add?").fill("The figures are with all members.")
    album.take(page, "4-done")
    dialog.get_by_role("button", name="Report done").click()
    p.settled()

    speak_as(page, "Asha Verma")
    page.get_by_role("button", name=re.compile("^Matters Arising")).first.click()
    page.get_by_role("tab", name="Home").click()
    accept = page.get_by_role("button", name="Accept", exact=True).first
    accept.scroll_into_view_if_needed()
    album.take(page, "5-accept")
    accept.click()
    p.settled()

    speak_as(page, "Rosalind Peake")
    digest = wait_for(p, page, " meets in ", 15)
    digest.get_by_role("button", name=re.compile("repl")).click()
    page.get_by_role("link", name=re.compile(r"Download .*\.ics")).first.wait_for()
    album.take(page, "6-digest")


def main() -> None:
    """Play the tour, then look at its end on a telephone."""
    album = Album(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        with product(Path(folder)) as p:
            page = open_page(browser, p.ws.url, ASHA, BOARD, viewport=DESK)
            play(p, page, album)
            context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
            phone = context.new_page()
            phone.goto(f"{p.ws.url}/#as={PEAKE}&at={p.ws.dm(PEAKE)}")
            digest = phone.locator("article[data-ts]").filter(has_text=" meets in ").first
            digest.wait_for()
            to_top(digest)
            album.take(phone, "7-phone")
        browser.close()


if __name__ == "__main__":
    main()
