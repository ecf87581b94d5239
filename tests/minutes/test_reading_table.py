"""The listing on the terminal says what was read, from where, and what is missing."""

import io

from rich.console import Console

from bot.documents.reading_table import draft_table
from workflows.minutes import read_minutes
from workflows.minutes.document import Document


def shown(text: str) -> str:
    out = io.StringIO()
    register = read_minutes(Document.from_text("paper.txt", text))
    Console(file=out, width=120).print(draft_table(register))
    return out.getvalue()


def test_a_register_is_listed() -> None:
    text = shown(
        "Minutes of the Example Board held on Tuesday 12 October 2026\n\n"
        "5. Care\n\nRESOLVED that the Board delegates approval to the Clerk.\n\n"
        "Action: Tom [bold]Hallam to send it by 20 November 2026.\n\n"
        "Action: The list to be sent.\n\n"
        "Next meeting: 14 December 2026\n"
    )
    for words in (
        "Example Board",
        "Monday 14 December 2026",
        "delegation",
        "the Clerk",
        "Fri 20 Nov 2026",
        "[bold]",
        "nobody yet",
        "not the weekday printed",
    ):
        assert words in text


def test_a_paper_with_nothing_in_it_says_so() -> None:
    assert "No decisions and no actions were found" in shown("Hello.\n")
