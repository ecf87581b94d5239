"""Opens the workspace's page, and what hands do on it again and again."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.workspace import Workspace


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


def say(page: Page, words: str) -> None:
    page.get_by_test_id("composer").fill(words)
    page.keyboard.press("Enter")


def choose(page: Page, label: str, *names: str) -> None:
    page.get_by_role("combobox", name=label).click()
    for name in names:
        page.get_by_role("option", name=re.compile(name)).click()
    page.get_by_role("combobox", name=label).press("Tab")
