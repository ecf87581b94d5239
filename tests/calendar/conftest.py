"""Meetings and boards for the calendar tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.caldav import caldav as caldav
from workflows.boards import Board
from workflows.meetings import Meeting

MakeBoard = Callable[..., Board]
MakeMeeting = Callable[..., Meeting]


@pytest.fixture
def make_board() -> MakeBoard:
    def make(time_zone: str = "Europe/London", **more: object) -> Board:
        fields: dict[str, object] = {
            "id": "b1",
            "team_id": "T1",
            "name": "Exampleshire Health and Wellbeing Board",
            "channel_id": "C1",
            "created_at": datetime(2026, 1, 1, tzinfo=UTC),
            "time_zone": time_zone,
        }
        return Board(**{**fields, **more})  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_meeting() -> MakeMeeting:
    def make(
        starts_at: datetime = datetime(2026, 11, 24, 14, tzinfo=UTC), **more: object
    ) -> Meeting:
        fields: dict[str, object] = {
            "id": "m1",
            "board_id": "b1",
            "day": starts_at.date(),
            "starts_at": starts_at.astimezone(UTC),
            "ends_at": starts_at.astimezone(UTC) + timedelta(hours=2),
            "uid": "m1@matters.example.gov.uk",
        }
        return Meeting(**{**fields, **more})  # type: ignore[arg-type]

    return make
