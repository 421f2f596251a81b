"""Addresses found by the word that makes a line a street, and followed to the right to the town."""

import re
from collections.abc import Iterator

from casewright.pii.recogniser import Found, Needs, Page, any_of
from casewright.pii.streets import CERTAIN, FRENCH, GERMAN_END, IBERIAN, LIKELY, STATE_NAMES, STATES, UNIT

_NAME = r"[A-ZÀ-Ý0-9][\w'.-]{0,24}"
UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_LOW = (
    r"(?:de la|de los|de las|del|de|la|el|los|las|du|des|de l'|d'|l'|von der|von dem|von|"
    r"van|der|den|dem|zu|zum|am|y|et|und|sur|sous|en|do|da|dos|di|della)"
)
_WORD = r"(?:[A-ZÀ-Ý][\w'.-]{0,24}|\d{1,2}(?= de ))"
_WORDS = rf"(?:(?:{_LOW} ?)?{_WORD}(?: (?:{_LOW} )?{_WORD}){{0,4}})"
_NUMBER = (
    r"(?:km\.? ?|parcela ?|nave ?|chalet ?|bloque ?|n\.?[ºo°]\.? ?|núm\.? ?|num\.? ?|nº ?|"
    r"# ?)?\d{1,4}(?!\d| ?%)(?: ?[a-zA-Z](?![\w.]))?(?: ?[-/+"
    r"] ?\d{1,4}(?! ?%)[a-zA-Z]?)?"
)
_ENGLISH = re.compile(
    rf"(?<![\w/.,:$€£-])(?P<v>(?:{UNIT}\.? ?[\w-]{{1,6}},? )?\d{{1,6}}[A-Za-z]?(?:-\d{{1,"
    rf"4}})? (?:(?:[NSEW]|[NS][EW])\.? |(?:North|South|East|West) )?"
    rf"(?:[A-Z0-9À-Ý][\w'.-]{{0,20}} ){{1,4}}(?:(?P<sure>(?:{CERTAIN})(?: \d{{1,4}}(?=,))?)|"
    rf"{LIKELY})\b\.?(?: "
    rf"(?:[NSEW]|[NS][EW])\b\.?)?)(?![\w-])"
)
_ROUTE = re.compile(
    r"(?<![\w/.,:$€£-])(?P<v>\d{1,6}[A-Za-z]? (?:[NSEW]\.? |(?:North|South|East|West) )?"
    r"(?:(?:US|U\.S\.|State|County|Old|Rural|Farm to Market|Ranch|Forest) )?"
    r"(?:Route|Road|Rd|Highway|Hwy|Rte|FM|CR|SR|RR) \d{1,4}[A-Z]?)(?![\w-])"
)
_BOX = re.compile(
    r"(?i)(?<!\w)(?P<v>(?:p\.? ?o\.? ?box|post office box|postfach|apartado(?: de correos)?|"
    r"apdo\.?|bo[iî]te postale|b\.?p\.|b\.?p\.?(?= ?\d{1,6},? \d{5} [A-Z])|casilla|"
    r"caixa postal) (?:n?[ºo°]? ?)?\d[\d ]{0,"
    r"7}\d?)(?!\w)"
)
_SPANISH = re.compile(
    rf"(?<![\w/])(?P<v>(?:Gran V[ií]a|{IBERIAN},? ?{_WORDS}),?(?: s/n|,? ?{_NUMBER}))(?![\w])"
)
_FRENCH = re.compile(
    rf"(?<![\w/.,:-])(?P<v>\d{{1,4}}(?:-\d{{1,4}})?(?: ?(?:bis|ter|quater|[A-D]))?,? "
    rf"(?i:{FRENCH}) (?:{_LOW} ?)*{_NAME}(?: (?:{_LOW} ?)?{_NAME}){{0,4}})(?![\w])"
)
_FRENCH_NO_NUMBER = re.compile(
    rf"(?<![\w/.,:-])(?P<v>(?i:{FRENCH}|lieu-?dit|domaine|ferme|mas|zone (?:industrielle|artisanale)|"
    rf"z\.?[ia]\.?c?\.?)"
    rf" (?:{_LOW} ?)*{_NAME}(?: (?:{_LOW} ?)?{_NAME}){{0,4}})(?=,? \d{{5}} [A-ZÀ-Ý])"
)
_GERMAN = re.compile(
    rf"(?<![\w/-])(?P<v>(?:[A-ZÄÖÜ][\w.'-]{{0,24}} ){{0,2}}(?:[A-ZÄÖÜ][\w'.-]{{0,30}}?{GERMAN_END}|"
    rf"[A-ZÄÖÜ][\w'-]{{1,24}}[ -](?:Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|"
    rf"Damm|Hof|Markt))"
    rf"\.? {_NUMBER})(?![\w])"
)
_GERMAN_PLACE = re.compile(
    rf"(?<![\w/-])(?P<v>(?:Am|An der|An den|An dem|Auf der|Auf dem|Im|In der|In den|Zum|"
    rf"Zur|Unter den|Unter dem|Hinter der|Hinter dem|Vor dem|Bei der|Beim|Alte[rs]?|Neue[rs]?|"
    rf"Oberer?|Unterer?|"
    rf"Große[rs]?|Kleine[rs]?|Lange[rs]?)(?: [A-ZÄÖÜ][\w'-]{{1,24}}){{1,2}} {_NUMBER})(?=(?:,"
    rf" ?|\n|\s[·•|/–-]\s)\s?(?:[A-Z]{{1,2}}-)?\d{{4,5}} )"
)
_TOWN = (
    r"(?:[AO] |L')?[A-ZÀ-Ý][\w'.-]{1,30}(?:[ -](?:(?:de la|de los|de|del|la|las|los|el|am|an der|im|in "
    r"der|bei|ob der|sur|sous|en|les|le|lès|upon|on|the|of|under|by|St\.|im|a\.|d\.|i\.)[ "
    r"-])?[A-ZÀ-Ý(][\w'.()-]{0,30}){0,3}"
)
_AFTER_UNIT = (
    rf"(?: (?:izda|dcha|izq|centro|int|ext)\b\.?)?(?:(?:,|\n| -)? ?(?:{UNIT}\.? ?[\w-]{{1,6}}|"
    rf"(?:Hinter|Vorder|Garten)haus|Seitenflügel|(?:BP|CS|TSA) \d{{1,6}}|(?:\d{{1,2}}\s?[ºªo°]|"
    rf"bajo|ático|entlo\.?)(?: ?(?:izda?|"
    rf"dcha?|izq|der|centro|int|ext|[A-Za-z])\b\.?)?)\.?){{0,4}}"
)
_REST = re.compile(
    rf"{_AFTER_UNIT}(?:"
    rf"[,\n] ?\s?(?:{_TOWN}, ?){{0,2}}{_TOWN},? (?:{STATES}|{STATE_NAMES})(?:,? \d{{5}}(?:-\d{{4}})?)?"
    rf"|[,\n] ?\s?(?:{_TOWN},?[ \n]){{0,2}}{UK_POSTCODE}"
    rf"|[,\n]? ?\s?[·•|–-]?\s?(?:[A-Z]{{1,2}}-)?\d{{4,5}} {_TOWN}(?: (?:CEDEX|Cedex)(?: \d{{1,"
    rf"2}})?)?(?: ?\({_TOWN}\)|, (?:Spain|España|Deutschland|Germany|France|Francia|Madrid|"
    rf"Barcelona)\b)?"
    rf"|, ?(?:{_TOWN}, ?){{0,1}}{_TOWN},? ?\d{{5}}(?!\d)(?:, {_TOWN})?"
    rf"|, ?(?:{_TOWN})(?=[.,;\"'\n)|]|$)"
    rf")?(?:, (?:USA|U\.S\.A\.|United States|UK|United Kingdom|England|Scotland|Wales|"
    rf"Ireland|Spain|España|Germany|Deutschland|France|Italy|Austria|Switzerland))?"
)
_CUE = re.compile(
    r"(?i)(?:address|street|\bst\. line|\blives?\b|\bliving\b|\blived\b|resid|deliver|"
    r"\bship|\bmoved\b|located|\bat$|\bsend|parcel|pick ?up|billing|home\b|direcci|domicili|"
    r"\bvive|enviar|entreg|adresse|anschrift|wohn|liefer|habite|livr|demeur)[^\n.]{0,40}$"
)


