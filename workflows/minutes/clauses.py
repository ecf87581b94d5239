"""What a clause says: its verbs, its kind, and the work that it sets."""

from __future__ import annotations

import re

from workflows.minutes.register import ClauseKind
from workflows.minutes.set_work import OWN_DOING, set_work

NOTING = frozenset(
    [
        "note",
        "receive",
        "consider",
        "comment",
        "discuss",
        "review",
        "acknowledge",
        "welcome",
        "thank",
        "recognise",
        "hear",
        "observe",
    ]
)
_FORMS = {
    "note": "note notes noted noting",
    "receive": "receive receives received",
    "consider": "consider considers considered",
    "comment": "comment comments commented",
    "discuss": "discuss discusses discussed",
    "review": "review reviews reviewed",
    "acknowledge": "acknowledge acknowledges acknowledged",
    "welcome": "welcome welcomes welcomed",
    "thank": "thank thanks thanked",
    "recognise": "recognise recognises recognised",
    "highlight": "highlighted highlights",
    "approve": "approve approves approved",
    "agree": "agree agrees agreed",
    "endorse": "endorse endorses endorsed",
    "ratify": "ratify ratifies ratified",
    "support": "support supports supported",
    "sign off": "sign-off signed-off",
    "adopt": "adopt adopts adopted",
    "accept": "accept accepts accepted",
    "confirm": "confirm confirms confirmed",
    "appoint": "appoint appoints appointed",
    "elect": "elect elects elected",
    "co-opt": "co-opt co-opts co-opted",
    "establish": "establish establishes established",
    "authorise": "authorise authorises authorised authorize authorizes authorized",
    "delegate": "delegate delegates delegated",
    "request": "request requests requested",
    "ask": "ask asks asked",
    "instruct": "instruct instructs instructed",
    "invite": "invite invites invited",
    "direct": "directs directed",
    "task": "tasks tasked",
    "defer": "defer defers deferred",
    "recommend": "recommend recommends recommended",
    "refer": "refer refers referred",
    "grant": "grant grants granted",
    "award": "award awards awarded",
    "purchase": "purchase purchases purchased",
    "publish": "publish publishes published",
    "continue": "continue continues continued",
    "maintain": "maintain maintains maintained",
    "include": "include includes included",
    "resolve": "resolve resolves resolved",
}
_APPROVING = frozenset(["approve", "endorse", "adopt", "ratify", "co-opt", "appoint"])
"""What comes first with these decides the clause, whatever work it sets besides."""
_LEMMA = {form: lemma for lemma, forms in _FORMS.items() for form in forms.split()}
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_SIGN_OFF = re.compile(r"\bsign(?:s|ed)? off\b", re.I)
_OBJECT_MARK = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "these",
        "its",
        "their",
        "of",
        "in",
        "on",
        "at",
        "for",
        "from",
        "with",
        "by",
        "as",
        "which",
        "who",
    ]
)

