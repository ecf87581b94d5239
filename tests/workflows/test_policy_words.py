"""A policy in words: what can be typed, what is refused and in which field, what is said."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.policies import POLICIES
from workflows import policy_words as words
from workflows.board_reminders import PolicyForm, with_policy
from workflows.boards import OVERDUE, Follow, NudgePolicy
from workflows.closed_days import closed_lines, read_closed
from workflows.errors import InvalidInput

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("15, 10, 7", (15, 10, 7)),
        ("7 and 15; 10\n10", (15, 10, 7)),
        ("0", (0,)),
        ("", ()),
        ("none", ()),
    ],
)
def test_days(typed: str, found: tuple[int, ...]) -> None:
    assert words.read_days(typed, "before_date", least=0) == found


@pytest.mark.parametrize("typed", ["ten", "-1", "61", "1.5", "٣", "5 weeks", "1,2,3,4,5,6,7,8,9"])
def test_days_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        words.read_days(typed, "before_date", least=0)
    assert refused.value.field == "before_date"


def test_steps_in_several_manners() -> None:
    assert words.read_follows("3 owner, 3 deputy, 5 officer, 5 lead officer") == OVERDUE
    assert words.read_follows("+5 days to the officer & lead\n3 Owner AND deputy") == OVERDUE
    assert words.read_follows("10 chairs; 10 chair") == (Follow(10, "chair"),)
    assert words.read_follows("") == ()


@pytest.mark.parametrize("typed", ["owner", "3", "3 mayor", "0 owner", "61 owner", "3 owner and"])
def test_steps_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        words.read_follows(typed)
    assert refused.value.field == "overdue"


@settings(deadline=None)
@given(POLICIES)
def test_what_a_form_shows_is_read_back_as_it_was(policy: NudgePolicy) -> None:
    shown = PolicyForm(
        before_meeting=words.typed_days(policy.before_meeting),
        before_date=words.typed_days(policy.before_date),
        before_to=policy.before_to,
        overdue=words.typed_follows(policy.overdue),
        overdue_every=str(policy.overdue_every),
        weekly_to=policy.weekly_to,
        outcome_grace=str(policy.outcome_grace),
        officer_turn=words.typed_days(policy.officer_turn),
        progress_hush=str(policy.progress_hush),
        digest_before=words.typed_days(policy.digest_before),
        agenda_before=words.typed_days(policy.agenda_before),
        hour=f"{policy.hour:%H:%M}",
    )
    silent = not (policy.before_meeting or policy.before_date or policy.overdue)
    if silent and not policy.overdue_every:
        with pytest.raises(InvalidInput, match="nobody would ever be reminded"):
            with_policy(policy, shown)
        return
    once = with_policy(policy, shown)
    assert with_policy(once, shown) == once
    assert {s.days for s in once.overdue} == {s.days for s in policy.overdue}
    assert (set(once.overdue), set(once.officer_turn)) == (
        set(policy.overdue),
        set(policy.officer_turn),
    )
    assert (once.before_meeting, once.agenda_before) == (
        policy.before_meeting,
        policy.agenda_before,
    )
    for sentences in (
        words.before_sentences,
        words.after_sentences,
        words.officer_sentences,
        words.meeting_sentences,
    ):
        assert all(s.endswith(".") for s in sentences(once))


def test_the_default_policy_is_what_its_own_words_say() -> None:
    default = NudgePolicy()
    typed = PolicyForm(overdue=words.typed_follows(OVERDUE), officer_turn="2, 5", hour="9:00")
    assert with_policy(default, typed) == default


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("24 December to 2 January", ("Thu 24 Dec 2026 to Sat 2 Jan 2027",)),
        ("24 to 28 December 2027", ("Fri 24 Dec 2027 to Tue 28 Dec 2027",)),
        ("Wednesday, 5 May 2027; 7 May 2027", ("Wed 5 May 2027", "Fri 7 May 2027")),
        ("2027-05-05 – 2027-05-07", ("Wed 5 May 2027 to Fri 7 May 2027",)),
        ("", ()),
    ],
)
def test_closed_days(typed: str, lines: tuple[str, ...]) -> None:
    assert closed_lines(read_closed(typed, TODAY)) == lines


@pytest.mark.parametrize(
    "typed", ["next meeting", "31 February 2027", "1 May 2027 to 1 May 2028", "5 May to 1 to 3"]
)
def test_closed_days_that_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_closed(typed, TODAY)
    assert refused.value.field == "closed_days"


@settings(deadline=None)
@given(st.sets(st.integers(0, 700), max_size=60))
def test_closed_days_are_read_back_as_they_are_shown(ahead: set[int]) -> None:
    days = tuple(sorted(TODAY + timedelta(days=n) for n in ahead))
    assert read_closed("\n".join(closed_lines(days)), TODAY) == days


def test_the_page_has_the_defaults() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reminders.md").read_text(encoding="utf-8")
    table = page.split("## The policy")[1].split("\n## ")[0]
    said = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.M))
    default = NudgePolicy()
    assert list(said) == [field.name for field in fields(NudgePolicy)]
    typed = {name: text.strip() for name, text in said.items()}
    recipients = {name: typed.pop(name).split(", ") for name in ("before_to", "weekly_to")}
    form = PolicyForm(**typed, **recipients)
    zero = NudgePolicy((1,), (1,), ("chair",), (Follow(9, "chair"),), 9, ("chair",), 9, (9,), 9)
    assert with_policy(replace(zero, digest_before=(), agenda_before=()), form) == default
