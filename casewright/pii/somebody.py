"""Whether a sentence treats what stands at a place as somebody."""

import re

from casewright.pii.nametokens import Kind, Token, is_ordinary

_DOES = (
    r"(?:logs?|logged|signs?|signed|clicks?|clicked|opens?|opened|selects?|selected|"
    r"enters?|entered|has|had|wants?|wanted|needs?|sees?|saw|receives?|received|gets?|"
    r"got|is|was|will|"
    r"can|cannot|could|should|must|does|did|tries|tried|submits?|submitted|creates?|"
    r"created|adds?|added|sends?|sent|visits?|visited|uploads?|uploaded|downloads?|downloaded|"
    r"views?|viewed|"
    r"chooses?|chose|presses|pressed|types?|typed|changes?|changed|deletes?|deleted|"
    r"updates?|updated|approves?|approved|rejects?|rejected|pays?|paid|buys?|bought|"
    r"orders?|ordered|books?|booked|"
    r"registers?|registered|requests?|requested|checks?|checked|asks?|asked|says?|said|"
    r"reports?|reported|confirms?|confirmed|navigates?|goes|went|lives?|works?|called|"
    r"calls|replied|replies|wrote|writes|"
    r"inicia|entra|hace|pulsa|abre|selecciona|recibe|quiere|tiene|ve|está|envía|paga|"
    r"compra|accede|introduce|solicita|"
    r"meldet|klickt|öffnet|wählt|gibt|hat|ist|möchte|will|sieht|erhält|sendet|bezahlt|kauft|bestellt|"
    r"clique|ouvre|saisit|sélectionne|reçoit|veut|voit|est|a|envoie|paie|achète|se)"
)
_AFTER = re.compile(rf"(?:'s?\b|,? (?:also |just |then |now |successfully |first )?{_DOES}\b|(?=,)|\s?\()")
_BEFORE = re.compile(
    r"(?i)(?:^|[\s(\"'])(?:(?:as|given|when|then|and|but|if|while|by|ask|asks|for|to|"
    r"with|from|dado|dada|cuando|como|als|wenn|quand|lorsque|si|por|de|von|mit|par|avec|"
    r"para|a|an|für|pour|contact|"
    r"call|meet|email|invite|notify|tell|remind|cc|assign|assigned to|user|users|customer|"
    r"customers|patient|client|member|employee|colleague|manager|teacher|student|nurse|"
    r"tester|developer|named|called|name|"
    r"cliente|usuario|usuaria|paciente|kunde|kundin|benutzer|herrn|nutzer|utilisateur|"
    r"cliente|until|after|before|because|that|where|whether|only|let|have|make|thank|"
    r"thanks|against|about|via|through|of|und|et|y|or|oder|ou|o)[: ]\s?[\"'(]?)$"
)
_STRONG_BEFORE = re.compile(
    r"(?i)(?:^|[\s(\"'])(?:as|ask|invite|remind|tell|user|customer|patient|client|member|"
    r"employee|colleague|named|called|name|cliente|paciente|kunde|kundin|by|assigned "
    r"to|assign to|thanks|thank|como|"
    r"dado|cuando|given|when|cc|per|laut|seg[úu]n|selon|owner|reporter|author|assignee|approver|reviewer|signed|"
    r"contact|notify|fragen?|an|por)[: ]\s?[\"'(]?$"
)
_ACTS = re.compile(
    r" (?:logs? (?:in|out)|signs (?:in|up|out)|clicks|opens the|selects|enters|submits|"
    r"inicia sesión|hace clic|meldet sich|klickt|clique|se connecte)\b"
)
_AS = re.compile(r"(?:^|\s)(?:As|Como|Als)\s$")
_TO = re.compile(
    r"(?i)(?:^|\s)(?:to|with|from|by|meet|email|message|between|con|mit|von|avec|i am|"
    r"i'm|soy|je suis|ich bin) [\"'(]?$"
)
_ENDS = re.compile(
    r"[\"')]?(?:\s{0,3}$|\s{0,2}\n|[.,;:!?)]| (?:abgestimmt|besprochen|gekl[äa]rt|vereinbart|"
    r"telefoniert|gesprochen|at|on|in|about|so|who|before|after|"
    r"and|as|via|today|tomorrow|again|y|und|et|\d)\b)"
)


_TALKED = re.compile(
    r"(?i)(?:spoke|spoken|talked|chatted|met|agreed|checked|discussed|hablado|hablé|quedado|gesprochen|parlé|discuté|vu|vue)"
    r" (?:to|with|con|mit|avec) $"
)


def is_cued(text: str, start: int, end: int) -> bool:
    """Whether the sentence treats what stands there as somebody, before and after it."""
    before = text[max(0, start - 24) : start].rpartition("\n")[2]
    return (
        _STRONG_BEFORE.search(before) is not None
        and (_AFTER.match(text, end) or _FOLLOWS.match(text, end)) is not None
    )


_FOLLOWS = re.compile(r" (?:born|living|residing|from|with|who|nacid[oa]|geboren|né)\b")


def stands_alone(text: str, tokens: list[Token], at: int, kind: Kind) -> bool:
    """A given name alone counts when the sentence treats it as somebody."""
    start, end, word, _particle = tokens[at]
    if (
        word.isupper()
        or (at and not is_ordinary(tokens[at - 1][2]))
        or (at + 1 < len(tokens) and not tokens[at + 1][3])
    ):
        return False
    before = text[max(0, start - 24) : start].rpartition("\n")[2]
    after = _AFTER.match(text, end) if not word.endswith("'s") else True
    starts = re.search(r"(?:^|[.!?:|>]\s{0,2}|\n)$", before) is not None
    if _TALKED.search(before) and _ENDS.match(text, end):
        return True
    if kind is Kind.DOUBTFUL:
        return (starts and _ACTS.match(text, end) is not None) or (
            _AS.search(before) is not None and text[end : end + 3] in (", I", ", i", ", q", ", j")
        )
    if word.endswith("'s"):
        return True
    if after and (starts or _BEFORE.search(before)):
        return True
    return _STRONG_BEFORE.search(before) is not None or (
        _TO.search(before) is not None and _ENDS.match(text, end) is not None
    )
