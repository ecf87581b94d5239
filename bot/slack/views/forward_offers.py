"""What a pack says is still to come, to be ticked. Pure: data to blocks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack import ids
from bot.slack.views.blocks import Block, context, cut, esc, input_block, modal, option, section
from workflows.forward_plan_offers import RETURN, Offer, Taken

#: Slack's most of one group of check boxes.
_GROUP = 10
_KINDS = {RETURN: "Statutory return"}


def form(offers: Sequence[Offer], draft_id: str) -> Block:
    """A check box for each; block ids are "take_0", "take_1"…"""
    blocks: list[Block] = [
        section(
            "The pack says this is still to come. What you tick goes onto the forward plan: a "
            "deadline as a statutory return, anything else as a report-back to be given an owner."
        )
    ]
    for start in range(0, len(offers), _GROUP):
        some = offers[start : start + _GROUP]
        boxes: Block = {
            "type": "checkboxes",
            "action_id": "value",
            "options": [_option(o) for o in some],
        }
        label = f"{start + 1} to {start + len(some)}"
        blocks.append(input_block(f"take_{start // _GROUP}", label, boxes, optional=True))
    if not offers:
        blocks.append(context("The register holds all of it already."))
    submit = "Take these" if offers else None
    return modal(ids.PACK_FORM, "Still to come", blocks, submit=submit, private=draft_id)


def _option(offer: Offer) -> Block:
    kind = _KINDS.get(offer.kind, "Report-back")
    facts = f"{kind} · {offer.day or offer.when} · line {offer.line}"
    described = {"type": "plain_text", "text": cut(facts, 75)}
    return {**option(offer.text, str(offer.number)), "description": described}


def taken(found: Taken) -> str:
    """What was done, and what was not."""
    parts = [
        f"{n} {one if n == 1 else many}"
        for n, one, many in (
            (found.returns, "statutory return", "statutory returns"),
            (found.reports, "report-back", "report-backs"),
        )
        if n
    ]
    said = f"Taken over: {' and '.join(parts)}." if parts else "Nothing was taken over."
    said += " `/meeting forward` shows where each stands." if parts else ""
    return said + "".join(f"\n:warning: {esc(why)}" for why in found.refused[:5])
