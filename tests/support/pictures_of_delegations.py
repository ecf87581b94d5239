"""Makes the pictures of docs/delegated-decisions.md:
`python -m tests.support.pictures_of_delegations [FOLDER]`.

Plays the stories in a workspace of their own. Look at the pictures before they are committed.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bot.slack import ids
from tests.support.chat import form, last, the_board
from tests.support.chromium import ARGS, open_page
from tests.support.pictures import CHROMIUM, Album
from tests.support.product import ASHA, BOARD, HALLAM, PEAKE, Product, product
from workflows.profile import Rules

DESK = ViewportSize(width=1180, height=760)
STEP = ids.DELEGATION_STEP
RECORD = {
    "decision": "Approved the Better Care Fund plan 2027-28 for submission.",
    "reasons": "It meets the national conditions and the partners' comments are taken up.",
    "alternatives": "None: without a plan the fund is not released.",
    "interests": "None declared",
}


def typed(p: Product, text: str, user: str = ASHA) -> None:
    p.ws.command(user, BOARD, text)
    p.settled()


def look(p: Product, page: Page, album: Album, name: str, user: str, at: str) -> None:
    """What that person sees there now, scrolled to the end."""
    go(p, page, user, at)
    page.locator("article[data-ts]").last.scroll_into_view_if_needed()
    album.take(page, name)


def go(p: Product, page: Page, user: str, at: str) -> None:
    """The page anew, as that person."""
    page.goto("about:blank")
    page.goto(f"{p.ws.url}/#as={user}&at={at}")
    page.get_by_test_id("speak-as").wait_for()
    page.wait_for_timeout(700)


def granted_and_consulted(p: Product, page: Page, album: Album) -> None:
    """Story 1: three delegates, jointly; the chair is consulted."""
    typed(
        p,
        "/resolution 52: the Board delegates final approval of the Better Care Fund plan up to "
        "£40,000 jointly to the Director of Public Health, the Director of Adult Social Care and "
        "the Chief Executive, Exampleshire Voluntary Action, in consultation with the Chair, "
        "until 31 March 2027",
    )
    typed(p, "/delegation consult D1: Do you support the plan as drafted?")
    look(p, page, album, "delegation-1-consulted", PEAKE, p.ws.dm(PEAKE))
    question = p.ws.messages(p.ws.dm(PEAKE), PEAKE)[-1]
    p.ws.press(PEAKE, question, STEP + "reply")
    answer = "Yes. Please mention the carers' service."
    p.ws.submit(PEAKE, p.ws.open_view(PEAKE), {"text": answer})
    typed(p, "/delegation show D1")
    look(p, page, album, "delegation-2-register", ASHA, BOARD)


def decided(p: Product, page: Page, album: Album) -> None:
    """The record, refused at first because one of the three has not agreed."""
    view = form(p, "/delegation decide D1")
    go(p, page, ASHA, BOARD)
    page.get_by_role("dialog").wait_for()
    album.take(page, "delegation-3-record")
    p.ws.submit(ASHA, view, {**RECORD, "agreed": _everyone(p), "amount": "£38,500"})
    p.settled()
    typed(p, "/delegation published X1")
    p.settled()
    look(p, page, album, "delegation-4-decided", ASHA, BOARD)


def _everyone(p: Product) -> list[str]:
    board = the_board(p)
    return list(p.look(lambda tx: tx.delegations.of_board(board.id)[-1].delegates))


def paper(p: Product, browser: Browser, album: Album) -> None:
    """The record as a page, as a council publishes it."""
    typed(p, "/delegation record X1 html")
    p.settled()
    files = [f for m in p.ws.messages(p.ws.dm(ASHA), ASHA) for f in m.get("files", [])]
    page = browser.new_page(viewport=ViewportSize(width=900, height=980))
    page.set_content(p.ws.download(ASHA, files[-1]["id"]).decode())
    album.take(page, "delegation-5-paper")
    page.close()


def called_in(p: Product, page: Page, album: Album) -> None:
    """Story 5: an executive decision, called in within five working days of its publication."""
    board = the_board(p)
    rules = Rules(since=date(2020, 1, 1), executive=True, call_in_days=5)
    p.look(lambda tx: tx.boards.save(replace(tx.boards.get(board.id), profile=(rules,))))
    typed(p, "/resolution 60: the Executive delegates the closure of Mill Lane car park to Tom "
             "Hallam")  # fmt: skip
    p.ws.open_home(HALLAM)
    p.settled()
    look_home(p, page, album)
    more: dict[str, Any] = {
        "decision": "Closed Mill Lane car park from 1 March.",
        "reasons": "The surface is no longer safe.",
        "alternatives": "Repair: £90,000, rejected.",
        "dispensation": "none",
        "interests": "None declared",
    }
    p.ws.submit(ASHA, form(p, "/delegation decide D2"), more)
    p.settled()
    typed(p, "/delegation published X2")
    typed(p, "/delegation call-in X2 by Cllr Ada Hale and two others: the costs are not compared")
    assert "called in" in str(last(p))
    look(p, page, album, "delegation-7-called-in", ASHA, BOARD)


def look_home(p: Product, page: Page, album: Album) -> None:
    go(p, page, HALLAM, "home")
    page.get_by_text("You may decide").first.wait_for()
    album.take(page, "delegation-6-home")


def main() -> None:
    """Play the stories."""
    album = Album(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        with product(Path(folder)) as p:
            page = open_page(browser, p.ws.url, ASHA, BOARD, viewport=DESK)
            granted_and_consulted(p, page, album)
            decided(p, page, album)
            paper(p, browser, album)
            called_in(p, page, album)
        browser.close()


if __name__ == "__main__":
    main()
