"""A plain page of HTML for e-mail and for the pages behind signed links."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# Mail programs drop style sheets or parts of them, so what matters stands at each element.
_BODY = (
    "margin:0;padding:0;background:#f3f5f7;color:#1a1a1a;"
    "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:17px;line-height:1.5"
)
_CARD = "max-width:600px;margin:0 auto;padding:24px 20px;background:#ffffff;overflow-wrap:anywhere"
_TITLE = "margin:0 0 16px;font-size:22px;line-height:1.3;color:#1f3a5f"
_LINE = "margin:0 0 12px"
# At least 44 points high, the smallest that a thumb hits.
_BUTTON = (
    "display:inline-block;margin:4px 8px 8px 0;padding:11px 18px;min-height:24px;"
    "border-radius:6px;background:#1f3a5f;color:#ffffff;font-weight:bold;text-decoration:none"
)


def simple_html(title: str, lines: Sequence[str], buttons: Sequence[tuple[str, str]] = ()) -> str:
    """A whole page: the title, each of `lines` as a paragraph, each of `buttons` as (label, URL).

    All text is escaped; a line feed in a line stays one. A URL must be http, https or mailto
    (ValueError): a link that runs a script is never written.
    """
    paragraphs = "\n".join(f'<p style="{_LINE}">{_lines(line)}</p>' for line in lines)
    links = "\n".join(
        f'<a href="{escape(_checked(url))}" style="{_BUTTON}">{escape(label)}</a>'
        for label, url in buttons
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{escape(title)}</title>
</head>
<body style="{_BODY}">
<div style="{_CARD}">
<h1 style="{_TITLE}">{escape(title)}</h1>
{paragraphs}
{f'<p style="margin:20px 0 0">{links}</p>' if links else ""}
</div>
</body>
</html>
"""


def _lines(text: str) -> str:
    return escape(text.strip()).replace("\r\n", "\n").replace("\n", "<br>\n")


def _checked(url: str) -> str:
    if not url.lower().startswith(("https://", "http://", "mailto:")):
        raise ValueError(f"Not a link for a page: {url!r}")
    return url
