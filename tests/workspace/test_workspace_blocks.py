"""The checker of blocks: what Slack refuses is refused here, what it takes is taken."""

from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.blocks import check_message, check_view, complete, too_large

Json = dict[str, Any]


def plain(words: str) -> Json:
    return {"type": "plain_text", "text": words}


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "go", "text": plain("Go")} | more


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements)} | more


def field(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element} | more


def select(count: int, **more: Any) -> Json:
    options = [{"text": plain(str(n)), "value": str(n)} for n in range(count)]
    return {"type": "static_select", "action_id": "s", "options": options} | more


def modal(*blocks: Json, **more: Any) -> Json:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Save"),
        "blocks": list(blocks),
    } | more


DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": {"type": "mrkdwn", "text": "words"}}
TEXT: Json = {"type": "plain_text_input", "action_id": "t"}

GOOD: list[Json] = [
    DIVIDER,
    SECTION,
    SECTION | {"accessory": button(style="danger", value="1")},
    {"type": "section", "fields": [plain("a"), {"type": "mrkdwn", "text": "*b*"}]},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [plain("a"), {"type": "mrkdwn", "text": "b"}]},
    {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"},
    actions(button(), select(100), {"type": "datepicker", "action_id": "d"}),
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "markdown", "text": "# Heading"},
    field(select(2)),
]

BAD: list[tuple[Json, str]] = [
    ({"type": "dance"}, "unsupported type: dance"),
    ({"type": "section"}, "missing required field: text or fields"),
    ({"type": "section", "text": plain("")}, "more than 0 characters"),
    ({"type": "section", "text": plain("x" * 3001)}, "less than 3001 characters"),
    ({"type": "section", "text": "bare"}, "must be a text object"),
    ({"type": "section", "fields": [plain("x")] * 11}, "no more than 10 items"),
    ({"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001 characters"),
    (SECTION | {"accessory": TEXT}, "unsupported type: plain_text_input"),
    ({"type": "header", "text": plain("x" * 151)}, "less than 151 characters"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "type plain_text"),
    ({"type": "context", "elements": []}, "no fewer than 1 items"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    ({"type": "image", "image_url": "https://example.org/a.png"}, "alt_text"),
    (actions(), "no fewer than 1 items"),
    (actions(*[button(action_id=str(n)) for n in range(26)]), "no more than 25 items"),
    (actions(button(), button()), "action_id 'go' already exists"),
    (actions(button(text={"type": "mrkdwn", "text": "*Go*"})), "type plain_text"),
    (actions(button(text=plain("x" * 76))), "less than 76 characters"),
    (actions(button(value="x" * 2001)), "less than 2001 characters"),
    (actions(button(style="loud")), "must be primary or danger"),
    (actions(button(action_id="x" * 256)), "less than 256 characters"),
    (actions(button(confirm={"title": plain("x" * 101)})), "less than 101 characters"),
    (actions(select(101)), "no more than 100 items"),
    (actions(select(0)), "no fewer than 1 items"),
    (actions(select(1, initial_option={"text": plain("?"), "value": "?"})), "one of the options"),
    (actions(select(1, option_groups=[])), "either options or option_groups"),
    (actions(select(1, placeholder=plain("x" * 151))), "less than 151 characters"),
    (actions({"type": "multi_users_select", "action_id": "m"}), "unsupported type"),
    (actions({"type": "datepicker", "initial_date": "13/03/2026"}), "invalid format"),
    ({"type": "divider", "block_id": "x" * 256}, "less than 256 characters"),
    (field(TEXT | {"max_length": 3001}), "between 1 and 3000"),
    (field(TEXT | {"max_length": 3, "initial_value": "four"}), "less than 4 characters"),
    (field({"type": "number_input", "action_id": "n"}), "is_decimal_allowed"),
    (field({"type": "file_input", "action_id": "f"}), "for modals only"),
    (field(button()), "unsupported type: button"),
    ({"type": "input", "label": plain("Label")}, "missing required field"),
]


@pytest.mark.parametrize("block", GOOD, ids=lambda block: str(block["type"]))
def test_good_blocks_are_taken(block: Json) -> None:
    assert check_message([block]) == []


@pytest.mark.parametrize(("block", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_blocks_are_refused_with_a_pointer(block: Json, message: str) -> None:
    errors = check_message([block])
    assert any(message in error for error in errors), errors
    assert all("[json-pointer:/blocks" in error for error in errors)


def test_a_message_holds_fifty_blocks_with_different_ids() -> None:
    assert check_message([DIVIDER] * 50) == []
    assert "no more than 50" in check_message([DIVIDER] * 51)[0]
    same = [DIVIDER | {"block_id": "a"}] * 2
    assert check_message(same) == [
        "[ERROR] block_id 'a' already exists [json-pointer:/blocks/1/block_id]"
    ]
    assert check_message("blocks") == ["[ERROR] must be an array [json-pointer:/blocks]"]


def test_the_same_action_id_may_stand_in_two_blocks() -> None:
    assert check_message([actions(button()), actions(button())]) == []


VIEWS: list[tuple[Json, str]] = [
    (modal(), "missing required field: blocks"),
    (modal(*[DIVIDER] * 101), "no more than 100 items"),
    (modal(SECTION, title=None), "missing required field: title"),
    (modal(SECTION, title=plain("x" * 25)), "less than 25 characters"),
    (modal(SECTION, submit=plain("x" * 25)), "less than 25 characters"),
    (modal(field(TEXT), submit=None), "must have a submit button"),
    (modal(SECTION, private_metadata="x" * 3001), "less than 3001 characters"),
    (modal(SECTION, callback_id="x" * 256), "less than 256 characters"),
    (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown in a modal"),
    (
        modal(field(TEXT | {"focus_on_load": True}), field(select(1, focus_on_load=True))),
        "only one element may have focus_on_load",
    ),
    ({"type": "home", "blocks": [SECTION], "submit": plain("x")}, "cannot have submit"),
    ({"type": "sheet", "blocks": [SECTION]}, "must be modal or home"),
]


@pytest.mark.parametrize(("view", "message"), VIEWS, ids=[message for _, message in VIEWS])
def test_bad_views_are_refused(view: Json, message: str) -> None:
    errors = check_view(view)
    assert any(message in error for error in errors), errors


def test_good_views_are_taken() -> None:
    assert check_view(modal(*[SECTION] * 99, field({"type": "file_input", "action_id": "f"}))) == []
    assert check_view({"type": "home", "blocks": [SECTION] * 100}) == []
    assert too_large(modal(*[{"type": "section", "text": plain("x" * 3000)}] * 90))


def test_every_block_and_element_gets_an_id() -> None:
    given = [actions({"type": "button", "text": plain("Go")}), DIVIDER | {"block_id": "mine"}]
    first, second = complete(given)
    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert second["block_id"] == "mine"
    assert "block_id" not in given[0], "what was given stays as it was"