_BUILDING = re.compile(
    r"(?<!\w)(?:(?i:r[ée]sidence|r[ée]s\.|immeuble|imm\.|b[âa]t(?:iment)?\.?|appt?\.?|apartment|"
    r"esc(?:alier|alera)?\.?|edificio|edif\.?|flat|unit|suite|floor|haus|hinterhaus|c/o|[ée]tage|piso)"
    r" [\w.'-]{1,20}(?: [A-ZÀ-Ý][\w'-]{0,20}){0,3},\s?"
    r"|(?:[A-ZÀ-Ý][\w'-]{1,20} ){1,3}(?:House|Court|Cottage|Lodge|Building|Tower|Hall|Mill|Cent(?:re|er)|"
    r"Works),\s?){1,3}$"
)


_AHEAD = re.compile(
    r"(?<![\w-])(?:(?:[Aa]pp(?:artemen)?t|[Bb][âa]t(?:iment)?|R[ée]s(?:idence)?|[Éé]tage|Esc(?:alier)?|Imm(?:euble)?|"
    r"Lot|Porte|Wohnung|Whg|Hinterhaus|Vorderhaus|Edificio|Bloque|Portal|Flat|Unit|Apartment|Apt|Suite|Floor|"
    r"Block)\b\.? [\w'-]{1,20}(?: [\w'-]{1,20}){0,2},? (?:- )?){1,2}$"
)
"""A flat, floor or building with its number or letter."""


