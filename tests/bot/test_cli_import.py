"""`matters import`: a paper into the register of a real database, once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SETTING
from storage.database import open_store
from tests.support.command import Done, called, command
from tests.support.council import MONDAY, Council
from tests.support.papers import MINUTES, PLAN, paper
from workflows import board_setup, minutes_recording, minutes_review
from workflows.actions import Action, Status
from workflows.board_setup import PersonForm
from workflows.drafts import Choice, DraftState, LineKind
from workflows.people import Role

EXPLICIT = ("--accept", "explicit")


@dataclass
class Desk:
    """A folder with the minutes in it, and a board in a database."""

    folder: Path
    url: str
    council: Council

    def run(self, *args: str, file: str = "minutes.txt", board: str = "EB") -> Done:
        return called(self.folder, "import", file, "--board", board, *args, DATABASE_URL=self.url)

    def actions(self) -> list[Action]:
        return self.council.look(lambda tx: tx.actions.of_board(self.council.board.id))

    def counts(self) -> dict[str, int]:
        """How much of each kind the register holds."""
        board = self.council.board.id

        def look(tx: Any) -> dict[str, int]:
            return {
                "meetings": len(tx.meetings.of_board(board)),
                "resolutions": len(tx.resolutions.of_board(board)),
                "actions": len(tx.actions.of_board(board)),
                "delegations": len(tx.delegations.of_board(board)),
                "drafts": len(tx.drafts.open_of_board(board)),
                "ledger": len(tx.ledger.lines(board)),
            }

        return self.council.look(look)

    def told(self) -> int:
        return len(self.council.outbox("owner_tasks"))


@pytest.fixture
def desk(store_url: str, tmp_path: Path) -> Iterator[Desk]:
    store = open_store(store_url)
    council = Council(store)
    offset = int((MONDAY - datetime.now(UTC)).total_seconds())
    council.look(lambda tx: tx.set_setting(SETTING, offset))
    (tmp_path / "minutes.txt").write_text(MINUTES)
    yield Desk(tmp_path, store_url, council)
    store.close()


def add_officer(desk: Desk, who: str, name: str) -> None:
    form = PersonForm(name=name, role=Role.OFFICER, person_id=desk.council.people[who].id)
    desk.council.do(board_setup.keep_person, "asha", desk.council.board.id, form)


def test_a_dry_run_shows_all_and_changes_nothing(desk: Desk) -> None:
    before = desk.counts()
    done = desk.run("--dry-run")
    assert (done.code, done.err) == (0, "")
    for words in (
        "Would be recorded",
        "Mon 14 Dec 2026: taken into the register",
        "141226/01",
        "due Fri 29 Jan 2027",
        "nobody yet",
        "only implied by the discussion",
        "Dry run, nothing was changed. It would be: 9 recorded · 1 not recorded",
    ):
        assert words in done.text
    assert desk.counts() == before
    assert desk.run(*EXPLICIT, "--dry-run", "--json").json["changed"] is False
    assert desk.counts() == before


def test_what_is_recorded_is_what_the_dry_run_said(desk: Desk) -> None:
    foretold = desk.run("--dry-run", "--json").json
    done = desk.run(*EXPLICIT, "--json")
    assert done.code == 0
    told = done.json
    assert told == {**foretold, "dry_run": False, "changed": True}
    assert {e["reference"] for e in told["recorded"]} >= {"121026/01", "121026/02", "minute 35"}
    assert [e["kind"] for e in told["skipped"]] == ["implied"]
    assert told["meeting"]["date"] == "2026-12-14"
    found = {a.reference: a for a in desk.actions()}
    assert found["121026/01"].status is Status.CLOSED
    assert desk.counts() | {"ledger": 0} == {
        "meetings": 1,
        "resolutions": 1,
        "actions": 5,
        "delegations": 1,
        "drafts": 0,
        "ledger": 0,
    }


def test_a_second_import_records_nothing_again_and_says_so(desk: Desk) -> None:
    assert desk.run(*EXPLICIT).code == 0
    before = desk.counts()
    again = desk.run(*EXPLICIT)
    assert again.code == 0
    assert "was recorded on Mon 11 Jan 2027 at" in again.text
    assert "Nothing was recorded twice." in again.text
    assert "Nothing was changed: 1 not recorded · 9 decided upon before" in again.text
    assert desk.counts() == before
    told = desk.run(*EXPLICIT, "--json").json
    assert (told["changed"], told["recorded"], told["left_out"]) == (False, [], 9)


def test_the_chat_records_the_same(desk: Desk, sqlite_template: Path) -> None:
    """The review with “accept all” and “record”, and the import, leave the same register."""
    desk.run(*EXPLICIT)
    shutil.copyfile(sqlite_template, desk.folder / "chat.sqlite3")
    store = open_store(f"sqlite:///{desk.folder}/chat.sqlite3")
    chat = Council(store)
    draft = chat.do(minutes_review.take_in, "asha", chat.board.id, paper(), "k")
    assert draft is not None
    for kind in (LineKind.RESOLUTION, LineKind.ACTION):
        chat.do(minutes_review.accept_all, "asha", draft.id, kind)
    chat.do(minutes_recording.record, "asha", draft.id)

    def register(council: Council) -> list[tuple[Any, ...]]:
        found = council.look(lambda tx: tx.actions.of_board(council.board.id))
        return [
            (a.reference, a.text, [o.printed for o in a.owners], a.due, a.status, a.minute_ref)
            for a in found
        ]

    assert register(desk.council) == register(chat)
    store.close()


def test_owners_are_told_only_when_asked(desk: Desk) -> None:
    done = desk.run(*EXPLICIT)
    assert "Owners are not told by an import; --tell does so." in done.text
    assert "told what is theirs" not in done.text
    assert desk.told() == 0
    assert not desk.council.outbox("draft_review")
    digest = paper().sha256
    kept = desk.council.look(lambda tx: tx.drafts.find_by_digest(desk.council.board.id, digest))
    assert kept is not None
    assert not any("told" in note for note in kept.meeting["notes"])


def test_with_tell_each_owner_is_told_once(desk: Desk) -> None:
    done = desk.run(*EXPLICIT, "--tell", "--json")
    assert done.json["told"] == desk.told() == 2
    assert not desk.council.outbox("draft_review")


def test_a_log_read_again_updates_and_says_what_changed(desk: Desk) -> None:
    desk.run(*EXPLICIT)
    later = MINUTES.replace("Drafted\tIn progress", "Sent to all members\tCompleted")
    (desk.folder / "minutes.txt").write_text(later)
    done = desk.run(*EXPLICIT, "--json")
    (updated,) = done.json["updated"]
    assert (updated["reference"], updated["text"]) == ("121026/02", PLAN)
    assert updated["why"] == "in progress → closed; progress: Sent to all members"
    assert done.json["recorded"] == []
    assert desk.counts()["actions"] == 5


def test_decisions_alone_leave_the_actions_for_another_time(desk: Desk) -> None:
    first = desk.run("--accept", "decisions", "--json").json
    assert {e["kind"] for e in first["recorded"]} == {"resolution", "delegation"}
    assert "not among what was to be accepted" in {e["why"] for e in first["skipped"]}
    second = desk.run("--accept", "actions", "--json").json
    assert {e["kind"] for e in second["recorded"]} == {"action"}
    assert desk.counts()["actions"] == 5


def test_what_was_decided_in_chat_stands(desk: Desk) -> None:
    council = desk.council
    draft = council.do(minutes_review.take_in, "asha", council.board.id, paper(), "k")
    assert draft is not None
    rejected = next(x for x in draft.lines if x.kind is LineKind.ACTION and not x.data["ref"])
    council.do(minutes_review.choose, "asha", draft.id, rejected.number, Choice.REJECTED)
    done = desk.run(*EXPLICIT)
    assert "It was under review in chat: what had been decided there stands." in done.text
    assert "rejected in the review" in done.text
    assert len(desk.actions()) == 4
    after = council.look(lambda tx: tx.drafts.get(draft.id))
    assert after.state is DraftState.RECORDED


def test_a_meeting_planned_is_marked_as_held(desk: Desk) -> None:
    desk.council.now = MONDAY.replace(year=2026, month=11, day=30)
    desk.council.meeting("2026-12-14")
    done = desk.run(*EXPLICIT)
    assert "Mon 14 Dec 2026: in the register, now marked as held" in done.text
    assert desk.counts()["meetings"] == 1


def test_who_acts_is_the_only_officer_or_the_one_named(desk: Desk) -> None:
    add_officer(desk, "tom", "Tom Hallam")
    unsaid = desk.run(*EXPLICIT)
    assert (unsaid.code, unsaid.out) == (1, b"")
    assert "has 2 officers" in unsaid.err
    assert "Asha Verma; Tom Hallam" in unsaid.err
    for word in ("Tom Hallam", "cllr tom hallam", "TOM@exampleshire.example", "U3", "@U3"):
        assert desk.run("--dry-run", "--json", "--as", word).json["as"] == "Tom Hallam", word
    done = desk.run(*EXPLICIT, "--as", "U3", "--json")
    assert done.json["as"] == "Tom Hallam"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, ("Nothing is recorded before somebody accepts it", "--accept", "--dry-run")),
        (("--accept", "everything"), 2, ("“everything” cannot be accepted", "explicit")),
        (("--dry-run", "--as", "Bea Lindqvist"), 1, ("Bea Lindqvist is no officer", "Asha Verma")),
        (("--dry-run", "--as", "Nobody"), 1, ("“Nobody” is no officer", "Asha Verma")),
        (("--dry-run", "--meeting", "2030-01-01"), 1, ("still to come",)),
        (("--dry-run", "--meeting", "yesterweek"), 1, ("yesterweek",)),
    ],
)
def test_what_is_wrong_with_the_question_is_said(
    desk: Desk, args: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    before = desk.counts()
    done = desk.run(*args)
    assert (done.code, done.out) == (code, b"")
    assert all(word in done.err for word in words), done.err
    assert desk.counts() == before


def test_board_and_file_that_are_not_there(desk: Desk) -> None:
    board = desk.run("--dry-run", board="Planning")
    assert (board.code, board.out) == (1, b"")
    assert "No board is called “Planning”" in board.err
    file = desk.run("--dry-run", file="missing.docx")
    assert (file.code, file.out) == (1, b"")
    assert "missing.docx cannot be read" in file.err


def test_a_paper_without_a_day_asks_for_the_meeting(desk: Desk) -> None:
    undated = MINUTES.replace(" held on 14 December 2026 at 2.00 pm", "")
    (desk.folder / "minutes.txt").write_text(
        undated.replace("The next meeting will be held", "Next")
    )
    asked = desk.run(*EXPLICIT)
    assert (asked.code, asked.out) == (1, b"")
    assert "names no date of a meeting" in asked.err
    assert "--meeting 2027-01-12" in asked.err
    done = desk.run(*EXPLICIT, "--meeting", "14 December 2026", "--json")
    assert done.json["meeting"]["date"] == "2026-12-14"


def test_a_paper_without_decisions_says_so(desk: Desk) -> None:
    (desk.folder / "minutes.txt").write_text("Hello, this is a letter.\n")
    done = desk.run(*EXPLICIT)
    assert done.code == 0
    assert "no resolutions and no actions" in done.text
    assert "Nothing was changed: nothing" in done.text


def test_the_command_itself_prints_json_and_nothing_else(desk: Desk) -> None:
    args = ("import", "minutes.txt", "-b", "Exampleshire Board", "--dry-run", "--json")
    done = command(desk.folder, *args, DATABASE_URL=desk.url)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["board"] == "Exampleshire Board"
