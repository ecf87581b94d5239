"""`matters notice`: the working for a board or for a nation, for people and for programs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from storage.database import open_store
from tests.support.command import Done, called, command
from tests.support.council import Council
from workflows import meeting_papers
from workflows.meeting_planning import MeetingPlan, schedule
from workflows.meetings import MeetingKind
from workflows.notice_rules import Body, NoticeRules

KEYS = {"last_publication_day", "clear_days", "counted", "skipped", "deadlines", "law"}


def of_nation(folder: Path, *args: str) -> Done:
    return called(folder, "notice", *args)


# --- a nation in place of a board -----------------------------------------------------------------


def test_a_nation_needs_no_database_and_writes_nothing(tmp_path: Path) -> None:
    nowhere = "sqlite:////nowhere/at/all.sqlite3"
    args = ("notice", "--nation", "england", "--meeting", "2026-04-14", "--json")
    done = command(tmp_path, *args, DATABASE_URL=nowhere)
    assert (done.code, done.err) == (0, "")
    assert not list(tmp_path.iterdir())
    data: dict[str, Any] = done.json
    assert data.keys() >= KEYS
    assert (data["last_publication_day"], data["clear_days"]) == ("2026-04-02", 5)
    assert data["counted"] == [f"2026-04-{n:02}" for n in (7, 8, 9, 10, 13)]
    assert {"day": "2026-04-03", "reason": "Good Friday"} in data["skipped"]
    assert data["skipped"][0] == {"day": "2026-04-02", "reason": "the day of publication"}
    assert data["skipped"][-1] == {"day": "2026-04-14", "reason": "the day of the meeting"}
    assert data["deadlines"]["public_participation"]["at"] == "2026-04-13T09:00:00+01:00"
    assert "Local Government Act 1972" in data["law"][0]
    assert (data["board"], data["published"], data["clear_days_set_by"]) == (None, None, "law")


@pytest.mark.parametrize(
    ("args", "clear_days", "last"),
    [
        (("--nation", "england"), 5, "2026-11-06"),
        (("--nation", "england", "--body", "parish"), 3, "2026-11-10"),
        (("--nation", "england", "--body", "nhs"), 3, "2026-11-10"),
        (("--nation", "wales", "--body", "principal"), 3, "2026-11-10"),
        (("--nation", "Scotland"), 3, "2026-11-10"),
        (("--nation", "northern-ireland"), 5, "2026-11-06"),
        (("--nation", "northern_ireland"), 5, "2026-11-06"),
        (("--nation", "Northern Ireland"), 5, "2026-11-06"),
    ],
)
def test_nations_and_bodies(
    tmp_path: Path, args: tuple[str, ...], clear_days: int, last: str
) -> None:
    data = of_nation(tmp_path, *args, "--meeting", "16 November 2026", "--json").json
    assert (data["clear_days"], data["last_publication_day"]) == (clear_days, last)
    assert len(data["counted"]) == clear_days


def test_the_working_for_a_person_in_80_columns(tmp_path: Path) -> None:
    done = of_nation(
        tmp_path,
        *("--nation", "england", "--body", "parish", "--meeting", "2024-04-04", "--key-decision"),
        *("--private", "--published", "2024-04-02"),
    )
    assert done.code == 0
    lines = done.text.splitlines()
    assert max(map(len, lines)) <= 80
    for line in (
        "Publish the agenda by Wed 27 Mar 2024.",
        "  Wed 27 Mar 2024  the day of publication",
        "  Thu 28 Mar 2024  clear day 1",
        "  Fri 29 Mar 2024  Good Friday",
        "  Sat 30 Mar 2024  Saturday",
        "  Mon  1 Apr 2024  Easter Monday",
        "  Wed  3 Apr 2024  clear day 3",
        "  Thu  4 Apr 2024  the day of the meeting",
    ):
        assert line in lines
    words = " ".join(done.text.split())
    assert "late: 1 of 3 clear days left, 2 too few." in words
    assert "Thu 28 Mar 2024 is counted: the Thursday before Easter." in words
    assert "Sch. 12 para. 10(2)" in words
    assert "Not legal advice" in words


def test_the_28_days_where_they_are_asked_for(tmp_path: Path) -> None:
    args = ("--nation", "england", "--meeting", "2026-12-07", "--json")
    assert "key_decision" not in of_nation(tmp_path, *args).json["deadlines"]
    found = of_nation(tmp_path, *args, "--key-decision", "--private").json["deadlines"]
    for key in ("key_decision", "private_meeting"):
        # 28 days before Monday 7 December is a Sunday with nothing between it and the Friday.
        assert (found[key]["latest_day"], found[key]["day"]) == ("2026-11-08", "2026-11-06")
    assert found["private_meeting_second"]["day"] == "2026-11-27"


def test_whether_it_is_late_for_programs(tmp_path: Path) -> None:
    args = ("--nation", "england", "--meeting", "2026-04-14", "--json", "--published")
    out = of_nation(tmp_path, *args, "2026-04-08").json["published"]
    assert out == {"day": "2026-04-08", "clear_days": 3, "short_by": 2, "late": True}
    assert of_nation(tmp_path, *args, "2026-04-02").json["published"]["late"] is False


def test_the_example_in_the_docs_is_what_it_prints(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs" / "notice.md"
    example = docs.read_text("utf-8").split("```\n")[1]
    typed, printed = example.split("\n", 1)
    assert of_nation(tmp_path, *typed.split()[3:]).text == printed


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--meeting", "2026-04-14"), "Name one of --board and --nation"),
        (
            ("--meeting", "2026-04-14", "--nation", "wales", "--board", "EB"),
            "Name one of --board and --nation",
        ),
        (("--meeting", "2026-04-14", "--board", "EB", "--body", "nhs"), "--body goes with"),
        (("--meeting", "2026-04-14", "--nation", "mercia"), "wales, scotland, northern-ireland"),
        (
            ("--meeting", "2026-04-14", "--nation", "wales", "--body", "guild"),
            "principal, parish, nhs",
        ),
        (("--meeting", "31 February 2026", "--nation", "wales"), "31"),
        (("--meeting", "next month", "--nation", "wales"), "next month"),
        (("--meeting", "2026-04-14", "--nation", "wales", "--start", "25:00"), "25:00"),
        (("--meeting", "2026-04-14", "--nation", "wales", "--published", "x"), "“x”"),
        (("--nation", "wales"), "--meeting"),
    ],
)
def test_wrong_use_is_said_in_words(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    done = of_nation(tmp_path, *args)
    assert (done.code, done.out) == (2, b"")
    assert says in " ".join(done.err.split())


# --- a board --------------------------------------------------------------------------------------


@dataclass
class Register:
    url: str
    folder: Path

    def run(self, *args: str) -> Done:
        return called(self.folder, "notice", *args, DATABASE_URL=self.url)


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("notice")
    path = folder / "record.sqlite3"
    shutil.copyfile(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    council = Council(store)
    own = NoticeRules(participation_before=2, participation_hour=time(12))
    with store.begin() as tx:
        board = tx.boards.get(council.board.id)
        tx.boards.save(replace(board, body=Body.NHS, notice=own, closed_days=(date(2027, 2, 17),)))
    plan = MeetingPlan(day="2027-02-22", start="14:00", end="16:00")
    met = council.do(schedule, "asha", council.board.id, plan)
    council.now = datetime.fromisoformat("2027-02-18T10:00:00+00:00")
    council.do(meeting_papers.publish_agenda, "asha", met.id)
    council.meeting("2027-03-15", kind=MeetingKind.PRIVATE, start="18:15")
    store.close()
    return Register(f"sqlite:///{path}", folder)


def test_a_boards_own_rules_hour_and_publication(register: Register) -> None:
    done = register.run("--board", "EB", "--meeting", "2027-02-22", "--json")
    assert done.code == 0
    data = done.json
    assert (data["board"], data["body"], data["clear_days"]) == ("Exampleshire Board", "nhs", 3)
    # Monday 22 February: 19, 18 and 16; the 17th the board is shut.
    assert data["counted"] == ["2027-02-16", "2027-02-18", "2027-02-19"]
    assert {"day": "2027-02-17", "reason": "closed day"} in data["skipped"]
    assert data["last_publication_day"] == "2027-02-15"
    assert data["starts_at"] == "2027-02-22T14:00:00+00:00"
    assert data["deadlines"]["public_participation"]["at"] == "2027-02-18T12:00:00+00:00"
    assert data["published"] == {
        "day": "2027-02-18",
        "clear_days": 1,
        "short_by": 2,
        "late": True,
    }
    text = " ".join(register.run("-b", "EB", "-m", "2027-02-22").text.split())
    assert "Meeting of Exampleshire Board: Mon 22 Feb 2027, 14:00" in text
    assert "late: 1 of 3 clear days left" in text


def test_a_day_without_a_meeting_and_a_private_one_look_the_same(register: Register) -> None:
    for day in ("2027-03-15", "2027-03-16"):
        data = register.run("--board", "EB", "--meeting", day, "--json").json
        assert (data["starts_at"][11:16], data["published"]) == ("10:00", None)


def test_a_board_that_is_not_there(register: Register) -> None:
    done = register.run("--board", "Nowhere", "--meeting", "2027-02-22")
    assert (done.code, done.out) == (1, b"")
    assert "No board is called “Nowhere”" in done.err
