"""The listing on the terminal says what was read, from where, and what is missing."""

import io

from rich.console import Console

from bot.documents.reading_table import count_words, draft_table
from tests.support.papers import BESIDE, MINUTES
from workflows.minutes import read_minutes
from workflows.minutes.document import Document


def shown(text: str, width: int = 120) -> str:
    out = io.StringIO()
    register = read_minutes(Document.from_text("paper.txt", text))
    Console(file=out, width=width).print(draft_table(register))
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


def test_what_was_found_is_counted_in_one_line() -> None:
    register = read_minutes(Document.from_text("minutes.txt", MINUTES))
    counted = count_words(register)
    assert counted.startswith("1 resolution, 2 clauses · 5 actions · 1 implied · 1 delegation")
    assert counted in shown(MINUTES)


def test_owners_and_dues_are_read_at_eighty_columns() -> None:
    text = shown(MINUTES, width=80)
    assert max(map(len, text.splitlines())) <= 80
    joined = " ".join(text.split())
    assert "Director of Public Health · “by 29 January 2027” → Fri 29 Jan 2027" in joined
    assert "to Councillor Peake, in consultation with the Chair · by Mon 18 Jan 2027" in joined
    assert "→ Mon 15 Mar 2027, the next meeting" in joined


def test_votes_and_what_else_the_paper_says_are_read_at_eighty_columns() -> None:
    text = shown(BESIDE, width=80)
    assert max(map(len, text.splitlines())) <= 80
    joined = " ".join(text.split())
    assert "moved by Ann Able, seconded by Bo Baker, 7 for, 3 against" in joined
    assert "Also in the paper" in joined
    assert "Urgent item, minute 6: An urgent item on the flood" in joined
    assert "Review: in 12 months: The strategy will be reviewed" in joined
    assert "3 present, 1 apologies, 0 in attendance" in joined
    assert "@" not in text.partition("Also in the paper")[2]


def test_a_long_text_beside_is_cut() -> None:
    long = BESIDE.replace("flood was", f"flood {'in the lower town ' * 30}was")
    joined = " ".join(shown(long, width=80).split())
    urgent = joined.partition("Urgent item, minute 6: ")[2].partition("Deferred item")[0]
    assert "…" in urgent
    assert len(urgent) < 260
