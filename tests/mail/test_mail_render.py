"""The page of HTML, read by a parser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from bot.mail.render import simple_html


class Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())


def test_page_has_title_lines_and_buttons() -> None:
    page = Reader(
        simple_html(
            "Your action",
            ["Due Friday", "Two\nlines"],
            [("Done", "https://x.example/a?b=1&c=2"), ("Write", "mailto:o@example.gov.uk")],
        )
    )
    assert page.words == [
        "Your action",
        "Your action",
        "Due Friday",
        "Two",
        "lines",
        "Done",
        "Write",
    ]
    assert page.tags.count("br") == 1
    assert page.tags.count("p") == 3
    assert page.links == ["https://x.example/a?b=1&c=2", "mailto:o@example.gov.uk"]


def test_page_suits_a_telephone() -> None:
    page = simple_html("T", ["L"])
    assert '<meta name="viewport" content="width=device-width' in page
    assert '<html lang="en-GB">' in page
    assert "max-width:600px" in page
    assert "<a " not in page


def test_text_is_escaped() -> None:
    evil = "<script>alert('x')</script> & \"quoted\""
    page = Reader(simple_html(evil, [evil], [(evil, 'https://x.example/"><script>')]))
    assert "script" not in page.tags
    assert page.words.count(evil) == 4
    assert page.links == ['https://x.example/"><script>']


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:x", "data:text/html,x", "", "/x"]
)
def test_no_other_links(url: str) -> None:
    with pytest.raises(ValueError, match="Not a link"):
        simple_html("T", [], [("Go", url)])
