"""Makes the pictures of docs/soundings.md.

`python -m tests.support.pictures_of_soundings [FOLDER]`

Plays the story of tests/scenarios/test_sounding.py with pictures on the way. Look at them before
they are committed.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.scenarios.test_sounding import CALLOW, FEMI, ask, seat
from tests.support.chat import dm_with, in_days, said
from tests.support.chromium import ARGS, open_page
from tests.support.pictures import CHROMIUM, DESK, Album
from tests.support.postbox import Postbox, postbox, text_of
from tests.support.product import ASHA, BEA, BOARD, HALLAM, Product, product

QUESTION = "Do you support the bid"


def at_message(browser: Browser, p: Product, user: str, words: str) -> Page:
    """The direct message of that person with the bot, scrolled to the newest with these words."""
    dm_with(p, user, words)
    page = open_page(browser, p.ws.url, user, p.ws.dm(user), viewport=DESK)
    message = page.locator("article[data-ts]").filter(has_text=words).last
    message.wait_for()
    message.evaluate("node => node.scrollIntoView({block: 'start'})")
    return page


def the_form(browser: Browser, p: Product, album: Album) -> None:
    """The form of /sounding, filled in."""
    page = open_page(browser, p.ws.url, ASHA, BOARD, viewport=DESK)
    p.ws.command(ASHA, BOARD, "/sounding")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is asked?").fill("Do you support the bid for the community hub?")
    dialog.get_by_label("Until when?").fill(f"{in_days(p, 7):%-d %B} 17:00")
    threshold = dialog.get_by_label("How many must reply?")
    threshold.fill("4, among them 1 councillor and 1 NHS representative")
    threshold.scroll_into_view_if_needed()
    album.take(page, "sounding-1-form")
    page.close()
    p.ws.close(ASHA, p.ws.open_view(ASHA))


def play(browser: Browser, p: Product, box: Postbox, album: Album) -> None:
    """The story, step by step."""
    the_form(browser, p, album)
    ask(p)
    said(p, "/sounding permit S1 minute 22/8")
    page = at_message(browser, p, HALLAM, QUESTION)
    album.take(page, "sounding-2-asked")
    page.close()

    p.ws.press(BEA, dm_with(p, BEA, QUESTION), "sounding:own_interest")
    p.ws.submit(BEA, p.ws.open_view(BEA), {"reason": "my employer bids"})
    p.ws.press(HALLAM, dm_with(p, HALLAM, QUESTION), "sounding_reply:0")
    p.ws.submit(HALLAM, p.ws.open_view(HALLAM), {"comment": "With the timetable as it is."})
    said(p, "/sounding note S1 Maureen: no, she rang")
    the_link(browser, p, box, album)
    page = at_message(browser, p, ASHA, "Waited for")
    album.take(page, "sounding-4-card")
    page.close()

    said(p, "/sounding substitute S1 Peake: Idris Callow")
    instead = dm_with(p, CALLOW, "you answer in the place of Rosalind Peake")
    p.ws.press(CALLOW, instead, "sounding_reply:0")
    p.ws.close(CALLOW, p.ws.open_view(CALLOW))
    p.ws.advance(days=8)
    page = at_message(browser, p, ASHA, "Outcome:")
    album.take(page, "sounding-5-closed")
    page.close()


def the_link(browser: Browser, p: Product, box: Postbox, album: Album) -> None:
    """The page behind the e-mail's link, before and after it is sent."""
    p.settled()
    (asked,) = [m for m in box.to(FEMI) if "asks for your view" in str(m["Subject"])]
    (link,) = re.findall(r"http://127\.0\.0\.1:\d+/a/\S+", text_of(asked))
    page = browser.new_page(viewport=DESK)
    page.goto(link)
    page.get_by_text("Your view", exact=True).click()
    page.get_by_label("Yes", exact=True).check()
    album.take(page, "sounding-3-link")
    page.get_by_role("button", name="Send my reply").click()
    page.get_by_text("Thank you, your reply").wait_for()
    page.close()


def main() -> None:
    """Play it, with a mail server that keeps what it takes."""
    album = Album(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        postbox() as box,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        smtp: dict[str, Any] = {
            "smtp_host": "127.0.0.1",
            "smtp_port": box.port,
            "smtp_security": "none",
            "smtp_from": "Matters Arising <actions@exampleshire.example>",
        }
        with product(Path(folder), **smtp) as p:
            seat(p)
            play(browser, p, box, album)
        browser.close()


if __name__ == "__main__":
    main()