def _start_of_address(page: Page, street: int) -> int:
    """Where an address begins: at the building, and before it the flat, that stand before the street."""
    before = page.before(street, 90)
    building = _BUILDING.search(before) if before.endswith((",", ", ")) else None
    start = street - len(building[0]) if building else street
    ahead = _AHEAD.search(page.before(start, 60))
    return start - len(ahead[0]) if ahead else start


def walk_streets(page: Page) -> Iterator[Found]:
    """Streets of all kinds, each with what belongs to it."""
    for pattern, needs, gate in _STREETS:
        done = 0
        if not needs.met(page) or not gate.search(page.plain):
            continue
        for match in pattern.finditer(page.text):
            start, end = match.span("v")
            if start < done:
                continue
            rest = _REST.match(page.text, end)
            far = start + len(page.text[start : rest.end() if rest else end].rstrip(" .,\n"))
            if (
                pattern is _ENGLISH
                and not match["sure"]
                and far <= end
                and not _CUE.search(page.before(start, 60))
            ):
                continue
            done = far
            yield Found(_start_of_address(page, start), far, "ADDRESS")


_STREETS = (  # the third is what a text must have for the pattern to be worth the search
    (
        _BOX,
        Needs(digits=1, hints=any_of("box|postfach|apartado|apdo|postale|b.p|bp |casilla|postal")),
        re.compile("[0-9]"),
    ),
    (
        _ROUTE,
        Needs(digits=2, hints=any_of("route |road |rd |highway |hwy |rte |fm |cr |sr |rr ")),
        re.compile("[a-zA-Z] [0-9]"),
    ),
    (
        _ENGLISH,
        Needs(digits=1),
        re.compile(r"[0-9][A-Za-z]?(?:-\d{1,4})? (?:[A-Z0-9À-Ý][\w'.-]{0,20} ){0,6}?[A-Z](?:[a-z]|[A-Z])"),
    ),
    (
        _SPANISH,
        Needs(
            hints=any_of(
                "c/|c.|pza|cl.|call|av|pl|pase|pº|p.º|ps|passe|camin|cmno|ctra|carrer|ronda|"
                "rda|glor|trav|trv|alam|rambl|cuesta|pasa|cañad|vi|vía|urb|acceso|cost|"
                "pol|rua|praç|largo|piazza|corso|vicolo|cra|calz|bulev|barrio|sector|"
                "part|finca"
            )
        ),
        re.compile(
            r"[A-ZÀ-Ý][\w'.-]{0,24},{0,2} ?"
            r"(?:s/n|\d|km\.?|parcela|nave|chalet|bloque|n\.?[ºo°]|n[úu]m\.?|nº|#)"
        ),
    ),
    (_FRENCH, Needs(digits=1), re.compile(r"[0-9](?: ?(?:bis|ter|quater|[A-D]))?,? [a-zA-Z][\w-]*\.? \S")),
    (_FRENCH_NO_NUMBER, Needs(digits=5), re.compile(r",? \d{5} [A-ZÀ-Ý]")),
    (
        _GERMAN,
        Needs(
            digits=1,
            hints=any_of(
                "str|weg|platz|allee|gasse|ring|ufer|damm|stieg|steig|hof|markt|berg|"
                "graben|chaussee|promenade|pfad|zeile|kamp|winkel|twiete|park|brücke|"
                "tor|wall|garten|gärten|anger|feld|wiese|hang|höhe|kai|bogen|grund|"
                "reihe|stadt"
            ),
        ),
        re.compile(r"[a-zß.A-Z] (?:n\.?|núm|num|# ?)?\S{0,3} ?[0-9]"),
    ),
    (
        _GERMAN_PLACE,
        Needs(digits=5),
        re.compile(r"[0-9][a-zA-Z]?(?:, ?|\n|\s\S\s)\s?(?:[A-Z]{1,2}-)?\d{4,5} "),
    ),
)
