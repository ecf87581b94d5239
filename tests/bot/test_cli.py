"""`matters` itself: help, settings, `read`, `db upgrade`, `manifest`; faults as sentences."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.terminal import without_secrets
from tests.support.command import called, command

MINUTES = """Exampleshire Health and Wellbeing Board

Minutes of the meeting held on Tuesday 12 January 2027 at 14:00

5. Budget

RESOLVED that the budget be approved.

Action: Tom Hallam to send the budget to all members by 22 January 2027.
"""


def test_help_names_every_command(tmp_path: Path) -> None:
    done = command(tmp_path, "--help")
    assert (done.code, done.err) == (0, "")
    for name in ("run", "workspace", "read", "log", "ics", "doctor", "manifest", "board", "db"):
        assert f" {name} " in done.text
    assert called(tmp_path, "--version").text.startswith("matters ")


@pytest.mark.parametrize(
    "args", [("nonsense",), ("read",), ("log", "--bord", "x"), ("workspace", "--port", "70000")]
)
def test_wrong_use_ends_with_two_and_nothing_on_standard_output(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    done = called(tmp_path, *args)
    assert (done.code, done.out) == (2, b"")
    assert "Usage" in done.err


def test_a_draft_as_json_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "minutes [red]x[bold].txt").write_text(MINUTES)
    done = command(tmp_path, "read", "--json", "minutes [red]x[bold].txt")
    assert (done.code, done.err) == (0, "")
    assert "send the budget" in json.dumps(done.json["actions"])


def test_a_draft_as_a_table_for_people(tmp_path: Path) -> None:
    (tmp_path / "minutes.txt").write_text(MINUTES)
    done = called(tmp_path, "read", "minutes.txt")
    assert (done.code, done.err) == (0, "")
    assert "Tuesday 12 January 2027" in done.text
    assert "send the budget" in " ".join(done.text.split())


def test_what_cannot_be_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (tmp_path / "table.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "[bold]odd.docx").write_bytes(b"PK\x03\x04 no zip")
    for name, words in (
        ("missing[/].txt", "missing[/].txt cannot be read: No such file"),
        ("folder.txt", "folder.txt cannot be read: Is a directory"),
        ("binary.txt", "binary.txt is not text"),
        ("empty.txt", "empty.txt is empty"),
        ("broken.pdf", "broken.pdf"),
        ("table.xlsx", ".docx"),
        ("[bold]odd.docx", "[bold]odd.docx cannot be opened"),
    ):
        done = called(tmp_path, "read", name, "--json")
        assert (done.code, done.out) == (1, b""), name
        assert words in done.err


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "endless.txt").symlink_to("/dev/zero")
    done = called(tmp_path, "read", "endless.txt")
    assert (done.code, done.out) == (1, b"")
    assert "endless.txt is" in done.err


def test_all_wrong_settings_are_listed_at_once_and_no_secret_with_them(tmp_path: Path) -> None:
    wrong = {
        "SLACK_BOT_TOKEN": "geheim-token",
        "SLACK_APP_TOKEN": "xoxb-geheim-app",
        "DATABASE_URL": "mysql://user:geheim@host/name",
        "SMTP_HOST": "mail.example",
        "SMTP_PORT": "twenty-five",
        "MATTERS_TICK_SECONDS": "0",
    }
    done = command(tmp_path, "run", **wrong)
    assert (done.code, done.out) == (2, b"")
    for name in (*(wrong.keys() - {"SMTP_HOST"}), "SMTP_FROM"):
        assert f"  {name}: " in done.err
    assert "geheim" not in done.err


def test_settings_come_from_the_folders_env_file_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=nonsense\n")
    done = called(tmp_path, "board", "list")
    assert done.code == 2
    assert "DATABASE_URL: use sqlite:///" in done.err


def test_the_database_is_made_and_brought_up_to_date_step_by_step(tmp_path: Path) -> None:
    url = "sqlite:///new/folder/record.sqlite3"
    first = called(tmp_path, "db", "upgrade", DATABASE_URL=url)
    assert (first.code, first.out) == (0, b"")
    assert "0001" in first.err
    assert "up to date" in first.err
    again = called(tmp_path, "db", "upgrade", DATABASE_URL=url)
    assert again.err == "The database is up to date.\n"
    listed = called(tmp_path, "board", "list", "--json", DATABASE_URL=url)
    assert (listed.code, listed.json) == (0, [])
    assert "/board setup" in called(tmp_path, "log", "-b", "HWB", DATABASE_URL=url).err


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:///text.txt/record.sqlite3", ""),
        ("sqlite:///text.txt", "file is not a database"),
        ("sqlite:///", "SQLite needs a file"),
        ("sqlite:oops", ""),
        ("sqlite:///newer.sqlite3", "another version of this program"),
        ("postgresql://matters:geheim@127.0.0.1:9/matters", "onnection"),
        ("postgresql+nonsense://matters:geheim@127.0.0.1/matters", "Neither SQLite nor PostgreSQL"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named_with_the_reason(
    tmp_path: Path, url: str, why: str
) -> None:
    (tmp_path / "text.txt").write_text("This is no database, and quite long enough to be sure." * 9)
    with sqlite3.connect(tmp_path / "newer.sqlite3") as newer:
        newer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
    newer.close()
    for args in (("board", "list", "--json"), ("db", "upgrade")):
        done = called(tmp_path, *args, DATABASE_URL=url)
        assert (done.code, done.out) == (1, b"")
        assert "cannot be opened" in done.err
        assert why in done.err
        assert "matters doctor" in done.err
        assert "geheim" not in done.err


def test_the_manifest_is_json_with_the_prefix_and_the_address(tmp_path: Path) -> None:
    plain = called(tmp_path, "manifest")
    assert (plain.code, plain.err) == (0, "")
    assert plain.json["settings"]["socket_mode_enabled"] is True
    given = called(tmp_path, "manifest", "--prefix", "ma-", "--url", "https://bot.example")
    assert "/ma-action" in {c["command"] for c in given.json["features"]["slash_commands"]}
    assert given.json["settings"]["interactivity"]["request_url"].startswith("https://bot.example/")


@pytest.mark.parametrize("args", [("--prefix", "Not This"), ("--url", "http://bot.example")])
def test_a_manifest_that_slack_would_refuse_is_refused_here(
    tmp_path: Path, args: tuple[str, str]
) -> None:
    done = called(tmp_path, "manifest", *args)
    assert (done.code, done.out) == (2, b"")
    assert "The manifest cannot be made" in done.err


def test_a_fault_of_our_own_is_a_sentence_that_says_how_to_see_more(tmp_path: Path) -> None:
    """A record that somebody has damaged behind the program's back."""
    url = "sqlite:///damaged.sqlite3"
    assert called(tmp_path, "db", "upgrade", DATABASE_URL=url).code == 0
    with sqlite3.connect(tmp_path / "damaged.sqlite3") as damaged:
        damaged.execute("DROP TABLE board")
    damaged.close()
    done = called(tmp_path, "board", "list", "--json", DATABASE_URL=url)
    assert (done.code, done.out) == (1, b"")
    assert "This is a fault of the program (OperationalError" in done.err
    assert "PYTHONDEVMODE=1" in done.err


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("token xoxb-12-ab_C9 here", "token xoxb-… here"),
        ("xapp-1-A0-9", "xapp-…"),
        ("postgresql://matters:s3cret@db/matters", "postgresql://…@db/matters"),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
    ],
)
def test_secrets_are_cut_out_of_every_message(text: str, clean: str) -> None:
    assert without_secrets(text) == clean