_DELEGATION = re.compile(
    r"\b(?:delegate[sd]?|delegat(?:ed|ing) (?:authority|powers?)|delegated "
    r"approval|(?:be |is |are |have |to )?authori[sz]e[sd]?\b(?! signatory| "
    r"absence| by\b)"
    r"|be given (?:authority|power)|(?:gives?|gave) (?:the [^.;]{2,80}? )?(?:full |delegated )?"
    r"(?:authority|powers?) to|gave authority)\b",
    re.I,
)
_NOT_DELEGATION = re.compile(
    r"\bunder delegated (?:authority|powers)\b|\bauthori[sz]ed signator", re.I
)
_REPORT_BACK = re.compile(
    r"\breport(?:ed)? back\b|\b(?:be )?brought back\b|\bfeed ?back to\b|"
    r"\b(?:receive|provide) (?:a |an )?(?:later|further|regular|quarterly|annual|"
    r"progress|future) (?:update|report)s?\b"
    r"|\b(?:update|report)s? (?:to )?be (?:brought|presented|provided|submitted|"
    r"received)\b|\breturn to (?:the|this) (?:board|committee|council)\b|"
    r"\breport to (?:the|its) next meeting\b",
    re.I,
)
_NOTES_THAT = re.compile(
    r"(?:[Tt]hat |[Tt]o )?(?:[Tt]he )?(?:[A-Z][\w&’'-]* (?:of |and |for )?){0,7}[Nn]ote[sd]? that\b"
)
"""What is noted may be somebody's work already: noting it sets none."""
_SET_WORK = re.compile(
    r"\bbe (?:established|set up|convened|formed|asked|requested|invited|"
    r"instructed|tasked|arranged|circulated|prepared|drafted|"
    r"produced|sent|written|obtained|investigated|contacted|submitted|sought|"
    r"notified|informed|advertised|reviewed|"
    r"progressed|updated|organised|carried out|undertaken|shared|published|reported)\b",
    re.I,
)
_AGREED_TO = re.compile(
    r"\b(?:agree[sd]?|resolve[sd]?) to (?:add|advertise|amend|approach|arrange|ask|bring|build|"
    r"check|"
    r"circulate|embed|ensure|include|incorporate|monitor|refer|take forward|"
    r"commission|contact|consult|convene|develop|draft|establish|explore|feed|find out|follow up|"
    r"help|inform|inspect|install|investigate|invite|liaise|look into|obtain|order|organise|"
    r"prepare|produce|progress|promote|provide|publicise|publish|pursue|raise|repair|replace|"
    r"report|review|seek|send|set up|share|submit|undertake|update|work|write)\b",
    re.I,
)
_WOULD = re.compile(
    rf"\bwould (?:also )?(?!{OWN_DOING}|be\b|like\b|have\b|not\b|benefit|need\b|receive\b|"
    r"support\b)([a-z]+)\b",
    re.I,
)
_ASKS_TAIL = re.compile(
    r"(?:;|,)?\s*\band (?=that (?:the )?[A-Z].{2,120}? be (?:asked|requested|"
    r"invited|instructed|tasked)\b)"
)
_ANOTHER_VERB = re.compile(r"\band\b|[,;]")
"""Before the work: the clause does something else first."""
_REFERRAL_TAIL = re.compile(
    r"\bto (?:present|submit|refer|forward|report|recommend)\b(?= .{3,80}\bto the\b)", re.I
)
_MEANWHILE_TAIL = re.compile(
    r"\b(?:whilst|while) (?=(?:the )?(?:[A-Za-z]+ ){1,4}?(?:corresponds?|works?|"
    r"liaises?|discuss(?:es)?|negotiates?|consults?|writes?) )",
    re.I,
)


def verbs_of(text: str) -> tuple[str, ...]:
    """The lemmas of the verbs that lead a clause, in order: "noted … and endorsed" gives both."""
    found: list[str] = []
    previous = ""
    opening = True
    for count, match in enumerate(_WORD.finditer(text[:400]), start=1):
        word = match[0].lower()
        lemma = _LEMMA.get(word)
        # A verb leads the clause, or follows its subject, or is tied to a leading verb by "and".
        if (
            lemma
            and (previous not in _OBJECT_MARK)
            and (opening or previous in ("and", "or", "be", "to", "also"))
        ):
            if lemma not in found:
                found.append(lemma)
            opening = False
        if count > 25 and not found:
            opening = False
        previous = word
    if _SIGN_OFF.search(text[:200]) and "sign off" not in found:
        found.insert(0, "sign off")
    return tuple(found[:4])


def is_delegation(text: str) -> bool:
    """Whether a decision gives authority away."""
    return bool(_DELEGATION.search(text)) and not _NOT_DELEGATION.search(text)


def is_report_back(text: str) -> bool:
    """Whether words ask for something to come back."""
    return bool(_REPORT_BACK.search(text))


def kind_of(text: str, verbs: tuple[str, ...]) -> ClauseKind:
    """The kind of a clause; of several verbs the one that decides more counts."""
    if is_delegation(text):
        return "delegation"
    work = set_work(text)
    if _NOTES_THAT.match(text) and set(verbs) <= NOTING and not work:
        return "noting"
    if is_report_back(text) and "approve" not in verbs[:1]:
        return "report_back"
    if work and (work.start == 0 or not set(verbs[:1]) & _APPROVING):
        return "report_back" if work.reports else "action"
    would = any(m[1].lower() not in NOTING for m in _WOULD.finditer(text))
    if verbs and set(verbs) <= NOTING and not _SET_WORK.search(text) and not would:
        return "noting"
    if _SET_WORK.search(text) and not set(verbs[:1]) & (_APPROVING | {"note"}):
        return "action"
    if _AGREED_TO.search(text) or (would and "agree" not in verbs[:1] and "approve" not in verbs):
        return "action"
    return "decision"


def work_in(text: str, kind: ClauseKind) -> int | None:
    """Where in a clause the work begins that it sets, or None where it sets none."""
    asks = _ASKS_TAIL.search(text)
    work = set_work(text) if kind != "delegation" else None
    tail = work.start if work and _ANOTHER_VERB.search(text[: work.start]) else None
    if kind in ("action", "report_back"):
        return asks.end() if asks else tail or 0
    for pattern in (_ASKS_TAIL, _REFERRAL_TAIL, _MEANWHILE_TAIL):
        match = pattern.search(text)
        if match and kind != "delegation":
            return match.start() if pattern is _REFERRAL_TAIL else match.end()
    return tail
