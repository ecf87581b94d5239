"""The page as one works with the bot: commands, forms, buttons, shortcuts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.form_bot import Bot, option
from tests.browser.opener import Opener, choose, say
from tests.support.serving import until
from tests.support.workspace import Workspace

pytestmark = pytest.mark.browser


def test_slash_completion_and_an_answer_for_one(opened: Opener, bot: Bot) -> None:
    page = opened()
    page.get_by_test_id("composer").press_sequentially("/")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Record an action")
    expect(first).to_contain_text("@owner by 13 March: send the budget")
    page.keyboard.press("Enter")
    page.keyboard.type("list @hallam")
    page.keyboard.press("Enter")
    answer = page.get_by_role("article").last
    expect(answer).to_contain_text("Only visible to you")
    assert bot.seen["command"][0]["text"] == "list <@U0HALLAM|hallam>"
    answer.get_by_role("button", name="Dismiss message").click()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("article").first).to_be_visible()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)


def test_a_failed_command_is_said_and_what_was_typed_is_kept(opened: Opener, ws: Workspace) -> None:
    page = opened()
    ws.set_bot_url("http://127.0.0.1:9")
    say(page, "/action new")
    expect(page.get_by_role("alert")).to_contain_text(
        "/action failed with the error “dispatch_failed”"
    )
    expect(page.get_by_test_id("composer")).to_have_value("/action new")
    say(page, "/acton new")
    expect(page.get_by_role("alert")).to_contain_text("/acton is not a command here")


def test_a_form_sends_slacks_own_shapes(opened: Opener, bot: Bot) -> None:
    page = opened()
    say(page, "/action new")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What")).to_be_focused()
    dialog.get_by_label("What").fill("Write to NHS England")
    choose(page, "Owners", "Tom Hallam", "Bea Lindqvist")
    choose(page, "Lead", "Tom Hallam")
    dialog.get_by_role("combobox", name="Minute").press_sequentially("22")
    dialog.get_by_role("option", name="Minute 22/8").click()
    dialog.get_by_label("Day").fill("2026-11-27")
    expect(dialog.get_by_text("Friday 27 November 2026")).to_be_visible()
    dialog.get_by_label("Hour").fill("09:30")
    dialog.get_by_label("Moment").fill("2026-11-27T14:00")
    dialog.get_by_role("checkbox", name="Exempt").check()
    dialog.get_by_role("radio", name="Report back").check()
    dialog.get_by_label("Mail").fill("tom@exampleshire.example")
    dialog.get_by_label("Sum").fill("3500.50")
    paper = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"}
    dialog.locator("input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    expect(dialog.get_by_role("button", name="Remove letter.pdf")).to_be_visible()
    dialog.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    sent = {block: next(iter(found.values())) for block, found in bot.seen["submitted"][0].items()}
    files = sent.pop("papers")
    assert files["type"] == "file_input"
    assert files["files"][0]["name"] == "letter.pdf"
    exempt, report = option("exempt", "Exempt"), option("report", "Report back")
    for each in (exempt, report):
        each["text"]["emoji"] = True
    for given in (*sent["marks"]["selected_options"], sent["way"]["selected_option"]):
        given["text"].setdefault("emoji", True)
    assert sent.pop("due")["selected_option"]["value"] == "next"
    assert sent.pop("minute")["selected_option"]["value"] == "22/8"
    assert sent == {
        "what": {"type": "plain_text_input", "value": "Write to NHS England"},
        "owners": {"type": "multi_users_select", "selected_users": ["U0HALLAM", "U0BEA"]},
        "lead": {"type": "users_select", "selected_user": "U0HALLAM"},
        "day": {"type": "datepicker", "selected_date": "2026-11-27"},
        "hour": {"type": "timepicker", "selected_time": "09:30"},
        "moment": {"type": "datetimepicker", "selected_date_time": 1795788000},
        "marks": {"type": "checkboxes", "selected_options": [exempt]},
        "way": {"type": "radio_buttons", "selected_option": report},
        "mail": {"type": "email_text_input", "value": "tom@exampleshire.example"},
        "sum": {"type": "number_input", "value": "3500.50"},
    }


def test_a_form_keeps_what_was_typed(opened: Opener, bot: Bot) -> None:
    """Through complaints, an update in place and a view laid over it."""
    page = opened()
    say(page, "/action new")
    dialog = page.get_by_role("dialog")
    record = dialog.get_by_role("button", name="Record", exact=True)
    record.click()
    expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    assert "submitted" not in bot.seen
    dialog.get_by_label("What").fill("bad")
    expect(dialog.get_by_text("Please complete this required field.")).to_have_count(0)
    choose(page, "Due", "A date")
    expect(dialog.get_by_text("Due: A date")).to_be_visible()
    expect(dialog.get_by_label("What")).to_have_value("bad")
    record.click()
    expect(dialog.get_by_text("That day is past.")).to_be_visible()
    expect(dialog.get_by_label("Day")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Day")).to_be_focused()
    dialog.get_by_role("button", name="History").click()
    expect(dialog.get_by_role("heading", name="History")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog.get_by_label("What")).to_have_value("bad")
    page.reload()
    expect(page.get_by_role("dialog").get_by_text("Due: A date")).to_be_visible()
    dialog.get_by_label("What").press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    until(lambda: bot.seen.get("closed"), what="view_closed")


def test_buttons_in_messages_ask_first_where_they_should(opened: Opener, bot: Bot) -> None:
    page = opened()
    say(page, "/action card")
    card = page.get_by_role("article").last
    expect(card.get_by_role("heading", name="Is it done?")).to_be_visible()
    card.get_by_role("button", name="Drop it").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("The owner is told.")
    question.get_by_role("button", name="Keep").click()
    assert "action" not in bot.seen
    card.get_by_role("button", name="Done").click()
    expect(page.get_by_role("article").last).to_contain_text("Thank you")
    done = bot.seen["action"][0]["actions"][0]
    assert (done["type"], done["action_id"], done["block_id"]) == ("button", "done", "answer")


def test_message_shortcuts_and_threads_by_keyboard(opened: Opener, bot: Bot) -> None:
    page = opened()
    page.get_by_test_id("composer").wait_for()
    articles = page.get_by_role("main").get_by_role("article")
    last = articles.last
    last.focus()
    page.keyboard.press("ArrowUp")
    expect(articles.nth(-2)).to_be_focused()
    page.keyboard.press("ArrowDown")
    more = last.get_by_role("button", name="More actions")
    more.focus()
    page.keyboard.press("Enter")
    page.get_by_role("menuitem", name=re.compile("Record as action")).press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert bot.seen["shortcut"][0]["message"]["text"] == "The draft minutes"
    page.keyboard.press("Escape")
    last.hover()
    last.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_test_id("thread-composer")
    expect(reply).to_be_focused()
    reply.fill("/action new")
    reply.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be used in a thread")
    reply.fill("Seen, thank you")
    reply.press("Enter")
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_role("article").last).to_contain_text("Seen, thank you")
    expect(last.get_by_role("button", name=re.compile("1 reply"))).to_be_visible()
    thread.get_by_role("button", name="Close the thread").last.click()
    expect(thread).to_have_count(0)
