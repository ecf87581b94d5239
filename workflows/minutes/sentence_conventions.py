"""The conventions of minutes that tell decisions in prose: a table, each with an example.

They hold in papers, or items, that use no marker. To teach the reader one, add a row: the tests
read every example and compare it with `gives`.
"""

from __future__ import annotations

import re

from workflows.minutes.conventions import Convention

# The words by which a body speaks of itself.
BODY = (
    r"(?:[Bb]oard|[Cc]ommittee|[Ss]ub-?[Cc]ommittee|[Cc]ouncil|PC|CC|[Tt]rustees|"
    r"[Mm]embers(?:hip)?|[Gg]overnors|[Gg]roup|"
    r"[Dd]irectors|[Cc]ouncillors|[Pp]anel|[Ff]orum|[Pp]artnership|TSC|WG|"
    r"[Mm]eeting|[Ee]xecutive|[Tt]eam|"
    r"[Cc]ommissioners|[Ss]electmen|[Ss]upervisors|[Vv]estry|PCC|PTA|PTFA|[Ss]ociety|[Cc]lub|"
    r"[Cc]abinet|[Cc]ommission|[Ss]enate|[Aa]ssembly|[Cc]omittee|Cttee|FGB|"
    r"[Gg]overning [Bb]ody|[Gg]overning [Bb]oard|[Aa]ll present|[Ww]e|[Ee]veryone|[Rr]esidents|"
    r"[Ss]teering [Gg]roup|[Ww]orking [Gg]roup|[Aa]ssociation|[Tt]rust|ICB|IJB|TC|PMC|SC|LGB|AGM)"
)
_ADVERBS = (
    r"(?:(?:all|unanimously|also|then|therefore|further|formally|duly|hereby|"
    r"subsequently|both|did|again|provisionally|"
    r"in principle|has|have)\s){0,3}"
)
_DECIDED = (
    r"(?:AGREED|RESOLVED|APPROVED|ADOPTED|DECIDED|agreed|agrees|resolved|resolves|approved|approves|ratified|endorsed|"
    r"adopted|decided|accepted(?! that)|consent(?:ed)?|voted(?! with))"
)

