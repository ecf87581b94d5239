"""From a parcel of the outbox to what is sent, rendered at the moment it is sent.

Each view name has one renderer here. A renderer gives None when nothing is left to say, and the
parcel is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from bot.calendar.meeting_ics import meeting_ics
from bot.documents import action_log
from bot.slack import gather
from bot.slack.rendered import (
    agenda,
    attendance,
    circulations,
    delegations,
    forward_plan,
    minutes_after,
    soundings,
)
from bot.slack.rendered import invitations as invitation_rendering
from bot.slack.rendered.kept_papers import kept_file
from bot.slack.rendered.kinds import Answer as Answer
from bot.slack.rendered.kinds import Rendered as Rendered
from bot.slack.rendered.kinds import RenderedFile as RenderedFile
from bot.slack.rendered.kinds import Renderer, Subjects, audience_of
from bot.slack.views import absences as absence_views
from bot.slack.views import actions as action_views
from bot.slack.views import check_list as check_views
from bot.slack.views import day as day_views
from bot.slack.views import digests as digest_views
from bot.slack.views import home as home_views
from bot.slack.views import leavers as leaver_views
from bot.slack.views import meetings as meeting_views
from bot.slack.views import minutes as minutes_views
from bot.slack.views import resolutions as resolution_views
from bot.slack.views.blocks import context, section
from workflows import (
    absences,
    day_message,
    digests,
    handing_over,
    home,
    invitations,
    keeping,
    logbook,
    meeting_live,
    watching,
)
from workflows.access import Audience, Deed, Disclosable, can_see, disclose, may
from workflows.actions import COMPLETED, LIVE
from workflows.deadlines import day_words
from workflows.deliveries import Parcel
from workflows.meetings import MeetingState
from workflows.people import Role
from workflows.ports import Transaction


def render(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """Render a parcel for whoever it goes to."""
    return RENDERERS[parcel.view](tx, parcel, now)


def moved_on(tx: Transaction, parcel: Parcel, sent: Rendered | RenderedFile, now: datetime) -> bool:
    """Whether what was `sent`, rendered at `now`, is no longer what should stand there: something
    changed while Slack was being asked, when no showing of it was known yet."""
    if not sent.subjects:
        return False
    if isinstance(sent, RenderedFile) or not sent.live:
        return withheld(tx, parcel, sent.subjects, now)
    return render(tx, parcel, now) != sent


def withheld(tx: Transaction, parcel: Parcel, subjects: Subjects, now: datetime) -> bool:
    """Whether any of these is not for the eyes of whoever the parcel is for."""
    audience = audience_of(tx, parcel, now)
    found: Mapping[str, Callable[[str], Disclosable]] = {
        "action": tx.actions.get,
        "resolution": tx.resolutions.get,
        "delegation": tx.delegations.get,
        "exercise": tx.exercises.get,
        "consultation": tx.consultations.get,
        "sounding": tx.soundings.get,
        "circulation": tx.circulations.get,
        "agenda_item": tx.agenda_items.get,
        "consequence": tx.consequences.get,
        "statutoryreturn": tx.returns.get,
    }
    return any(
        not can_see(found[kind](subject_id), audience)
        for kind, subject_id in subjects
        if kind in found
    )


def _text(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """A plain line that a use case worded."""
    return Rendered(str(parcel.args["text"]), [section(str(parcel.args["text"]))])


def _action_card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    action = tx.actions.get(str(parcel.args["action_id"]))
    card = gather.action_card(tx, action, audience_of(tx, parcel, now), now)
    if card is None:
        return None
    return Rendered(
        f"{action.reference} {card.action.text}"[:300],
        action_views.card(card),
        (("action", action.id),),
    )


def _owner_tasks(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    audience = audience_of(tx, parcel, now)
    found = [tx.actions.get(str(i)) for i in parcel.args["action_ids"]]
    shown = disclose(found, audience).shown
    cards = [c for a in shown if (c := gather.action_card(tx, a, audience, now))]
    if not cards:
        return None
    board = tx.boards.get(cards[0].action.board_id)
    return Rendered(
        f"{board.name}: {len(cards)} action{'' if len(cards) == 1 else 's'} for you",
        action_views.owner_tasks(cards, board.name, str(parcel.args.get("why", ""))),
        tuple(("action", c.action.id) for c in cards),
    )


def _absence(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What the one who is away, the deputy or an officer is told, as long as it is on record."""
    args, reader = parcel.args, str(parcel.person_id or parcel.args.get("audience"))
    of, absence_id = str(args["of"]), str(args["absence_id"])
    notice = absences.notice(tx, of, absence_id, args["reader"], reader, now)
    if notice is None:
        return None
    return Rendered(
        absence_views.notice_text(notice),
        absence_views.notice_blocks(notice),
        tuple(("action", a.id) for a in notice.actions),
        live=False,
    )


