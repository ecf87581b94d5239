"""`matters find` on a real register: words, filters, what is withheld; the index filled anew."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.cli_find import as_dict
from bot.slack.views.found import summary
from storage.database import open_store
from storage.search_index import ENTRY
from tests.support.command import Done, command
from tests.support.council import Council
from workflows import board_setup, resolution_recording
from workflows.meetings import MeetingKind
from workflows.resolution_recording import NewResolution
from workflows.searching import Found


@dataclass
class Register:
    url: str
    folder: Path

    def run(self, *args: str) -> Done:
        return command(self.folder, *args, DATABASE_URL=self.url)


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("find")
    path = folder / "record.sqlite3"
    shutil.copyfile(sqlite_template, path)
    store = open_store(f"sqlite:///{path}")
    council = Council(store)
    meeting = council.meeting("2027-01-04")
    private = council.meeting("2027-01-05")
    with store.begin() as tx:
        tx.meetings.save(replace(private, kind=MeetingKind.PRIVATE))
    for new in (
        NewResolution("a) approves the harbour lighting plan\nb) notes the report", "22/8"),
        NewResolution("approves the plan for lighting", "23/8", mover="Tom Hallam"),
        NewResolution("approves the secret lighting", "24/8", exempt="3: price"),
        NewResolution("approves the private lighting", "25/8", meeting_id=private.id),
    ):
        one = new if new.meeting_id else replace(new, meeting_id=meeting.id)
        council.do(resolution_recording.record, "asha", council.board.id, one)
    council.do(board_setup.set_up, "bea", "C2", board_setup.Settings("Place Partnership", "PP"))
    store.close()
    return Register(f"sqlite:///{path}", folder)


def test_hits_are_cited_and_what_may_not_be_seen_is_not_counted(register: Register) -> None:
    done = register.run("find", "lighting", "--json")
    assert done.code == 0
    told = done.json
    assert (told["total"], told["pages"]) == (2, 1)
    assert {h["minute"] for h in told["hits"]} == {"22/8", "23/8"}
    first = next(h for h in told["hits"] if h["minute"] == "22/8")
    assert first["key"] == "EB/2027-01-04/22-8.a"
    assert (first["meeting"], first["clause"], first["kind"]) == ("2027-01-04", "a", "decision")
    words = register.run("find", "lighting").text
    assert "EB · Mon 4 Jan 2027 · minute 22/8 · clause a" in words
    assert "secret" not in words


@pytest.mark.parametrize(
    ("args", "total"),
    [
        (["harbour lighting"], 1),
        (["lighting", "plan"], 2),
        (["light*", "--verb", "approve"], 2),
        (["report", "--kind", "noting"], 1),
        (["--person", "Tom Hallam"], 1),
        (["plan", "--from", "2028"], 0),
        (["plan", "--from", "2027", "--to", "31 December 2027", "--in-force"], 2),
        (["plan", "--board", "PP"], 0),
        (["plan", "--board", "EB"], 2),
        (["\"('"], None),
    ],
)
def test_words_and_filters(register: Register, args: list[str], total: int | None) -> None:
    done = register.run("find", *args, "--json")
    if total is None:
        assert done.code == 1
        assert "Write what to look for" in done.err
    else:
        assert done.json["total"] == total


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "Write what to look for"),
        (["plan", "--kind", "choir"], "The kinds are"),
        (["plan", "--from", "blue moon"], "could not read"),
        (["plan", "--from", "2028", "--to", "2027"], "ends before it begins"),
        (["plan", "--board", "Nowhere"], "Nowhere"),
    ],
)
def test_what_cannot_be_looked_for_is_said(register: Register, args: list[str], says: str) -> None:
    done = register.run("find", *args)
    assert done.code == 1
    assert says in done.err


def test_the_index_is_filled_anew(register: Register) -> None:
    store = open_store(register.url)
    with store.engine.begin() as connection:
        connection.execute(ENTRY.delete())
    store.close()
    assert register.run("find", "kind", "--kind", "noting", "--json").json["total"] == 0
    done = register.run("db", "index")
    assert done.code == 0
    assert "5 entries" in done.err
    assert register.run("find", "report", "--json").json["total"] == 1


def test_more_than_are_counted_are_said_to_be_more() -> None:
    found = Found((), 10_000, 1, 10, more=True)
    assert summary(found, "plan") == "More than 10,000 clauses found for “plan”, page 1 of 1,000"
    assert as_dict(found)["more"] is True
    assert as_dict(Found((), 10_000, 1, 10))["more"] is False
