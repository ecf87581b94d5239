"""What usually holds for a kind of body: where an officer starts from, before the constitution.

Each preset says in words what it rests on. Local things (quorum, constituencies, who approves) are
never part of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workflows.profile import DEFAULT, Rules


@dataclass(frozen=True)
class Preset:
    """A kind of body: its name, what it sets, and why in one sentence."""

    title: str
    rules: Rules
    why: str


#: Under the 2012 Act s.196(2) the council may arrange for its board to exercise its functions.
HWB_OFFICER = ("functions of the council that the board exercises for it (2012 Act s.196(2))",)
HWB_SUB_COMMITTEE = (
    "joint strategic needs assessment",
    "joint health and wellbeing strategy",
    "pharmaceutical needs assessment",
    "encouraging integrated working (2012 Act s.195)",
)

PRESETS: Mapping[str, Preset] = {
    "committee": Preset(
        "Council committee",
        DEFAULT,
        "A majority of those present and voting decides, in the room (Local Government Act 1972 "
        "Sch. 12 para. 39); nothing is decided between meetings.",
    ),
    "hwb": Preset(
        "Health and wellbeing board",
        replace(DEFAULT, officer_functions=HWB_OFFICER, sub_committee_functions=HWB_SUB_COMMITTEE),
        "A committee of the council (Health and Social Care Act 2012 s.194): those who are no "
        "councillors vote unless the council directs otherwise, and most of its own functions go "
        "to a sub-committee, not to an officer (SI 2013/218).",
    ),
    "executive": Preset(
        "Executive (cabinet)",
        replace(DEFAULT, executive=True, call_in_days=5),
        "Its decisions can be called in (Local Government Act 2000 s.9F; the days are local) and "
        "are recorded by SI 2012/2089.",
    ),
    "parish": Preset(
        "Parish, town or community council",
        DEFAULT,
        "A majority of those present and voting, in the room; the chair has a casting vote (Local "
        "Government Act 1972 Sch. 12 para. 39).",
    ),
    "nhs": Preset(
        "NHS body",
        replace(DEFAULT, remote_counts=True, sounding_permission=False),
        "Its own standing orders say who counts from afar and who decides between meetings.",
    ),
    "partnership": Preset(
        "Charity or partnership (may decide by written resolution)",
        replace(DEFAULT, remote_counts=True, written_resolution=True, sounding_permission=False),
        "No council committee: its governing document says whether it may decide by reply and from "
        "afar.",
    ),
}

#: Nations in which attending from afar counts in a council: Local Government and Elections (Wales)
#: Act 2021 s.47; Local Government in Scotland Act 2003 s.43.
REMOTE_NATIONS = ("wales", "scotland")


def with_preset(rules: Rules, name: str, nation: str) -> Rules:
    """The rules with what the preset sets; what is local and the day stay as they were."""
    usual = PRESETS[name].rules
    return replace(
        usual,
        since=rules.since,
        quorum=rules.quorum,
        seats=rules.seats,
        approval_by=rules.approval_by,
        minuted=rules.minuted,
        remote_counts=usual.remote_counts or nation in REMOTE_NATIONS,
    )


def preset_of(rules: Rules, nation: str) -> str | None:
    """The preset that these rules are, apart from what is local; None where they are no one's."""
    return next((name for name in PRESETS if with_preset(rules, name, nation) == rules), None)
