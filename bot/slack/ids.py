"""Names by which Slack gives back what was pressed: action ids, callback ids, block ids.

Block ids of inputs are the `field` names of `DomainError`, so that an error lands beside its input.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from workflows.errors import InvalidInput

# Buttons on an action's card: one action id for each step, "action:done" and so on.
ACTION_STEP = "action:"
# Buttons of a meeting ("meeting:move"…), of a line of its check list, of a board, of a person.
MEETING_STEP = "meeting:"
CHECK_STEP = "check:"
BOARD_STEP = "board:"
PERSON_STEP = "person:"
# Buttons of an absence ("away:end"…), and of what somebody who has gone leaves behind.
AWAY_STEP = "away:"
LEAVER_STEP = "leaver:"
# Buttons of a board's reminders and of an action's ("reminders:change"…).
REMINDERS_STEP = "reminders:"
# Changes how a board gives notice of its meetings ("notice:rules").
NOTICE_STEP = "notice:"
# Answers to an invitation ("invitation:coming"…), and what an officer does with invitations.
INVITATION_STEP = "invitation:"
INVITING_STEP = "inviting:"
# Ends a calendar feed ("feed:board", "feed:mine").
FEED_STEP = "feed:"
# Changes a board's rules ("rules:change"); pages of what was found ("find:page").
RULES_STEP = "rules:"
FIND_STEP = "find:"
# Ends the e-mail links of an action.
LINKS_REVOKE = "links:revoke"
# Buttons of a draft under review ("draft:accept"…) and of a resolution.
DRAFT_STEP = "draft:"
RESOLUTION_STEP = "resolution:"
# Of the day's message: everything of a board or of mine, a draft sent again, a report made; and of
# what could not be delivered.
DAY_ALL = "day:all"
DAY_REVIEW = "day:review"
DAY_REPORTED = "day:reported"
OUTBOX_STEP = "outbox:"
# Of the attendance of a meeting ("attendance:mark"…), and of its declarations of interest.
ATTENDANCE_STEP = "attendance:"
DECLARATION_STEP = "declaration:"
# Answers to a sounding ("sounding_reply:0"…), what its officer does ("sounding:close"…); of papers
# that went round and of letters.
SOUNDING_REPLY = "sounding_reply:"
SOUNDING_STEP = "sounding:"
PAPER_STEP = "paper:"
LETTER_STEP = "letter:"
# Of a delegation and what was decided under it ("delegation:decide"…).
DELEGATION_STEP = "delegation:"
# Of the forward plan, of statutory returns, of sub-groups ("forward:files"…).
FORWARD_STEP = "forward:"
RETURNS_STEP = "returns:"
GROUPS_STEP = "groups:"
REPORT_STEP = "report:"
# Modals.
DELEGATION_FORM = "delegation_form"
DECISION_FORM = "delegation_decision"
TERMS_FORM = "delegation_terms"
SOUNDING_NEW = "sounding_new"
SOUNDING_FORM = "sounding_step"
SOUNDING_COMMENT = "sounding_comment"
PAPER_NEW = "paper_new"
PAPER_FORM = "paper_step"
LETTER_NEW = "letter_new"
LETTER_FORM = "letter_step"
ATTENDANCE_FORM = "attendance_more"
DECLARATION_FORM = "declaration"
STEP_FORM = "action_step"
NEW_ACTION = "action_new"
EDIT_ACTION = "action_edit"
NEW_RESOLUTION = "resolution_new"
EDIT_RESOLUTION = "resolution_edit"
CLAUSE_ACTIONS = "resolution_clause_actions"
BOARD_FORM = "board_setup"
BOARD_REMINDERS_FORM = "board_reminders"
ACTION_REMINDERS = "action_reminders"
ACTION_REMINDERS_FORM = "action_reminders_form"
RULES_FORM = "board_rules"
STANDING_FORM = "resolution_standing"
FOLLOWS_FORM = "resolution_follows"
CONSEQUENCE_FORM = "resolution_consequence"
VOTE_FORM = "resolution_vote"
RETURN_FORM = "board_return"
RETURN_STEP_FORM = "board_return_step"
GROUP_FORM = "board_group"
GROUP_DISSOLVE = "board_group_dissolve"
REPORT_FORM = "action_report_back"
PACK_FORM = "forward_pack"
PERSON_FORM = "board_person"
REMOVE_PERSON = "board_person_remove"
AWAY_FORM = "board_away"
HAND_OVER = "hand_over"
MEETING_FORM = "meeting_form"
CANCEL_MEETING = "meeting_cancel"
NOTICE_FORM = "meeting_notice"
SUBSTITUTE_FORM = "invitation_substitute"
REPLY_FORM = "invitation_reply"
# /meeting plan: the pattern, then its dates.
PLAN_FORM = "meeting_plan"
PLAN_DATES = "meeting_plan_dates"
# Buttons of an agenda ("agenda:add"…) and its forms.
AGENDA_STEP = "agenda:"
AGENDA_ITEM_FORM = "agenda_item"
AGENDA_REFUSE_FORM = "agenda_refuse"
STANDING_FORM = "agenda_standing"
MERGE_FORM = "check_merge"
OWNERS_FORM = "check_owners"
MINUTES_FORM = "minutes_form"
LINE_FORM = "minutes_line"
DRAFT_DAY = "minutes_day"
RECORD_DRAFT = "minutes_record"
DRAFT_SAID = "minutes_said"
# Message shortcuts.
RECORD_ACTION = "record_action"
RECORD_RESOLUTION = "record_resolution"
READ_MINUTES = "read_minutes"


@dataclass(frozen=True)
class Pressed:
    """What a button of a card carries: the subject and the version it was drawn from."""

    subject_id: str
    version: int = 0


def pack(subject_id: str, version: int = 0) -> str:
    """The value of a button."""
    return json.dumps([subject_id, version], separators=(",", ":"))


def unpack(value: str) -> Pressed:
    """What `pack` wrote; `InvalidInput` for anything else."""
    try:
        subject_id, version = json.loads(value)
        return Pressed(str(subject_id), int(version))
    except (ValueError, TypeError) as wrong:
        raise InvalidInput("That button is of an older kind. Open the card again.") from wrong
