"""Minutes for tests: a paper of an invented board, read as the program reads what is sent."""

from __future__ import annotations

import hashlib

from workflows.minutes import read_minutes
from workflows.minutes.document import Document
from workflows.minutes_review import Paper

HEADING = ("Action No", "Action point", "Allocated to", "Progress", "Status")


def log(*rows: tuple[str, ...]) -> str:
    """An action log as a table's text: its heading and rows, cells parted by tabs."""
    return "\n".join("\t".join(row) for row in (HEADING, *rows))


NEEDS = "Tom Hallam to circulate the needs assessment summary to the Board"
PLAN = "Bea Lindqvist to bring the volunteering plan to the next meeting"
LOG = log(
    ("121026/01", NEEDS, "Tom Hallam", "Circulated", "Completed"),
    ("121026/02", PLAN, "Bea Lindqvist", "Drafted", "In progress"),
)
MINUTES = f"""EXAMPLESHIRE BOARD

Minutes of the meeting held on 14 December 2026 at 2.00 pm
Held at the Council Chamber, Civic Hall, Exampleton.

Present:
Councillor Rosalind Peake (Chair)
Tom Hallam, Director of Public Health

31. Welcome and apologies

The meeting began at 2.00 pm. The Chair welcomed those present.

34. Action log

{LOG}

35. Better Care Fund plan

RESOLVED that: the Health and Wellbeing Board:

a) notes the progress made with the Better Care Fund plan; and
b) delegates final approval of the Better Care Fund return to Councillor Peake, in consultation
with the Chair, before 18 January 2027.

Action: Bea Lindqvist to report the submitted return to the next meeting.

37. Winter pressures

Councillor Idris Callow would speak to the library service about a carers' corner.

Action: The Director of Public Health to present vaccination figures by ward by 29 January 2027.

Action: A list of warm spaces to be published on the Council's website as soon as possible.

38. Date of next meeting

The next meeting will be held on 15 March 2027 at 2.00 pm.

The meeting closed at 3.35 pm.
"""

#: Minutes that say much beside what was resolved and what is to be done.
BESIDE = """EXAMPLESHIRE BOARD

Minutes of the meeting held on Tuesday 12 January 2027 at 2.00 pm

Present: Ann Able (Chair), Bo Baker, Cy Dent
Apologies: Dee Eames

2. Declarations of interest

Bo Baker declared an interest in item 5, as a tenant.

5. Grants

RESOLVED that: the grant be paid. Proposed by Ann Able, seconded by Bo Baker. 7 for, 3 against.

6. Urgent business

An urgent item on the flood was accepted because of the closing date.

The item on parking was deferred to the next meeting. Write to parking@example.org about it.

7. Strategy

The strategy will be reviewed in 12 months.
"""


def paper(text: str = MINUTES, name: str = "minutes.txt") -> Paper:
    """The paper as `bot.intake` would hand it over."""
    register = read_minutes(Document.from_text(name, text))
    return Paper(name, hashlib.sha256(text.encode()).hexdigest(), register)
