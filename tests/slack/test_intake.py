"""Files that come in: prepared outside the record, taken once, refused in words."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from bot import intake
from tests.support.council import Council
from tests.support.papers import MINUTES
from workflows.deliveries import Kind, Parcel
from workflows.errors import InvalidInput, NotAllowed
from workflows.minutes_review import Paper

pytest_plugins = ["tests.support.stores", "tests.support.council"]


def asked(council: Council, view: str = "read_minutes", by: str = "asha", **args: Any) -> Parcel:
    return Parcel(
        key="read:1",
        kind=Kind.READ,
        team_id="T1",
        view=view,
        args={"by": council.people[by].id, **args},
        board_id=council.board.id,
    )


def take(council: Council, parcel: Parcel, name: str, data: bytes, media: str = "") -> None:
    prepared = intake.prepare(parcel, name, media, data)
    council.look(intake.take, parcel, name, media, data, prepared, council.now)


def word_file() -> bytes:
    document = docx.Document()
    for line in MINUTES.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_becomes_a_draft(sqlite_council: Council) -> None:
    c = sqlite_council
    take(c, asked(c), "minutes.docx", word_file())
    (draft,) = c.look(lambda tx: tx.drafts.open_of_board(c.board.id))
    assert draft.name == "minutes.docx"
    assert draft.meeting["date"] == "2026-12-14"


def test_taken_twice_it_is_one_draft_and_one_message(council: Council) -> None:
    for _ in range(2):
        take(council, asked(council), "minutes.txt", MINUTES.encode())
    assert len(council.look(lambda tx: tx.drafts.open_of_board(council.board.id))) == 1
    assert len(council.outbox("draft_review")) == 1


def test_a_snippet_is_text_whatever_its_name(sqlite_council: Council) -> None:
    c = sqlite_council
    prepared = intake.prepare(asked(c), "Untitled", "text/plain", MINUTES.encode())
    assert isinstance(prepared, Paper)


def test_what_cannot_be_read_is_told(sqlite_council: Council) -> None:
    c = sqlite_council
    take(c, asked(c), "picture.png", b"\x89PNG")
    (told,) = c.outbox("unreadable")
    assert "picture.png" in told.args["text"]
    assert told.person_id == c.people["asha"].id
    assert isinstance(intake.prepare(asked(c), "a.txt", "", b""), InvalidInput)


def test_who_is_no_officer_any_more_gets_no_draft(sqlite_council: Council) -> None:
    c = sqlite_council
    with pytest.raises(NotAllowed):
        take(c, asked(c, by="tom"), "minutes.txt", MINUTES.encode())
    assert c.look(lambda tx: tx.drafts.open_of_board(c.board.id)) == []


def test_evidence_is_kept_with_its_action(sqlite_council: Council) -> None:
    c = sqlite_council
    action = c.record()
    parcel = asked(c, "evidence", action_id=action.id)
    take(c, parcel, "photo.png", b"\x89PNG bytes", "image/png")
    (file,) = c.look(lambda tx: tx.files.of_subject("action", action.id))
    assert (file.name, file.size) == ("photo.png", 10)
