"""`matters board list`, `log`, `ics`: what programs and people read from the record."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import docx
import icalendar
import pypdfium2
import pytest

from bot.clock import SETTING
from storage.database import open_store
from tests.support.command import MATTERS, Done, called, command, environment
from tests.support.council import MONDAY, Council
from workflows import action_answers, board_setup
from workflows.action_recording import NewAction, record
from workflows.meetings import MeetingKind

SECRET_MATTER = "Settle with the contractor who shall not be named"
BRACKETS = "Adults [and/or] Health [/]"


@dataclass
class Register:
    """A record on disk with two boards, and how a command is run upon it."""

    url: str
    folder: Path
    references: dict[str, str] = field(default_factory=dict)

    def run(self, *args: str, **settings: str) -> Done:
        return command(self.folder, *args, DATABASE_URL=self.url, **settings)


@pytest.fixture(scope="module")
def register(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    folder = tmp_path_factory.mktemp("register")
    path = folder / "record.sqlite3"
    shutil.copyfile(sqlite_template, path)
    made = Register(f"sqlite:///{path}", folder)
    store = open_store(made.url)
    council = Council(store)
    council.meeting("2027-02-22")
    council.meeting("2027-03-15", venue="Somewhere quiet", kind=MeetingKind.PRIVATE)
    done = council.record("Publish the strategy", "Director of Public Health", due="next meeting")
    council.do(action_answers.done, "tom", done.id, "It is on the website")
    budget = council.record("Send the budget – ½ page", "Tom Hallam", due="20 January 2027")
    hidden = council.do(
        record,
        "asha",
        council.board.id,
        NewAction(SECRET_MATTER, ("Bea Lindqvist",), exempt="paragraph 3"),
    )
    council.do(board_setup.set_up, "asha", "C2", board_setup.Settings(BRACKETS, "A/H"))
    _set_clock(council, MONDAY)
    store.close()
    made.references = {"budget": budget.reference, "hidden": hidden.reference}
    return made


def _set_clock(council: Council, to: datetime) -> None:
    """The committees' clock stands at that hour, whatever day the tests are run."""
    offset = int((to - datetime.now(UTC)).total_seconds())
    council.look(lambda tx: tx.set_setting(SETTING, offset))


def test_boards_as_json_hold_officers_and_the_next_meeting(register: Register) -> None:
    done = called(register.folder, "board", "list", "--json", DATABASE_URL=register.url)
    assert (done.code, done.err) == (0, "")
    mine = next(b for b in done.json if b["short_name"] == "EB")
    assert mine["name"] == "Exampleshire Board"
    assert mine["channel"] == "C1"
    assert mine["officers"] == ["Asha Verma"]
    assert mine["next_meeting"] == "2027-02-22"


def test_boards_as_a_table_keep_the_brackets_of_a_name(register: Register) -> None:
    done = called(register.folder, "board", "list", DATABASE_URL=register.url)
    assert done.code == 0
    assert BRACKETS in done.text
    assert "Mon 22 Feb 2027" in done.text


def test_the_log_as_csv_holds_open_matter_and_never_an_exempt_one(register: Register) -> None:
    done = register.run("log", "--board", "eb")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(done.out.decode("utf-8-sig"), newline="")))
    assert "Action No" in rows[0]
    assert any(register.references["budget"] in row for row in rows)
    assert "Send the budget – ½ page" in done.text
    assert SECRET_MATTER not in done.text
    assert register.references["hidden"] not in done.text
    assert "exempt" in rows[-1][0]


def test_the_log_as_json_is_json_whatever_the_locale(register: Register) -> None:
    done = register.run(
        "log", "-b", "Exampleshire Board", "-f", "json", LC_ALL="POSIX", PYTHONUTF8="0"
    )
    assert (done.code, done.err) == (0, "")
    log = done.json
    assert log["board"] == "Exampleshire Board"
    assert [row["action"] for row in log["outstanding"]] == ["Send the budget – ½ page"]
    assert [row["action"] for row in log["completed"]] == ["Publish the strategy"]
    assert log["exempt_left_out"] == 1
    assert SECRET_MATTER not in done.text


