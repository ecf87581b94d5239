"""Attendance over time as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io

from bot.documents.action_log import inert
from workflows.attendance_record import AttendanceRecord

_HEAD = (
    "Member",
    "Associate",
    "Possible",
    "Present",
    "of these remotely",
    "Apologies",
    "Absent",
    "Substitute sent",
    "Not marked",
    "Missed in a row",
    "From",
    "To",
)


def attendance_csv(record: AttendanceRecord) -> str:
    """One row for each member; RFC 4180, with a byte order mark for Excel, and nothing that a
    spreadsheet would run as a formula."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    table.writerow(_HEAD)
    for m in record.members:
        numbers = (m.possible, m.present, m.remotely, m.apologies, m.absent, m.substituted)
        days = (record.since.isoformat(), record.until.isoformat())
        table.writerow(
            [inert(m.name), "yes" if m.associate else "no", *numbers, m.unmarked, m.missed, *days]
        )
    return out.getvalue()
