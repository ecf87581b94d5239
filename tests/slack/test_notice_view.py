"""The view of a notice: within Slack's limits whatever a board has set, with no name as markup."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.slack.views.notice import Shown, rules_form, summary, working
from bot.workspace.blocks import check_message, check_view
from tests.support.workspace import plain
from workflows.boards import Board
from workflows.dates import day_words
from workflows.notice import notice_of, profile_of, publish
from workflows.notice_rules import Body, NoticeRules

MEETING = date(2027, 4, 20)
ALL = NoticeRules(private_notice=True, key_decisions=True)


def board(**fields: Any) -> Board:
    made = datetime(2026, 1, 1, tzinfo=UTC)
    return Board("b", "T", "<!channel> & " + "Exampleshire " * 10, "C", made, **fields)


def shown(of: Board, **fields: Any) -> Shown:
    notice = notice_of(profile_of(of), MEETING)
    given: dict[str, Any] = {
        "published": publish(notice, MEETING - timedelta(2)),
        "registered": True,
        "overdue": False,
        "may_change": True,
        **fields,
    }
    return Shown(of, notice, **given)


@pytest.mark.parametrize("nation", ["england", "northern_ireland", "wales", "scotland"])
@pytest.mark.parametrize("body", Body)
@pytest.mark.parametrize("own", [None, 0, 30])
def test_whatever_a_board_has_set_fits(nation: str, body: Body, own: int | None) -> None:
    closed = tuple(MEETING - timedelta(n) for n in range(5, 65))
    of = board(nation=nation, body=body, clear_days=own, closed_days=closed, notice=ALL)
    blocks = working(shown(of))
    assert check_message(blocks) == []
    assert summary(shown(of)).endswith(day_words(shown(of).notice.last_publication_day))
    text = plain({"text": "", "blocks": blocks})
    assert text.count("clear day ") >= len(shown(of).notice.counted)
    assert text.count("closed day") == sum(s.why == "closed day" for s in shown(of).notice.skipped)
    assert "<!channel>" not in text
    assert check_view(rules_form(of)) == []


def test_one_who_may_not_change_the_rules_has_no_button() -> None:
    blocks = working(shown(board(), may_change=False))
    assert not [b for b in blocks if b["type"] == "actions"]


def test_an_agenda_that_is_not_out_when_it_should_be() -> None:
    text = plain({"text": "", "blocks": working(shown(board(), published=None, overdue=True))})
    assert ":red_circle: That day has passed and the agenda is not out" in text


def test_the_form_begins_with_what_the_board_has() -> None:
    form = rules_form(board(body=Body.NHS, clear_days=4, notice=ALL))
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if b["type"] == "input"}
    assert inputs["body"]["initial_option"]["text"]["text"] == "NHS body"
    assert inputs["clear_days"]["initial_value"] == "4"
    assert len(inputs["executive"]["initial_options"]) == 2
    fresh = {b["block_id"]: b for b in rules_form(board())["blocks"] if b["type"] == "input"}
    assert "initial_value" not in fresh["clear_days"]["element"]
    assert fresh["clear_days"]["element"]["placeholder"]["text"] == "the law’s: 5"
