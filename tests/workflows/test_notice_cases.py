"""The notice clock against cases reckoned by hand, each with its source or its reckoning.

Under each nation and body: the day of the meeting | the last day to publish | the clear days,
counted back from the meeting by their day of the month | where it comes from, or what is between.
Bank holidays are those of GOV.UK's lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from workflows.dates import day_words
from workflows.notice import Profile, notice_of
from workflows.notice_rules import Body, law_of

TABLE = """
england principal:
  Tue 29 Nov 2022 | Mon 21 Nov 2022 | 28 25 24 23 22 | dated so on a unitary's agenda
  Fri 10 Feb 2023 | Thu 2 Feb 2023 | 9 8 7 6 3 | published so by a unitary
  Tue 24 May 2022 | Mon 16 May 2022 | 23 20 19 18 17 | issued so by a county
  Mon 16 Nov 2026 | Fri 6 Nov 2026 | 13 12 11 10 9 | a Monday: two weekends between
  Fri 20 Nov 2026 | Thu 12 Nov 2026 | 19 18 17 16 13 | a Friday: one weekend between
  Mon 4 Mar 2024 | Fri 23 Feb 2024 | 1 29 28 27 26 | 29 February is a day like others
  Tue 23 Apr 2019 | Thu 11 Apr 2019 | 18 17 16 15 12 | a district forgot Easter here and
  Tue 30 Apr 2019 | Thu 18 Apr 2019 | 29 26 25 24 23 | moved the meeting to this day;
  Thu 25 Apr 2019 | Mon 15 Apr 2019 | 24 23 18 17 16 | this one too, its notice of 17 April
  Thu 2 May 2019 | Wed 24 Apr 2019 | 1 30 29 26 25 | says, was moved to 2 May
  Mon 13 Apr 2026 | Wed 1 Apr 2026 | 10 9 8 7 2 | Good Friday 3, Easter Monday 6 April
  Tue 14 Apr 2026 | Thu 2 Apr 2026 | 13 10 9 8 7 | published the day before Good Friday
  Thu 7 May 2026 | Tue 28 Apr 2026 | 6 5 1 30 29 | early May bank holiday, the 4th
  Thu 28 May 2026 | Tue 19 May 2026 | 27 26 22 21 20 | Spring bank holiday, the 25th
  Thu 3 Sep 2026 | Tue 25 Aug 2026 | 2 1 28 27 26 | Summer bank holiday, 31 August
  Thu 3 Dec 2026 | Wed 25 Nov 2026 | 2 1 30 27 26 | St Andrew's Day is Scotland's
  Fri 20 Mar 2026 | Thu 12 Mar 2026 | 19 18 17 16 13 | St Patrick's Day is Northern Ireland's
  Tue 5 Jan 2027 | Wed 23 Dec 2026 | 4 31 30 29 24 | Boxing Day, a Saturday, moves to the 28th
  Thu 5 Jan 2023 | Fri 23 Dec 2022 | 4 3 30 29 28 | Christmas on a Sunday: 26 and 27; 2 January
  Wed 5 Jan 2022 | Thu 23 Dec 2021 | 4 31 30 29 24 | on a Saturday: 27 and 28; 3 January
  Mon 6 Jan 2025 | Tue 24 Dec 2024 | 3 2 31 30 27 | Christmas midweek: 25, 26 and 1 January
  Mon 11 Jun 2012 | Wed 30 May 2012 | 8 7 6 1 31 | Diamond Jubilee: 4 and 5 June
  Tue 7 Jun 2022 | Thu 26 May 2022 | 6 1 31 30 27 | Platinum Jubilee: 2 and 3 June
  Mon 26 Sep 2022 | Thu 15 Sep 2022 | 23 22 21 20 16 | the Queen's funeral, the 19th
  Tue 9 May 2023 | Thu 27 Apr 2023 | 5 4 3 2 28 | 1 May and the Coronation, 8 May
  Wed 4 May 2011 | Wed 20 Apr 2011 | 3 28 27 26 21 | Easter, a royal wedding (29th), 2 May
  Mon 11 May 2020 | Thu 30 Apr 2020 | 7 6 5 4 1 | early May holiday moved to VE Day, the 8th
england parish:
  Mon 16 Nov 2026 | Tue 10 Nov 2026 | 13 12 11 | three days: a Monday
  Tue 17 Nov 2026 | Wed 11 Nov 2026 | 16 13 12 | a Tuesday
  Wed 18 Nov 2026 | Thu 12 Nov 2026 | 17 16 13 | a Wednesday
  Thu 19 Nov 2026 | Fri 13 Nov 2026 | 18 17 16 | a Thursday
  Fri 20 Nov 2026 | Mon 16 Nov 2026 | 19 18 17 | a Friday: no weekend between
  Sat 21 Nov 2026 | Tue 17 Nov 2026 | 20 19 18 | a Saturday meeting
  Sun 22 Nov 2026 | Tue 17 Nov 2026 | 20 19 18 | a Sunday meeting, the same
  Mon 4 May 2026 | Tue 28 Apr 2026 | 1 30 29 | on a bank holiday itself
  Thu 4 Apr 2024 | Wed 27 Mar 2024 | 3 2 28 | Good Friday 29 March, Easter Monday 1 April
  Wed 21 Sep 2022 | Wed 14 Sep 2022 | 20 16 15 | the Queen's funeral, the 19th
  Thu 6 Jan 2000 | Wed 29 Dec 1999 | 5 4 30 | the Millennium: 31 December; 3 January
