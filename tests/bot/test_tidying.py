"""The day's tidying: once a day, and what an older version left unwatched is looked over."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.deps import Desk
from bot.tidying import RULES, SETTING, tidy
from tests.support.council import Council


def test_once_a_day_and_the_watched_are_looked_over(
    sqlite_council: Council, tmp_path: Path
) -> None:
    c = sqlite_council
    far = max(datetime.now(UTC), c.now).date() + timedelta(days=300)
    meeting = c.meeting(far.isoformat())
    derived = c.look(lambda tx: tx.watches.day_of("meeting", meeting.id))
    assert derived is not None
    c.look(lambda tx: tx.watches.set("meeting", meeting.id, c.board.id, None))
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/none.sqlite3")  # type: ignore[call-arg]
    desk = Desk(c.store, settings)
    asyncio.run(tidy(desk))
    assert c.look(lambda tx: tx.watches.day_of("meeting", meeting.id)) == derived
    assert c.look(lambda tx: tx.setting(SETTING)) == desk.clock.real().date().isoformat()
    c.look(lambda tx: tx.watches.set("meeting", meeting.id, c.board.id, None))
    asyncio.run(tidy(desk))
    assert c.look(lambda tx: tx.watches.day_of("meeting", meeting.id)) is None, "done for today"
    desk.close()


def test_after_an_update_of_the_rules_all_days_are_worked_out_anew(
    sqlite_council: Council, tmp_path: Path
) -> None:
    c = sqlite_council
    day = max(datetime.now(UTC), c.now).date() + timedelta(days=300)
    action = c.record("Send it", "Tom Hallam", due=day.isoformat())
    derived = c.action(action.id).next_nudge_on
    assert derived is not None
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/none.sqlite3")  # type: ignore[call-arg]
    desk = Desk(c.store, settings)
    for rules in (None, 1):
        c.look(lambda tx, r=rules: tx.set_setting(RULES, r))
        c.look(lambda tx: tx.actions.set_next_nudge(tx.actions.get(action.id), None))
        asyncio.run(tidy(desk))
        assert c.action(action.id).next_nudge_on == derived
    c.look(lambda tx: tx.actions.set_next_nudge(tx.actions.get(action.id), None))
    asyncio.run(tidy(desk))
    assert c.action(action.id).next_nudge_on is None, "worked out by these rules already"
    desk.close()
