"""Debian's Chromium, driven by Playwright; skipped loudly (or failed) where there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the session."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        required = "chromium" in os.environ.get("MATTERS_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)("NO CHROMIUM, NOT TESTED IN A BROWSER")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield chromium
        chromium.close()


def open_page(browser: Browser, url: str, user: str, at: str, **options: object) -> Page:
    """The workspace's page as that person, at a channel id or "home"."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{url}/#as={user}&at={at}")
    page.get_by_test_id("speak-as").wait_for()
    return page