SENTENCES: tuple[Convention, ...] = (
    Convention(
        "it was agreed",
        "decision",
        re.compile(
            r"\b[Ii]t was,? (?:(?:also|further|then|therefore|unanimously|duly|"
            r"subsequently|generally|again|finally|eventually|instead|all|mutually),? ){0,2}"
            r"(?:agreed|resolved|decided|approved|RESOLVED|AGREED)\b(?= (?:that|to|for|not|by|"
            r"the|a|an|in|unanimously)\b|\.|,|:)"
        ),
        "It was agreed that the hall would be let on Sundays.",
        "It was agreed that the hall would be let on Sundays.",
    ),
    Convention(
        "the body agreed",
        "decision",
        re.compile(
            rf"\b(?:(?:[Tt]he|[Aa]ll) )?(?:[A-Z][\w’']* "
            rf"){{0,4}}{BODY}(?:,? (?:having|acting as|sitting as|as) [^.;]{{3,120}}?,?)?,?\s"
            rf"{_ADVERBS}{_DECIDED}\b"
            r"(?! it (?:is|was)| by (?!consensus|general|a majority|unanim|\d))"
        ),
        "The Committee approved the revised terms of reference.",
        "The Committee approved the revised terms of reference.",
    ),
    Convention(
        "the body considered and agreed",
        "decision",
        re.compile(
            rf"^(?:The |All )?(?:[A-Z][\w’']* ){{0,4}}{BODY}\s(?:fully )?(?:discussed|"
            rf"considered|reviewed|received|noted|debated)\b"
            rf".{{0,300}}?\band (?:then |unanimously |duly )?(?:agreed|approved|resolved|"
            rf"adopted|endorsed)\b"
        ),
        "The Council discussed the quotes and agreed to seek a third.",
        "The Council discussed the quotes and agreed to seek a third.",
    ),
    Convention(
        "sentence begins Agreed",
        "decision",
        re.compile(
            r"^(?:(?:Also|Unanimously|Formally|All) )?(?:AGREED|[Aa]greed|[Aa]pproved|Resolved|"
            r"RESOLVED|Ratified|Adopted|Endorsed)\b(?! by | minutes)"
        ),
        "Agreed to meet every second month.",
        "Agreed to meet every second month.",
    ),
    Convention(
        "agreed, in capitals within a sentence",
        "decision",
        re.compile(r"^[\w ,’'()&/-]{1,80} (?:AGREED|RESOLVED|DECIDED) (?:to|that) [a-z]"),
        "No comments and AGREED to leave it to the planning officer.",
        "No comments and AGREED to leave it to the planning officer.",
    ),
    Convention(
        "motion put and carried in one sentence",
        "decision",
        re.compile(
            r"^(?:A )?[Mm]otion (?:was )?(?:made )?(?:by [^.;]{2,60} )?to [a-z][^.;]{3,240}?"
            r"[,;] ?(?:and )?(?:was )?(?:unanimously )?(?i:approved|carried|passed|adopted)\b|"
            r"\b(?:moves|moved|made a motion)\b.{1,200}?\b(?:seconds|seconded|second)\b.{0,300}?"
            r"\b[Mm]otion (?:was )?(?:unanimously )?"
            r"(?i:carries|carried|passes|passed|approved|unanimous)\b|"
            r"\b(?:moves|moved) (?:to|for|that) [^;]{3,240}[;,] (?:the )?(?:vote|motion) (?:was )?"
            r"(?:unanimous|carried|passed|approved|in favou?r)\b|"
            r"^Vote to [^:;]{3,240}: ?(?i:carried|passed|approved|unanimous)\b"
        ),
        "Motion to pay the bills by Bo Baker, seconded by Ann Able, unanimously approved.",
        "Motion to pay the bills by Bo Baker, seconded by Ann Able, unanimously approved.",
    ),
    Convention(
        "was approved",
        "decision",
        re.compile(
            r"\b(?:was|were) (?:(?:duly|unanimously|formally|then|also|therefore|all|"
            r"hereby|provisionally|discussed and|proposed and|noted and|reviewed and) "
            r"){0,2}"
            r"(?:agreed|approved|ratified|adopted|accepted|RESOLVED|APPROVED|AGREED|"
            r"carried)\b(?! by (?:the )?(?!(?:[Bb]oard|[Cc]ommittee|[Cc]ouncil|"
            r"[Mm]embers|[Mm]eeting|[Gg]overnors|[Tt]rustees|all|those present|"
            r"unanimous|general|consensus|acclamation|a |show|\d|email)\b))|"
            r"\band (?:was |were )?(?:agreed|approved|accepted|adopted) by (?:all|those) present\b"
        ),
        "The payments were approved by Council.",
        "The payments were approved by Council.",
    ),
    Convention(
        "minutes approved",
        "decision",
        re.compile(
            r"\b[Mm]inutes\b.{0,250}?\b(?:agreed|approved|accepted|confirmed|adopted|"
            r"signed|taken)\b.{0,40}?"
            r"\b(?:correct|true|accurate)\b"
        ),
        "The minutes of the meeting held on 3 March were signed as a correct record.",
        "The minutes of the meeting held on 3 March were signed as a correct record.",
    ),
    Convention(
        "proposed, seconded and agreed",
        "decision",
        re.compile(
            r"^(?:Proposed|Moved|On the (?:motion|proposal)) .{2,80}?\b[Ss]econded\b.{0,80}?\b"
            r"(?i:agreed|resolved|carried|approved)(?: unanimously)?,? (?:that|to)\b|"
            r"\bproposed\b.{0,80}?\bseconded\b.{0,80}?\b(?i:agreed|resolved|carried|"
            r"approved|in favour|elected)\b|^[A-Z][\w.’' ]{0,40} proposed and .{2,60}?\bseconded\b"
        ),
        "It was proposed by Cllr Callow, seconded by Cllr Peake and unanimously "
        "agreed that the fee be paid.",
        "It was proposed by Cllr Callow, seconded by Cllr Peake and unanimously "
        "agreed that the fee be paid.",
    ),
    Convention(
        "answer to a consultation",
        "decision",
        re.compile(
            rf"(?:^|\s[-–—]\s)(?:[Tt]he )?(?:[A-Z][\w’']* ){{0,3}}{BODY} "
            r"(?:(?:has|had|have|raised|submitted) no "
            r"(?:objections?|comments?|observations?)|objects? (?:to|on)|"
            r"objected (?:to|on)|supports? the)\b"
            r"|\s[-–—]\s(?:no objections?|no comments?|no observations?|objections?|objects?|"
            r"supported?)\.?$"
        ),
        "26/0012 The Old Mill – no objection.",
        "26/0012 The Old Mill – no objection.",
    ),
    Convention(
        "the body in capitals",
        "noting",
        re.compile(
            rf"^(?:[Tt]he )?(?:[A-Z][\w’']* ){{0,4}}{BODY}\s{_ADVERBS}"
            r"(?:NOTED|RECEIVED|ENDORSED|SUPPORTED|RATIFIED|CONFIRMED|DELEGATED|RECOMMENDED)\b"
        ),
        "The Board NOTED the finance report.",
        "The Board NOTED the finance report.",
    ),
    Convention(
        "dash and outcome",
        "decision",
        re.compile(
            r"\s[-–—]\s(?:unanimously )?(?:agreed|approved|accepted|adopted|ratified|carried|"
            r"deferred(?: (?:to|until) .{3,60})?)\.?$|"
            r"\s[-–—]\s(?-i:Agreed|Approved) (?:and|to|that) [a-z].{3,200}$",
            re.I,
        ),
        "Lettings Policy – agreed",
        "Lettings Policy – agreed",
    ),
)