def test_the_log_as_papers_goes_into_files_that_open(register: Register) -> None:
    paper = called(register.folder, "log", "-b", "EB", "-o", "log.docx", DATABASE_URL=register.url)
    assert (paper.code, paper.out) == (0, b"")
    assert "Written: log.docx" in paper.err
    opened = docx.Document(str(register.folder / "log.docx"))
    words = "\n".join(c.text for t in opened.tables for row in t.rows for c in row.cells)
    assert "Send the budget" in words
    assert SECRET_MATTER not in words
    pdf = called(register.folder, "log", "-b", "EB", "-f", "PDF", DATABASE_URL=register.url)
    assert (pdf.code, pdf.out) == (0, b"")
    (file,) = register.folder.glob("action-log-EB-*.pdf")
    pages = pypdfium2.PdfDocument(file.read_bytes())
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert register.references["budget"] in text
    assert "contractor" not in text


def test_a_short_name_with_a_slash_stays_in_the_folder(register: Register) -> None:
    done = called(register.folder, "log", "-b", "A/H", "-f", "docx", DATABASE_URL=register.url)
    assert done.code == 0
    assert len(list(register.folder.glob("action-log-A-H-*.docx"))) == 1


def test_the_calendar_parses_and_leaves_private_meetings_out(register: Register) -> None:
    done = register.run("ics", "--board", "EB")
    assert (done.code, done.err) == (0, "")
    calendar = icalendar.Calendar.from_ical(done.out)
    days = [event.decoded("dtstart").date().isoformat() for event in calendar.walk("VEVENT")]
    assert days == ["2027-02-22"]
    assert b"quiet" not in done.out
    args = ("ics", "--board", "EB", "--output", "board.ics")
    written = called(register.folder, *args, DATABASE_URL=register.url)
    assert (written.code, written.out) == (0, b"")
    assert (register.folder / "board.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_the_day_is_that_of_the_committees_clock(register: Register) -> None:
    done = called(register.folder, "log", "-b", "EB", "-f", "json", DATABASE_URL=register.url)
    assert done.json["as_at"] == MONDAY.date().isoformat()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (
            ("log", "-b", "Planning"),
            1,
            ("No board is called “Planning”", "Exampleshire Board (EB)"),
        ),
        (("ics", "-b", ""), 1, ("No board is called “”", "EB")),
        (("log", "-b", "EB", "-f", "odt"), 2, ("“odt” is no format here", "docx, pdf, csv, json")),
        (("log", "-b", "EB", "-o", "log.xlsx"), 2, ("“xlsx” is no format here",)),
        (("log", "-b", "EB", "-o", "missing/log.csv"), 1, ("cannot be written", "--output")),
        (("ics", "-b", "EB", "-o", "."), 1, ("cannot be written: Is a directory",)),
        (("log",), 2, ("--board",)),
    ],
)
def test_what_is_wrong_with_the_question_is_said(
    register: Register, args: tuple[str, ...], code: int, words: tuple[str, ...]
) -> None:
    done = called(register.folder, *args, DATABASE_URL=register.url)
    assert (done.code, done.out) == (code, b"")
    assert all(word in done.err for word in words), done.err


def test_a_reader_that_goes_away_leaves_no_traceback(register: Register) -> None:
    with subprocess.Popen(
        [str(MATTERS), "log", "-b", "EB"],
        cwd=register.folder,
        env=environment(DATABASE_URL=register.url),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said


def test_progress_is_for_terminals_only_and_never_in_the_result(register: Register) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(MATTERS), "log", "-b", "EB", "-f", "json"],
        cwd=register.folder,
        env=environment(DATABASE_URL=register.url) | {"TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.stdout is not None
        result = process.stdout.read()
    os.close(ours)
    assert process.returncode == 0
    assert b"Writing the action log of Exampleshire Board" in shown
    assert json.loads(result)["board"] == "Exampleshire Board"


def _read(terminal: int) -> bytes:
    """What the other side wrote; nothing once it has gone (Linux says EIO then)."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
