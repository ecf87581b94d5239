"""The forward plan as a message for a channel and as files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from bot.calendar.forward_ics import forward_ics
from bot.documents import forward_plan_files as files
from bot.slack.rendered.kinds import Answer, Rendered, RenderedFile, Renderer, Subjects, audience_of
from bot.slack.views import forward as views
from workflows.deliveries import Parcel
from workflows.forward_plan import ForwardPlan, forward_plan
from workflows.ports import Transaction

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _plan(tx: Transaction, parcel: Parcel, now: datetime) -> ForwardPlan:
    board = tx.boards.get(str(parcel.args["board_id"]))
    until = date.fromisoformat(str(parcel.args["until"]))
    audience = audience_of(tx, parcel, now)
    return forward_plan(tx, board, audience, now, until, published=True)


#: What the entries of each kind are on view as, so that the plan is drawn anew, or taken away, when
#: one of them becomes exempt.
_SUBJECTS = {
    "report_back": "action",
    "return": "statutoryreturn",
    "deadline": "statutoryreturn",
    "consequence": "consequence",
    "exercise": "exercise",
    "sounding": "sounding",
    "circulation": "circulation",
}


def _subjects(plan: ForwardPlan) -> Subjects:
    found = [(_SUBJECTS.get(e.kind, ""), e.source_id) for e in plan.entries()]
    found += [("agenda_item", e.item_id) for e in plan.entries()]
    return tuple(dict.fromkeys((kind, i) for kind, i in found if kind and i))


def card(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
    """For everybody in the channel: open matter only, as it stands on that day."""
    plan = _plan(tx, parcel, now)
    blocks = views.message(plan, posted=True)
    return Rendered(views.heading(plan), blocks, _subjects(plan), live=False)


def _file(form: str, media_type: str, draw: Callable[[ForwardPlan, datetime], bytes]) -> Renderer:
    def renderer(tx: Transaction, parcel: Parcel, now: datetime) -> Answer:
        plan = _plan(tx, parcel, now)
        return RenderedFile(
            f"forward-plan-{plan.as_at.isoformat()}.{form}",
            lambda: draw(plan, now),
            media_type,
            f"Forward plan, {plan.board.name}",
            subjects=_subjects(plan),
        )

    return renderer


docx_file = _file("docx", _DOCX, lambda plan, _: files.as_docx(plan))
csv_file = _file("csv", "text/csv", lambda plan, _: files.as_csv(plan).encode())
ics_file = _file("ics", "text/calendar", lambda plan, now: forward_ics(plan, now=now))