PROPOSED = re.compile(
    r"\b(?:[Ii]t was (?:then )?proposed (?:to|that|by)\b|\bproposed (?:that|to)\b)"
    r"|^(?:\w[^.:]{0,40}: )?(?:A )?[Mm]otion (?:was )?made\b"
    r"|\b[A-Z][\w.’'-]+ (?:so )?(?:moved|moves) (?:to|that|for) |\bso moved\b"
    r"|\band moved (?:to|that)\b"
    r"|\b(?:made|makes|put|put forward|offered|proposed) (?:a|the) motion (?:to|that|for)\b"
    r"|\bI (?:so )?move (?:to|that)\b"
    r"|\b[A-Z][\w.’'-]+ proposed (?:the|a|an|we) [^.;]{3,120}? be "
)
"""A proposal: a decision only with its outcome, in the sentence or right after it."""

_PUT = (
    r"(?:(?:up)?on (?:an? |being put to the )?(?:[\w-]+ ){0,2}vote,? |"
    r"(?:up)?on (?:a )?show of hands,? |the vote was (?:called|taken)(?: and|,)? |"
    r"the vote (?:by [^.;]{2,90}? )?was (?=unanimous)|"
    r"(?:after|following) discussion,? )?"
)
"""How a proposal was put, before what became of it."""

CARRIED = re.compile(
    rf"(?:^|[.;(]\s*){_PUT}(?:(?:this|it|which|the (?:motion|proposal|resolution)|"
    r"this (?:motion|resolution)|all) (?:was |were )?(?:unanimously )?)?"
    r"(?:proposer|proposed by|proposed|prop|moved(?: by)?|mover|"
    r"seconded(?: by)?|seconder|2nd|carried|motion (?:was )?(?:carried|carries|passed|passes|"
    r"approved)|no (?:objections?|discussion)|"
    r"passed|passes|approved|adopted|all (?:were )?in favou?r|all councillors in favour|"
    r"unanimous(?:ly)?|vote[sd]?|agreed|for\s*:\s*\d|\d+ (?:votes )?(?:for|in "
    r"favour)|resolution passed)\b",
    re.I,
)
"""What says after a proposal that it was seconded or carried."""

LOST = re.compile(
    r"\b(?:lost|fell|fails|defeated|withdrawn|not carried|not agreed|not passed|failed|rejected|"
    r"tabled|lapsed|lapses|no seconder|died|dies|lack of a second|blocked)\b",
    re.I,
)

NOT_NOW = re.compile(
    r"\b(?:had|has|have) (?:previously |already |since |also |been |recently "
    r")?(?:agreed|approved|resolved|accepted|endorsed|adopted|decided)\b"
    r"|\bpreviously (?:agreed|approved|resolved)\b|\bminutes it was (?:agreed|"
    r"resolved)\b|\bin the \w+ minutes\b"
    r"|\bat (?:the|its|our) (?:last|previous) meeting\b.{0,60}\b"
    r"(?:agreed|resolved|approved|accepted|adopted)\b"
    r"|^(?:if|whether|should|once|when|until|unless|subject "
    r"to)\b.{0,80}\b(?:agreed|approved|resolved)\b"
    r"|\b(?:asked|invited|requested|wished|sought|seeking|proposed|recommended) "
    r"to (?:agree|approve|resolve)\b"
    r"|\b(?:agreed|approved|resolved|decided|adopted|elected|appointed)\b.{0,60}"
    r"\blast (?:year|month|time)\b"
    r"|\b(?:agreed|approved|accepted) for the next agenda\b|\bas (?:previously "
    r")?(?:agreed|approved)\b",
    re.I,
)
"""What looks like a decision and is an earlier one, somebody else's, or none yet."""

