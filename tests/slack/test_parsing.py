"""The quick form of /action, and forms as submitted."""

from __future__ import annotations

import pytest

from bot.slack.parsing import Quick, form_values, quick_form, reference_and_rest, split_names


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (
            "<@U1|tom> by 13 March: send the budget",
            Quick(("<@U1|tom>",), "13 March", "send the budget"),
        ),
        (
            "<@U1|tom> and <@U2> by next meeting: review it",
            Quick(("<@U1|tom>", "<@U2>"), "next meeting", "review it"),
        ),
        ("DPH, RP by Q2: plan", Quick(("DPH", "RP"), "Q2", "plan")),
        ("Tom Hallam: call &amp; ask", Quick(("Tom Hallam",), "", "call & ask")),
        (": nobody yet", Quick((), "", "nobody yet")),
        ("by end of April: tidy up", Quick((), "end of April", "tidy up")),
        (
            "Chief Executive, Exampleshire Voluntary Action by 1 May: at 10:30 ring: twice",
            Quick(
                ("Chief Executive", "Exampleshire Voluntary Action"),
                "1 May",
                "at 10:30 ring: twice",
            ),
        ),
    ],
)
def test_the_quick_form(typed: str, read: Quick) -> None:
    assert quick_form(typed) == read


@pytest.mark.parametrize("typed", ["", "send the budget", "meet at 10:30", "<@U1|a:b> do it"])
def test_no_quick_form_without_a_colon_that_ends_the_head(typed: str) -> None:
    assert quick_form(typed) is None


def test_names_are_parted_and_mentions_stay_whole() -> None:
    assert split_names("<@U1|x> and Bea Lindqvist; DPH & RP") == [
        "<@U1|x>",
        "Bea Lindqvist",
        "DPH",
        "RP",
    ]


def test_a_reference_with_or_without_a_colon() -> None:
    assert reference_and_rest("060922/01: it is done") == ("060922/01", "it is done")
    assert reference_and_rest("060922/01 it is done") == ("060922/01", "it is done")


def test_a_submitted_form_by_block() -> None:
    values = {
        "text": {"value": {"type": "plain_text_input", "value": None}},
        "people": {"value": {"type": "multi_users_select", "selected_users": ["U1"]}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "ordinary"}}},
        "none": {"value": {"type": "static_select", "selected_option": None}},
        "day": {"value": {"type": "datepicker", "selected_date": "2027-01-11"}},
        "files": {"value": {"type": "file_input", "files": [{"id": "F1"}]}},
    }
    assert form_values({"state": {"values": values}}) == {
        "text": "",
        "people": ["U1"],
        "kind": "ordinary",
        "none": "",
        "day": "2027-01-11",
        "files": [{"id": "F1"}],
    }
