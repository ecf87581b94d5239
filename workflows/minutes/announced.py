"""How the prose of minutes announces a decision: by subject and verb, one row for each form.

These rows stand beside those of `conventions.py`, for sentences that say in other words than
"agreed" and "approved" what a body decided. A sentence that reports what somebody else said or did
decides nothing, whatever its verb: `is_reported` tells.
"""

from __future__ import annotations

import re

from workflows.minutes.conventions import Convention
from workflows.minutes.sentence_conventions import BODY

_SUBJECT = (
    rf"(?:^|[,;:] (?:and |but )?)(?:[Tt]he |[Aa]ll (?:the )?)?"
    rf"(?:(?!County|District|Borough|City|Unitary|Town Board)[A-Z][\w’']* ){{0,4}}{BODY} "
    r"(?:(?:all|unanimously|also|then|therefore|formally|duly|have|has|again|further) ){0,3}"
)
"""The body that the minutes are of, as the subject of a sentence or of its second half."""
_DULY = (
    r"(?:(?:then|duly|unanimously|formally|therefore|also|all|again|subsequently|each|both|"
    r"nominated and|proposed and|proposed, seconded and|nominated, seconded and) ){0,3}"
)
_OWN = r"(?! by (?:the )?(?!Board|Committee|Council\b|board|committee|council\b|members|meeting|"
_BY_OTHERS = (
    _OWN
    + r"trustees|governors|all\b|those|unanim|acclam|general|consen|a |show|\d|email|way|vote))"
)
_OFFICE = r"(?:re-?elected|re-?appointed|elected|appointed|co-opted|coopted)"
_MOTION = r"(?:motion|proposal|resolution|vote|it|draft|minutes|agenda)"


def _row(name: str, pattern: str, example: str, flags: int = 0) -> Convention:
    return Convention(name, "decision", re.compile(pattern, flags), example, example)


