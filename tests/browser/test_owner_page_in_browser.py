"""The page behind an e-mail's link in a real browser: no script, by keyboard, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.support.answering import Answering
from tests.support.council import Council
from tests.support.serving import serving
from workflows import action_answers
from workflows.actions import Action, SlipState, Status

pytestmark = pytest.mark.browser
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1180, height=900)

#: The luminance contrast (WCAG 2.2, 1.4.3) of each piece of text against what is behind it.
CONTRAST = """() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.offsetParent !== null && [...e.childNodes].some(
      n => n.nodeType === 3 && n.textContent.trim()))
    .map(e => {
      const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.tagName, e.textContent.trim()];
    }).sort((x, y) => x[0] - y[0]);
}"""


@dataclass
class Visit:
    """A person's visit: the page, what it asked for, and the council behind it."""

    page: Page
    url: str
    action: Action
    council: Council
    asked: list[str]

    def open(self, name: str) -> None:
        self.page.locator("summary", has_text=name).click()


@pytest.fixture
def action(sqlite_council: Council) -> Action:
    c = sqlite_council
    c.meeting("14 January 2027")
    long = "Bring the referral figures for the last two quarters to the Board, broken down by area"
    made = c.record(long, "Femi Adeleke", due="15 January 2027")
    c.now = datetime(2027, 1, 18, 9, 30, tzinfo=UTC)
    c.do(action_answers.progress, "asha", made.id, "Femi rang: the north is in.")
    return made


@pytest.fixture(params=["telephone", "desk"])
def visit(
    request: pytest.FixtureRequest,
    browser: Browser,
    sqlite_council: Council,
    action: Action,
) -> Iterator[Visit]:
    answering = Answering(sqlite_council)
    size = PHONE if request.param == "telephone" else DESK
    with serving(answering.app) as base:
        context = browser.new_context(java_script_enabled=False, viewport=size, locale="en-GB")
        page = context.new_page()
        page.set_default_timeout(15_000)
        asked: list[str] = []
        page.on("request", lambda r: asked.append(r.url))
        complaints: list[str] = []
        page.on("console", lambda m: complaints.append(m.text))
        url = base + answering.path(action)
        page.goto(url)
        yield Visit(page, url, action, sqlite_council, asked)
        context.close()
        assert all(u.startswith(url) for u in asked), "nothing from elsewhere"
        assert [c for c in complaints if "Content Security" in c] == []
    answering.desk.close()


def test_done_with_a_file_without_a_script(visit: Visit, tmp_path: Path) -> None:
    paper = tmp_path / "figures.pdf"
    paper.write_bytes(b"%PDF-1 figures")
    page = visit.page
    expect(page.get_by_text("This link is for")).to_contain_text("Femi Adeleke")
    visit.open("Done")
    page.get_by_label("What was done?").fill("Sent on Monday.\nAll areas.")
    page.get_by_label("Files").set_input_files(paper)
    page.get_by_role("button", name="Report it done").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you, it is reported done")
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_text("figures.pdf")).to_be_visible()
    after = visit.council.action(visit.action.id)
    assert after.status is Status.PROPOSED_DONE
    assert after.notes[-1].text == "Sent on Monday.\nAll areas."
    page.reload()
    assert len(visit.council.action(visit.action.id).notes) == len(after.notes)


def test_going_back_and_sending_again_answers_once(visit: Visit) -> None:
    page = visit.page
    visit.open("Progress")
    page.get_by_label("How far is it?").fill("Half way")
    page.get_by_role("button", name="Report progress").dblclick()
    expect(page.get_by_role("status")).to_contain_text("your progress is recorded")
    page.go_back()
    if not page.get_by_label("How far is it?").is_visible():
        visit.open("Progress")
    page.get_by_label("How far is it?").fill("Half way")
    page.get_by_role("button", name="Report progress").click()
    expect(page.get_by_role("status")).to_contain_text("your progress is recorded")
    assert len(visit.council.action(visit.action.id).notes) == 2


def test_a_mistake_is_led_to_and_nothing_typed_is_lost(visit: Visit) -> None:
    page = visit.page
    visit.open("More time")
    page.get_by_label("Until when?").fill("whenever")
    page.get_by_label("Why?").fill("The coast is late.")
    page.get_by_role("button", name="Ask for more time").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.title().startswith("Error:")
    page.get_by_role("alert").get_by_role("link").click()
    until = page.get_by_label("Until when?")
    expect(until).to_be_visible()
    expect(until).to_have_value("whenever")
    expect(until).to_have_attribute("aria-invalid", "true")
    problem = page.locator("#ask_time-due-problem")
    expect(problem).to_contain_text("could not read")
    assert "ask_time-due-problem" in str(until.get_attribute("aria-describedby"))
    expect(page.get_by_label("Why?")).to_have_value("The coast is late.")
    until.fill("26 February")
    page.get_by_role("button", name="Ask for more time").click()
    expect(page.get_by_role("status")).to_contain_text("more time to Fri 26 Feb 2027")
    (slip,) = visit.council.action(visit.action.id).slips
    assert (slip.state, slip.reason) == (SlipState.ASKED, "The coast is late.")


def test_by_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    for _ in range(3):  # Done, Progress, Blocked
        page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_contain_text("Blocked")
    assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The trust has not replied")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Tell the officer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("the committee officer is told")
    assert visit.council.action(visit.action.id).status is Status.BLOCKED


def test_nothing_sticks_out_and_all_can_be_read_and_hit(visit: Visit) -> None:
    page = visit.page
    for name in ("Done", "Progress", "Blocked", "More time", "Not mine"):
        visit.open(name)
        size = page.viewport_size
        assert size is not None
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        least = page.evaluate(CONTRAST)[0]
        assert least[0] >= 4.5, least
        button = page.locator("details[open] button").bounding_box()
        assert button is not None
        assert button["height"] >= 44
    visit.open("Progress")
    page.locator("details[open] button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    least = page.evaluate(CONTRAST)[0]
    assert least[0] >= 4.5, least


def test_a_screen_reader_finds_its_way(visit: Visit) -> None:
    page = visit.page
    assert page.locator("html").get_attribute("lang") == "en-GB"
    levels = [h.evaluate("e => e.tagName") for h in page.get_by_role("heading").all()]
    assert levels == ["H1", "H2", "H2"]
    expect(page.get_by_role("main")).to_have_count(1)
    for field in page.locator("textarea, input:not([type=hidden])").all():
        name = field.get_attribute("id")
        assert page.locator(f"label[for='{name}']").count() == 1
    ids = page.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_a_dead_link_is_a_page_too(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.url + "x")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open anything")
    expect(page.get_by_text("Reply to the e-mail")).to_be_visible()
    assert "Femi" not in page.content()
    assert page.evaluate(CONTRAST)[0][0] >= 4.5
