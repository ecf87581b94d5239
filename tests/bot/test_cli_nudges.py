"""`matters nudges`: each rung's day with its reason, for people and for programs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SETTING
from storage.database import open_store
from tests.support.command import Done, command
from tests.support.council import Council
from workflows import board_setup, reminders
from workflows.action_recording import NewAction, record

#: Before Easter: Good Friday is 26 March 2027, and clocks go forward on 28 March.
WEDNESDAY = datetime(2027, 3, 10, 9, 30, tzinfo=UTC)


@dataclass
class Register:
    url: str
    folder: Path
    date: str
    exempt: str

    def run(self, *args: str) -> Done:
        return command(self.folder, *args, DATABASE_URL=self.url)


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("nudges")
    path = folder / "record.sqlite3"
    shutil.copyfile(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    council = Council(store)
    council.now = WEDNESDAY
    dated = council.record("Send the budget", "Tom Hallam", due="1 April 2027")
    new = NewAction("Settle with the contractor", ["Tom Hallam"], "1 April 2027", exempt="para 3")
    exempt = council.do(record, "asha", council.board.id, new)
    council.do(board_setup.set_up, "bea", "C2", board_setup.Settings("Place Partnership", "PP"))
    with store.begin() as tx:
        offset = int((WEDNESDAY - datetime.now(UTC)).total_seconds())
        tx.set_setting(SETTING, offset)
        reminders.plan(tx, council.board.team_id, datetime(2027, 3, 17, 10, tzinfo=UTC))
    store.close()
    return Register(f"sqlite:///{path}", folder, dated.reference, exempt.reference)


def test_each_line_for_a_person(register: Register) -> None:
    done = register.run("nudges", "--action", register.date)
    assert done.code == 0
    words = " ".join(done.text.split())
    for said in (
        "Send the budget",
        "owner",
        "Tom Hallam",
        "2 at weekends",
        "sent: 10 working days before",
    ):
        assert said in words


def test_each_day_with_its_reason_for_programs(register: Register) -> None:
    done = register.run("nudges", "--action", register.date, "--json", "--days", "45")
    assert done.code == 0
    data: dict[str, Any] = done.json
    assert (data["due"], data["until"]) == ("2027-04-01", "2027-04-24")
    sent = [(n["day"], n["rung"]) for n in data["nudges"] if n["sent"]]
    assert sent == [("2027-03-17", "before-10")]
    ahead = [(n["day"], n["to"], n["rung"]) for n in data["nudges"] if not n["sent"]]
    assert ahead == [
        ("2027-03-30", "owner", "before-2"),
        ("2027-04-01", "owner", "on-day"),
        ("2027-04-06", "owner", "overdue+3"),
        ("2027-04-08", "officer", "overdue+5"),
        ("2027-04-15", "officer", "overdue+10"),
        ("2027-04-15", "owner", "overdue+10"),
        ("2027-04-22", "officer", "overdue+15"),
        ("2027-04-22", "owner", "overdue+15"),
    ]
    first = data["nudges"][1]
    assert first["at"] == "2027-03-30T09:00:00+01:00", "summer time has begun"
    assert first["why"] == "2 working days before Thu 1 Apr 2027, when it is due"
    late = next(n for n in data["nudges"] if n["rung"] == "overdue+3")
    assert late["skipped"] == [
        {"day": "2027-04-03", "why": "Saturday"},
        {"day": "2027-04-04", "why": "Sunday"},
    ]


def test_exempt_matter_is_not_printed(register: Register) -> None:
    for form in ([], ["--json"]):
        done = register.run("nudges", "--action", register.exempt, *form)
        assert done.code == 0
        assert "contractor" not in done.text
        assert register.exempt in done.text


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["--action", "010101/99"], 1, "There is no action 010101/99"),
        (["--action", "010101/99", "--board", "nowhere"], 1, "No board is called"),
        (["--action", "010101/99", "--days", "0"], 2, "--days goes from 1"),
        ([], 2, "--action"),
    ],
)
def test_what_cannot_be_done_is_said(
    register: Register, args: list[str], code: int, says: str
) -> None:
    done = register.run("nudges", *args)
    assert done.code == code
    assert says in done.err