england nhs:
  Mon 16 Nov 2026 | Tue 10 Nov 2026 | 13 12 11 | three days by the Act of 1960
  Thu 28 May 2026 | Thu 21 May 2026 | 27 26 22 | Spring bank holiday, the 25th
wales principal:
  Mon 16 Nov 2026 | Tue 10 Nov 2026 | 13 12 11 | three days in Wales
  Thu 9 Apr 2026 | Wed 1 Apr 2026 | 8 7 2 | Easter Monday is a holiday in Wales
  Tue 9 May 2023 | Tue 2 May 2023 | 5 4 3 | the Coronation, 8 May
  Tue 5 Jan 2027 | Tue 29 Dec 2026 | 4 31 30 | New Year's Day alone
wales parish:
  Tue 7 Jun 2022 | Mon 30 May 2022 | 6 1 31 | Platinum Jubilee: 2 and 3 June
wales nhs:
  Tue 17 Nov 2026 | Wed 11 Nov 2026 | 16 13 12 | three days
scotland principal:
  Mon 16 Nov 2026 | Tue 10 Nov 2026 | 13 12 11 | three days in Scotland
  Thu 9 Apr 2026 | Thu 2 Apr 2026 | 8 7 6 | Easter Monday is no holiday in Scotland
  Fri 3 Jan 2025 | Tue 24 Dec 2024 | 31 30 27 | 1 and 2 January
  Mon 6 Jan 2025 | Fri 27 Dec 2024 | 3 31 30 | 1 and 2 January
  Tue 5 Jan 2027 | Thu 24 Dec 2026 | 31 30 29 | 2 January, a Saturday, moves to the 4th
  Wed 5 Jan 2022 | Fri 24 Dec 2021 | 31 30 29 | 3 January and 4 January in its stead
  Thu 5 Jan 2023 | Wed 28 Dec 2022 | 4 30 29 | 2 January, and 3 January for the first
  Tue 7 Jun 2022 | Mon 30 May 2022 | 6 1 31 | Platinum Jubilee: 2 and 3 June
  Thu 3 Dec 2026 | Thu 26 Nov 2026 | 2 1 27 | St Andrew's Day, 30 November
  Thu 6 Aug 2026 | Thu 30 Jul 2026 | 5 4 31 | Scotland's Summer bank holiday, 3 August
  Thu 3 Sep 2026 | Fri 28 Aug 2026 | 2 1 31 | and not the 31st
  Thu 18 Jun 2026 | Thu 11 Jun 2026 | 17 16 12 | a holiday for the World Cup, 15 June
scotland nhs:
  Fri 20 Nov 2026 | Mon 16 Nov 2026 | 19 18 17 | three days by the Act of 1960
scotland parish:
  Tue 17 Nov 2026 | Wed 11 Nov 2026 | 16 13 12 | three unless the scheme says otherwise
northern_ireland principal:
  Fri 20 Mar 2026 | Wed 11 Mar 2026 | 19 18 16 13 12 | St Patrick's Day, the 17th
  Thu 16 Jul 2026 | Tue 7 Jul 2026 | 15 14 10 9 8 | the Twelfth, a Sunday, moves to 13
  Mon 19 Jul 2027 | Thu 8 Jul 2027 | 16 15 14 13 9 | the Twelfth, a Monday
  Tue 14 Apr 2026 | Thu 2 Apr 2026 | 13 10 9 8 7 | Easter Monday is a holiday here
northern_ireland nhs:
  Fri 20 Mar 2026 | Fri 13 Mar 2026 | 19 18 16 | three days; St Patrick's Day, the 17th
"""


@dataclass(frozen=True)
class Case:
    """A line of the table."""

    nation: str
    body: Body
    meeting: date
    last: str
    counted: tuple[int, ...]


def read(table: str) -> Iterator[Case]:
    nation, body = "", ""
    for line in table.strip().splitlines():
        if line.endswith(":"):
            nation, body = line[:-1].split()
            continue
        meeting, last, counted, _ = (cell.strip() for cell in line.split("|"))
        day = datetime.strptime(meeting, "%a %d %b %Y").date()  # noqa: DTZ007
        assert day_words(day) == meeting, "the table names the wrong weekday"
        yield Case(nation, Body(body), day, last, tuple(map(int, counted.split())))


CASES = list(read(TABLE))


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.nation} {c.body} {c.meeting}")
def test_the_last_day_and_every_day_counted(case: Case) -> None:
    notice = notice_of(Profile(case.nation, case.body), case.meeting)
    assert day_words(notice.last_publication_day) == case.last
    assert tuple(d.day for d in reversed(notice.counted)) == case.counted
    assert len(case.counted) == notice.clear_days == law_of(case.nation, case.body).clear_days