ANNOUNCED: tuple[Convention, ...] = (
    _row(
        "the body elected, granted, declined",
        rf"{_SUBJECT}(?:declined(?: to)? |granted |awarded |authori[sz]ed |instructed |"
        rf"{_OFFICE} |delegated |deferred |postponed |selected |nominated |"
        r"voted (?:unanimously )?(?:to|in favou?r|for|against|that) |"
        r"(?:passed|set) (?:the|a) |"
        r"(?:were|was) (?:all |unanimously )?(?:in agreement|in favou?r) (?:that|with|to|of) |"
        r"(?:gave|granted) (?:its |their |full |formal )?"
        r"(?:approval|consent|permission|authority) |"
        r"confirmed (?:its|their) (?:support|approval|agreement|acceptance|consent)|"
        r"confirmed (?:acceptance|the (?:appointment|election|decision))|"
        r"confirmed that [^.;]{3,80}? (?:would|should|will) |raised no (?:objections?|comments?)|"
        r"supported (?:the|this) (?:proposal|application|motion|recommendation|idea|request|bid))",
        "The Council granted £200 to the playgroup.",
    ),
    _row(
        "there was agreement",
        r"\b[Tt]here was (?:an? )?(?:(?:unanimous|general|full|broad|clear|overall) )?"
        r"(?:agreement|consensus|consent|unanimity) (?:that|to|for|with)\b|"
        r"\b[Tt]he (?:general |overall )?(?:consensus|decision) was (?:that|to)\b|"
        r"\b(?:[Cc]onsensus|[Aa]greement) was reached (?:that|to|on|with)\b|"
        r"^By (?:unanimous|general|common) (?:consent|consensus|agreement|vote),? |"
        r"^(?:[Aa]ll|[Ee]veryone|[Ee]verybody)(?: present| members)? (?:was|were) "
        r"(?:in favou?r of|in agreement (?:that|to|with)|happy (?:to|with)) ",
        "There was general agreement to hold the fete in June.",
    ),
    _row(
        "elected to an office",
        rf"(?<!who )(?<!which )\b(?:was|were|being proposed and) {_DULY}{_OFFICE}\b"
        rf"(?! to (?:Parliament|the (?:County|District|Borough|City)))(?!,? in ){_BY_OTHERS}|"
        rf"(?:^|[:,] )[A-Z][\w.’'-]+(?: (?:and |& )?[A-Z][\w.’'-]+){{0,5}} {_OFFICE}"
        r"(?: unopposed| en bloc| unanimously)?\.?$|"
        r"\bnominated\b.{0,120}?\bseconded\b.{0,80}?\belected\b",
        "Jo Able was re-elected Chair for the coming year.",
    ),
    _row(
        "done in the passive",
        r"\b(?:was|were) (?:(?:then|duly|unanimously|therefore|also|all|formally|\w{2,12}ed and|"
        r"read and|put forward and) ){0,3}"
        rf"(?:authori[sz]ed|endorsed|instructed to|supported|approved|accepted|adopted|agreed)\b"
        rf"(?!,? in (?:(?:19|20)\d\d|[A-Z]))(?! with\b){_BY_OTHERS}|"
        r"\b(?:put forward|received|discussed|distributed|considered)\b.{0,120}? and "
        r"(?:was |were )?(?:unanimously )?(?:agreed|accepted|adopted|approved)"
        r"(?:\.?$| (?:by|with|without) "
        r"(?:all|those|the (?:meeting|committee|members|board|council)|no|amendment|objection))",
        "Payment of the invoice for £320 was authorised.",
    ),
    _row(
        "passed without dissent",
        r"\b(?:passed|carried|adopted|approved|accepted) (?:unanimously|nem\.? ?con|without "
        r"(?:dissent|objections?|opposition|a vote|amendment))\b|"
        rf"\b(?:moved|proposed|moves|proposes)\b.{{3,300}}?[,;] (?:and )?(?:the |this )?{_MOTION} "
        r"(?:was )?(?:then |duly )?(?:passed|carried|approved|agreed|adopted)\b",
        "The new scale of fees passed without dissent.",
    ),
    _row(
        "proposed, seconded and accepted",
        r"\bproposed\b.{0,160}?\bseconded\b.{0,120}?\b(?:accepted|adopted|elected|"
        r"passed|unanimous(?:ly)?)\b|"
        r"^(?:The )?(?:[Aa]doption|[Aa]cceptance|[Aa]pproval) of [^.;]{3,120}? (?:was |were )?"
        r"proposed by\b.{2,80}?\bseconded\b|"
        r"^(?:These|The) (?:appointments|nominations) were (?:all )?proposed and seconded\b",
        "Adoption of the accounts was proposed by Bo Baker and seconded by Cy Carr.",
    ),
    _row(
        "a discussion agreed",
        r"^(?:A|The|After|Following)(?: \w+){0,2} (?:discussion|debate|meeting|consultation|vote)\b"
        r"[^.;]{0,80}? (?:agreed|concluded|decided|resolved) (?:that|to)\b",
        "A discussion on fees agreed that they should stay at £5 for the coming year.",
    ),
    _row(
        "not done, but agreed to",
        r"^(?!(?:Cllr|Councillor|Mrs?|Ms|Miss|Dr|He|She|They)\b)"
        r"(?!.{0,160}\b(?:her|his|he|she) )[^;]{8,200}?, but (?:it was )?(?:all )?"
        r"agreed (?:to|that)\b",
        "The minutes are not on the website yet, but agreed to display them in the hall.",
    ),
    _row(
        "after discussion approved",
        rf"^(?:The )?(?:[A-Z][\w’']* ){{0,3}}{BODY} [a-z]+ed\b[^;]{{3,200}}? and,? "
        r"(?:after|following|having) [^,;]{3,80}?,? (?:unanimously )?"
        r"(?:approved|agreed|adopted|resolved|accepted|decided)\b",
        "The Society tabled the first plan and, after lengthy discussion, approved the second.",
    ),
    _row(
        "an entry that begins with its verb",
        r"^(?:(?:Re-?)?[Ee]lected|(?:Re-?)?[Aa]ppointed|Co-opted|Tasked|Authori[sz]ed|Instructed|"
        r"Accepted|Directed) (?=[A-Z]|the |a |an )(?!.{0,200}\b(?:was|were|thanked|reported) )|"
        r"^(?:Voted|Decided) (?:unanimously )?(?:to|that) ",
        "Elected Vi Able as Chair of the Steering Committee for six months.",
    ),
    _row(
        "deferred",
        r"^(?:(?:It|This|That)|(?:The|This|That|Consideration|Discussion|Decision|Election|Item|"
        r"Approval)\b(?! (?:fete|fair|event|match|walk))[^.;]{0,60}?(?:item|matter|consideration|"
        r"discussion|decision|report|application|motion|election|proposal|policy|of [^.;]{2,60}?))"
        r" (?:was|were) (?:therefore |then )?(?:deferred|postponed|adjourned|referred|held over) "
        r"(?:to|until|till|for|pending) ",
        "The item was deferred to the next meeting.",
    ),
    _row(
        "a rate was set",
        r"^(?:The )?(?:[\w’-]+ ){0,4}(?:precept|subscriptions?|fees?|charges?|rate|budget)\b"
        r"[^.;]{0,60}? (?:was|were) (?:again |therefore )?(?:set|fixed|kept|held) at ",
        "The precept was set at £9,500 for the coming year.",
    ),
    _row(
        "leave was given",
        r"^(?:[Ff]ormal )?(?:Approval|Permission|Consent|Authority|Authorisation) (?:was|were) "
        rf"(?:then |duly )?(?:given|granted)\b{_BY_OTHERS}|"
        r"^No (?:objections?|comments?|observations?) (?:was|were) (?:raised|made|submitted) "
        r"(?:to|on|in respect of) ",
        "Approval was given to spend £300 on tools.",
    ),
    _row(
        "the minute was read and approved",
        r"^(?:The )?(?:[\w ]{0,30})?[Mm]inutes? [^.]{0,100}?(?:was|were) (?:taken as )?read\b"
        r".{0,60}?\b(?:approved|signed|accepted|adopted|agreed)\b",
        "The minute of the previous meeting was read and signed by the Chair.",
    ),
)