VOTE_NOTE = re.compile(
    r"^(?:\(?(?:proposed|proposer|prop\b|moved|mover|seconded|seconder|2nd|"
    r"carried|passed|unanimous|all (?:were )?(?:councillors |members )?in "
    r"favou?r|"
    r"vote[sd]?\b|motion (?:carried|passed|approved)|for\s*:|in favou?r|agreed "
    r"unanimously|approved,? (?:by )?\d+ ?[-–]|on (?:a|an?y|being put to (?:the|a)) (?:vote|"
    r"show of hands|division|poll)|(?:the )?(?:motion|proposal|resolution|amendment) (?:was |is )?"
    r"(?:put |then |duly |accordingly |declared |unanimously ){0,3}(?:to the vote|carried|passed|"
    r"agreed)|"
    r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2} (?:seconded|seconds|seconding)\b.{0,20}$|"
    r"no (?:objections?|discussion)\b|motion (?:carries|passes)|discussion ?[-–:]|"
    r".{3,160},? (?:yes|no|aye|nay|abstain(?:ed)?)\.$))",
    re.I,
)
"""A sentence that names mover, seconder or votes: kept out of the clause."""

BRACKETED_VOTE = re.compile(
    r"\s*[(\[][^()\[\]]{0,300}\b(?:proposed|proposer|seconded|seconder|moved|"
    r"unanimous(?:ly)?|in favour|abstain(?:ed|ing)?|"
    r"carried)\b[^()\[\]]{0,300}[)\]]\.?$",
    re.I,
)


BODY_OVER_LIST = re.compile(
    rf"(?:[Tt]he )?(?:[A-Z][\w&’']* (?:of |and |for )?){{0,6}}?{BODY}"
    rf"(?:,? (?:having|following|after) [^:]{{3,160}})?,?"
    r"(?: (?:unanimously |also |then |therefore |further |hereby ){0,2}"
    r"(?:AGREED|RESOLVED|DECIDED|agreed|agrees|resolved|resolves|decided)(?: (?:that|to))?)?"
    r"\s*(?::\s*[-–—]?|[-–—])$"
)
"""The body by itself over a list of what it did: "The Committee:-", "The Board resolved:"."""

FOLLOWING_OVER_LIST = re.compile(
    r"(?:[Tt]he|[Tt]hese|[Tt]hree|[Tt]wo|[Ff]our) (?:following |above )?"
    r"(?:proposals|motions|resolutions|recommendations|decisions)(?: below)? (?:were|have been) "
    r"(?:(?:all|also|then|unanimously|voted on|put|considered|proposed|seconded|and|discussed)"
    r"(?: |, )){0,5}"
    r"(?:adopted|agreed|approved|accepted|passed|carried|resolved|ratified|made|taken)\b[^:.]{0,40}:$"
)
"""A sentence over a list of what was carried, each entry of which is a decision."""

BARE_OUTCOME = re.compile(
    rf"{_PUT}(?:(?:this|it|the (?:motion|resolution|proposal|vote|amendment)|motion|"
    r"this (?:motion|resolution|proposal)) (?:was )?)?(?:then |duly )?(?:all )?(?:unanimously )?"
    r"(?:agreed|approved|resolved|accepted|carried|carries|passed|passes|adopted)"
    r"(?: on| to)?(?:,? (?:unanimously|nem\.? con\.?|by (?:all(?: present)?|the [a-z]+|consensus|"
    r"everyone)|with(?:out)? [a-z]+(?: [a-z]+){0,2}|\(?\d{1,2} ?[-–/to]{1,2} ?\d{1,2}(?: ?[-–/] ?"
    r"\d{1,2})?\)?|\d{1,2} (?:in )?favou?r|\d{1,2} (?:for|votes)))*\.?$|"
    r"(?:the|this) (?:motion|proposal|resolution) was proposed by [^;:]{2,60}? seconded by "
    r"[^;:]{2,60}? (?:carried|agreed|approved|passed|adopted)(?: unanimously)?\.?$|"
    r"all (?:those |members )?(?:present )?(?:were )?(?:agreed|in agreement)\.?$|"
    r"all (?:were )?(?:agreed|in agreement) ?[-–—] ?action:? [A-Z]{2,4}\.?$",
    re.I,
)
"""An outcome that says nothing of what it is the outcome of: that stands before it."""