def _leaver(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What somebody who has gone leaves to an officer; it follows what is handed over."""
    args, reader = parcel.args, str(parcel.person_id or parcel.args.get("audience"))
    of, actions, posts = str(args["person_id"]), args["action_ids"], args["posts"]
    found = handing_over.leaver(tx, reader, of, str(args["why"]), actions, posts, now)
    if found is None:
        return None
    shown = (*found.to_hand_over, *found.handed_over)
    return Rendered(
        leaver_views.leaver_text(found),
        leaver_views.leaver_blocks(found),
        tuple(("action", a.id) for a in shown),
    )


def _ask_chair(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The officer's word to the chair; nothing, once the matter has been answered."""
    audience = audience_of(tx, parcel, now)
    action = tx.actions.get(str(parcel.args["action_id"]))
    board = tx.boards.get(action.board_id)
    card = gather.action_card(tx, action, audience, now)
    if card is None or ("ts" not in parcel.args and not digests.is_overdue(action, card.today)):
        return None
    following = tx.meetings.next_ordinary(board.id, card.today)
    asked_by = tx.people.get(str(parcel.args["by"])).name
    text = action_views.word_to_chair(
        card, board.name, asked_by, day_words(following.day) if following else ""
    )
    blocks = [section(text), *action_views.card(card)]
    return Rendered(f"{board.name}: please invite an owner", blocks, (("action", action.id),))


def _day(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    again = "ts" in parcel.args
    person = str(parcel.args.get("audience") or parcel.person_id)
    message = day_message.day_message(tx, str(parcel.args["day_id"]), person, now, again=again)
    if message is None:
        return None
    audience = Audience(message.caller)
    items = (*message.own, *message.named, *message.to_settle)
    made = (gather.action_card(tx, i.action, audience, now, with_board=True) for i in items)
    day = day_views.Day(message, {c.action.id: c for c in made if c})
    return Rendered(
        day_views.day_text(message),
        day_views.day_blocks(day),
        (
            *(("action", i) for i in day.cards),
            *((watching.subject_of(w.watched), w.watched.id) for w in message.watched),
        ),
    )


def _digest(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    if meeting.state is MeetingState.CANCELLED:
        return None
    audience = audience_of(tx, parcel, now)
    as_at = parcel.args.get("as_at")
    digest = digests.for_meeting(
        tx, meeting.id, audience, datetime.fromisoformat(as_at) if as_at else now
    )
    roles = audience.caller.on(meeting.board_id) if audience.caller else frozenset()
    listed = (digest.overdue, digest.due_here, digest.still_open, digest.completed)
    reader = audience.caller.id if audience.caller else ""
    with_calendar = not (reader and invitations.stands_in_calendar(tx, meeting, reader))
    prompted = bool(roles & _PROMPTED)
    return Rendered(
        digest_views.sentence(digest),
        digest_views.digest_blocks(digest, for_chair=prompted, with_calendar=with_calendar),
        (
            *(("action", a.id) for actions in listed for a in actions),
            *(("exercise", e.id) for e in digest.decided),
        ),
        live=False,
    )


#: Who is asked to do something about what stands in a digest; other members only read it.
_PROMPTED = frozenset({Role.CHAIR, Role.VICE_CHAIR, Role.OFFICER})


def _log(tx: Transaction, parcel: Parcel, now: datetime) -> logbook.ActionLog:
    """The log of `board_id`, drawn up for the meeting where `meeting_id` is given (alone will
    do)."""
    meeting_id = parcel.args.get("meeting_id")
    meeting = tx.meetings.get(str(meeting_id)) if meeting_id else None
    board = tx.boards.get(meeting.board_id if meeting else str(parcel.args["board_id"]))
    return logbook.action_log(tx, board, audience_of(tx, parcel, now), now, meeting)


def _log_file(
    form: str, media_type: str, write: Callable[[logbook.ActionLog], bytes]
) -> Callable[[Transaction, Parcel, datetime], Answer]:
    """The renderer of the log in one form. What is drawn is gathered here, and drawn later."""

    def renderer(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
        meeting_id = parcel.args.get("meeting_id")
        meeting = tx.meetings.get(str(meeting_id)) if meeting_id else None
        if parcel.args.get("again") and meeting and meeting.ends_at < now:
            # It was taken back; nobody needs another one for a meeting that is over.
            return None
        log = _log(tx, parcel, now)
        board_id = meeting.board_id if meeting else str(parcel.args["board_id"])
        audience = audience_of(tx, parcel, now)
        shown = disclose(tx.actions.of_board(board_id, LIVE | COMPLETED), audience).shown
        return RenderedFile(
            f"action-log-{log.as_at.isoformat()}.{form}",
            lambda: write(log),
            media_type,
            f"Action log, {log.board}",
            subjects=tuple(("action", a.id) for a in shown),
        )

    return renderer


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _meeting_ics(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """The meeting as a file that names nobody; nothing for whoever has it by an invitation."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    if parcel.person_id and invitations.stands_in_calendar(tx, meeting, parcel.person_id):
        return None
    board = tx.boards.get(meeting.board_id)
    cancelled = meeting.state is MeetingState.CANCELLED
    method: Literal["CANCEL", "PUBLISH"] = "CANCEL" if cancelled else "PUBLISH"
    return RenderedFile(
        f"meeting-{meeting.day.isoformat()}-{meeting.sequence}.ics",
        lambda: meeting_ics(meeting, board, method=method, now=now),
        "text/calendar",
        f"{board.name}, {meeting.day.isoformat()}",
        {"method": method},
    )


def _meeting_notice(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    what, reason = str(parcel.args["what"]), str(parcel.args.get("reason", ""))
    text = meeting_views.notice(meeting, board, what, reason)
    return Rendered(text, [section(text)])


def _check_list(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """For the officer alone; every line is a subject, so that its changes are shown here too."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    reader = audience_of(tx, parcel, now).caller
    if reader is None or not may(reader, board.id, Deed.RUN_MEETINGS):
        return None
    check = meeting_live.check_list(tx, reader, meeting.id)
    part = int(parcel.args.get("part", 0))
    sheet = check_views.Sheet(board, check, keeping.local_day(now, board), part)
    lines = tuple(("action", a.id) for a in check.lines)
    return Rendered(
        check_views.heading(sheet), check_views.blocks(sheet), (("meeting", meeting.id), *lines)
    )


def _issued_list(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """What a meeting resolved and gave out, as this audience may see it."""
    meeting = tx.meetings.get(str(parcel.args["meeting_id"]))
    board = tx.boards.get(meeting.board_id)
    audience = audience_of(tx, parcel, now)
    seen = disclose((a for a in tx.actions.of_meeting(meeting.id) if not a.live), audience)
    resolved = disclose((r for r in tx.resolutions.of_meeting(meeting.id) if not r.live), audience)
    if not seen.shown and not resolved.shown:
        return None
    blocks = check_views.issued_list(
        board,
        meeting.day,
        seen.shown,
        resolved.shown,
        keeping.local_day(now, board),
        seen.withheld + resolved.withheld,
    )
    subjects = (
        *(("action", a.id) for a in seen.shown),
        *(("resolution", r.id) for r in resolved.shown),
    )
    return Rendered(f"{board.name}: the actions of {day_words(meeting.day)}", blocks, subjects)


def _home(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    person = tx.people.get(str(parcel.person_id))
    return home_views.home_view(home.of_person(tx, person, now))


def _draft_review(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    draft = tx.drafts.get(str(parcel.args["draft_id"]))
    board = tx.boards.get(draft.board_id)
    reader = audience_of(tx, parcel, now).caller
    if reader is None or not may(reader, board.id, Deed.RECORD):
        return None
    blocks = minutes_views.review(draft, board)
    return Rendered(minutes_views.summary(draft), blocks, (("draft", draft.id),))


def _resolution_card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    resolution = tx.resolutions.get(str(parcel.args["resolution_id"]))
    seen = disclose([resolution], audience_of(tx, parcel, now)).shown
    if not seen:
        return None
    return Rendered(
        resolution_views.notice(seen[0]),
        resolution_views.card(gather.resolution_card(tx, seen[0])),
        (("resolution", resolution.id),),
    )


def _unreadable(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    text = str(parcel.args["text"])
    return Rendered(text, [section(f":warning: {text}"), context("Nothing was recorded.")])


RENDERERS: Mapping[str, Renderer] = {
    "text": _text,
    "action_card": _action_card,
    "owner_tasks": _owner_tasks,
    "ask_chair": _ask_chair,
    "absence": _absence,
    "leaver": _leaver,
    "day": _day,
    "digest": _digest,
    "log_docx": _log_file("docx", _DOCX, action_log.as_docx),
    "log_pdf": _log_file("pdf", "application/pdf", action_log.as_pdf),
    "log_csv": _log_file("csv", "text/csv", lambda log: action_log.as_csv(log).encode()),
    "agenda_out": agenda.message,
    "agenda_docx": agenda.document,
    "attendance_card": attendance.card,
    "attendance_csv": attendance.csv_file,
    "minutes_docx": minutes_after.docx_file,
    "check_list": _check_list,
    "issued_list": _issued_list,
    "meeting_ics": _meeting_ics,
    "meeting_notice": _meeting_notice,
    "invitation": invitation_rendering.letter,
    "invitation_ics": invitation_rendering.file,
    "invitation_card": invitation_rendering.card,
    "decision": delegations.card,
    "consultation": delegations.question,
    "decision_record": delegations.record,
    "home": _home,
    "draft_review": _draft_review,
    "resolution_card": _resolution_card,
    "unreadable": _unreadable,
    "forward_card": forward_plan.card,
    "forward_docx": forward_plan.docx_file,
    "forward_csv": forward_plan.csv_file,
    "forward_ics": forward_plan.ics_file,
    "kept_file": kept_file,
    "sounding_ask": soundings.ask,
    "sounding_card": soundings.card,
    "sounding_news": soundings.news,
    "sounding_paper": soundings.paper,
    "circulation": circulations.paper,
}