_REPORTS = re.compile(
    r"\b(?:reported|said|says|explained|advised|informed|asked|stated|heard|told|mentioned|"
    r"pointed out|commented|queried|announced|noted|understood|updated|hoped|believed|remarked|"
    r"recalled|reminded|wondered|thanked|confirmed|noting|saying|reporting|clarified|outlined)\b"
    r"(?! (?:and|this|these) )(?:(?! and | but |[;:]).){0,150}$",
    re.I,
)
_EARLIER_OR_NOT = re.compile(
    r"^(?:Nobody|No one|None|Neither|If|When|Once|Until|Although|Whether)\b|"
    r"\b(?:last (?:year|month|week|autumn|spring|summer|winter)|yesterday|"
    r"(?:some )?(?:years|months|weeks) ago)\b|"
    r"\b(?:adopted|approved|agreed|elected|appointed|granted|set|awarded|endorsed),? in "
    r"(?:(?:19|20)\d\d|(?:January|February|March|April|June|July|August|September|October|"
    r"November|December)\b)",
)
_NEAR = 220
"""How far before an announcing verb a reporting verb is looked for."""


def is_reported(text: str, start: int) -> bool:
    """Whether what a sentence announces at `start` was said of others, or lies in the past."""
    before = text[max(0, start - _NEAR) : start]
    return _REPORTS.search(before) is not None or _EARLIER_OR_NOT.search(text[:600]) is not None


_OF_THE_MOTION = re.compile(
    r"(?:the |this )?(?:motion|proposal|resolution|vote|it|amendment)\b(?! (?:to|that|for|of) )"
    r".{0,60}?\b(?:seconded|passed|carried|approved|adopted)\b",
    re.I,
)
"""What became of a motion that stands before: no decision besides it."""


def announced(text: str) -> bool:
    """Whether a sentence announces a decision in one of the forms of the table."""
    if _OF_THE_MOTION.match(text):
        return False
    for convention in ANNOUNCED:
        match = convention.pattern.search(text)
        if match and not is_reported(text, match.start()):
            return True
    return False
