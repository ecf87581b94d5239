"""What is typed after /meeting schedule and /meeting move, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.meeting_phrases import read_plan, split_move
from workflows.meetings import MeetingKind

Taken = tuple[str | None, str | None, str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("14 March", ("14 March", None, None, None, None)),
        ("14 March 10:00", ("14 March", "10:00", None, None, None)),
        ("14 March at 10:00 at Town Hall", ("14 March", "10:00", None, "Town Hall", None)),
        ("14 March 10-12", ("14 March", "10:00", "12:00", None, None)),
        ("14 March from 10.30 to 1", ("14 March", "10:30", "13:00", None, None)),
        ("14 March 2pm–4pm", ("14 March", "14:00", "16:00", None, None)),
        ("14 March 1400-1600 venue: A & B", ("14 March", "14:00", "16:00", "A & B", None)),
        ("14 March 2027 - 10:00", ("14 March 2027", "10:00", None, None, None)),
        ("14.03.2027 at noon", ("14.03.2027", "noon", None, None, None)),
        ("14.03", ("14.03", None, None, None, None)),
        ("14-3", ("14-3", None, None, None, None)),
        ("2027-03-14 10:00-12:00", ("2027-03-14", "10:00", "12:00", None, None)),
        ("in two weeks at 14 High Street", ("in two weeks", None, None, "14 High Street", None)),
        ("14:00", (None, "14:00", None, None, None)),
        ("at Room 2", (None, None, None, "Room 2", None)),
        (
            "<https://t.example/a?b=1&amp;c=2|t.example> 14 March at Hall",
            ("14 March", None, None, "Hall", "https://t.example/a?b=1&c=2"),
        ),
        ("", (None, None, None, None, None)),
    ],
)
def test_a_plan(typed: str, taken: Taken) -> None:
    plan, reason = read_plan(typed)
    assert (plan.day, plan.start, plan.end, plan.venue, plan.link) == taken
    assert (plan.kind, reason) == (None, "")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("extraordinary 14 March", MeetingKind.EXTRAORDINARY),
        ("14 March 10:00 (private) at Hall", MeetingKind.PRIVATE),
        ("14 March at Hall, private", MeetingKind.PRIVATE),
        ("14 March extraordinary meeting 10-12", MeetingKind.EXTRAORDINARY),
        ("14 March at The Private Room", None),
    ],
)
def test_the_kind(typed: str, kind: MeetingKind | None) -> None:
    plan, _ = read_plan(typed)
    assert plan.kind is kind
    assert plan.day == "14 March"


def test_the_reason_stands_last() -> None:
    plan, reason = read_plan("21 March at Hall because the chair is at another meeting")
    assert (plan.venue, reason) == ("Hall", "the chair is at another meeting")
    assert read_plan("21 March because of snow")[1] == "snow"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("to 21 March", ("", "21 March")),
        ("14 March to 21 March 14:00 to 16:00", ("14 March", "21 March 14:00 to 16:00")),
        ("14 March 10:00 to 12:00", ("", "14 March 10:00 to 12:00")),
        ("14 March to 2-4pm", ("14 March", "2-4pm")),
        ("21 March at Town Hall", ("", "21 March at Town Hall")),
        ("21 March because we have to", ("", "21 March because we have to")),
        ("14 to 21 March because we have to", ("14", "21 March because we have to")),
    ],
)
def test_a_move(typed: str, parts: tuple[str, str]) -> None:
    assert split_move(typed) == parts


@given(st.text(max_size=300))
def test_any_text_is_taken_apart_without_error(typed: str) -> None:
    plan, reason = read_plan(typed)
    assert isinstance(reason, str)
    assert plan.link is None or plan.link.startswith("http")
    old, new = split_move(typed)
    assert len(old) + len(new) <= len(typed)
