"""Numbers of identity documents and registers, told by the word before them."""

import re
from collections.abc import Iterator

from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of

_KINDS = r"""
    ssn | s\.s\.n\. | itin | tin | social(?:\s+(?:security|insurance))? | soc\.?\s?sec
    | tax\s?(?:payer)?[\s-]?(?:id|identification|number|no|nr)
    | national\s+(?:id|identity|insurance|identification) | identity\s+(?:card|document) | id\s?card
    | citizen\s+(?:id|card) | nin[o]? | ni | nhs | passport | pass\s?port | utr
    | unique\s+taxpayer\s+reference | dl\b | travel\s+document
    | driv(?:er'?s?|ing)\s?-?licen[cs]e | licen[cs]e\s+of\s+driver | green\s+card | medicare | medicaid
    | mbi | health\s+(?:card|insurance) | patient\s+(?:id|number) | mrn | visa\s+(?:number|no) | dni | nie
    | nif | nuss | documento(?:\s+de\s+identidad)? | c[eé]dula | pasaporte
    | carn[eé]t?(?:\s+de\s+(?:conducir|identidad))? | permiso\s+de\s+conducir | seguridad\s+social | curp
    | rfc | rut | cuil | cuit | clave\s+[uú]nica | steuer-?id(?:entifikationsnummer)?
    | steuer-?(?:identifikations)?nummer | steuer-?nr | id-?nr | identifikationsnummer | tin
    | personalausweis(?:-?nummer|-?nr)? | ausweis(?:-?nummer|-?nr)? | aufenthaltstitel | gesundheitskarte
    | perso-?n(?:ummer|r) | versicherungs-?n(?:ummer|r) | reisepass(?:-?nummer|-?nr)? | pass-?n(?:ummer|r)
    | führerschein(?:nummer|nr)? | sozialversicherungs(?:nummer|nr|ausweis) | versicherten-?n(?:ummer|r)
    | (?:renten|kranken|sozial|pflege)(?:versicherungs|versicherten|kassen)-?(?:nummer|nr) | svnr
    | sv-?n(?:ummer|r) | ahv(?:-?nr)? | krankenversicherten-?nummer | kvnr | afiliaci[oó]n
    | tarjeta\s+(?:sanitaria|de\s+residencia|de\s+identidad) | n[uú]mero\s+de\s+afiliaci[oó]n | nss\b
    | seg\.?\s+social | titre\s+de\s+s[ée]jour
    | nir | insee | s[eé]cu(?:rit[eé])?(?:\s+sociale)? | passeport | carte\s+(?:nationale\s+)?d'identit[eé]
    | carte\s+vitale | cni | permis\s+de\s+conduire | num[eé]ro\s+fiscal | spi | cpf | cnh | niss
    | cart[aã]o\s+de\s+cidad[aã]o | passaporte | codice\s+fiscale | carta\s+d'identit[aà] | patente | pesel
    | dow[oó]d | bsn | burgerservicenummer | paspoort | rijbewijs | personnummer | cpr | hetu | pps[n]?
    | aadhaa?r | uidai | pan\s+card | sin | tfn | tax\s+file | hkid | nric
"""
_NUMBER_WORD = (
    r"(?:number|num|nummer|no|nr|n[ºo°]|número|numéro|numero|id|code|nbr|\#|card|value|field|"
    r"is|es|ist|est|lautet|of|de|del|du)"
)
_CUE = re.compile(
    rf"(?ix)(?<![\w])(?:{_KINDS})\.?(?:[\s_-]?{_NUMBER_WORD}(?!\w)\.?){{0,3}}[)\]]?\s{{0,3}}"
    rf"(?:\((?![^)\n]{{0,20}}\d{{3}})[\w\s-]{{"
    rf"1,20}}\))?\s{{0,2}}[\"']?\s?[:=\#|]?\s{{0,3}}"
    r"(?:of\s|is\s|es\s|ist\s|est\s|set\sto\s|was\s)?[\"'(]?"
)
_HEAD = re.compile(r"[A-Za-z0-9]{1,20}")
_PIECE = re.compile(r"[ ./-](?:[A-Za-z]{0,3}\d[A-Za-z0-9]{0,11}|[A-Z]{1,2}(?![\w.]))(?!\w)")
_DATE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?!\w)")


def _walk(page: Page) -> Iterator[Found]:
    """Take the word after the cue, and what is grouped with it, while it looks like a part of a number."""
    for cue in _CUE.finditer(page.text):
        start = cue.end()
        head = _HEAD.match(page.text, start)
        if not head or _DATE.match(page.text, start):
            continue
        end = _end_of_number(page.text, start, head.end())
        if _is_number(page.text[start:end]) and page.text[end : end + 1] not in ("@", "_"):
            yield Found(start, end, "NATIONAL_ID")


def _end_of_number(text: str, start: int, end: int) -> int:
    while (piece := _PIECE.match(text, end)) and not _DATE.match(text, end + 1):
        separator = text[end]
        if separator == " " and len(re.sub(r"\W", "", text[start:end])) > 15:
            break
        end = piece.end()
    return end


def _is_number(value: str) -> bool:
    plain = re.sub(r"\W", "", value)
    digits = sum(char.isdigit() for char in plain)
    enough = digits >= 4 or (digits >= 2 and plain.isupper() and 8 <= len(plain) <= 12)
    return 6 <= len(plain) <= 22 and enough and len(set(plain)) > 2


_NEEDS = Needs(
    digits=3,
    hints=any_of(
        "utr|taxpayer|dl|tarjeta|afilia|nss|seg|séjour|sejour|spi|kassen|aufenthalt|gesundheit|ssn|s.s.n|"
        "tin|social|soc|tax|national|identi|id card|idcard|citizen|nin|ni "
        "|nhs|pass|travel|licen|card|medic|mbi|health|patient|mrn|visa|dni|nie|nif|"
        "nuss|document|dula|pasaporte|carn|permis|segur|curp|rfc|rut|cui|clave|steuer|"
        "idnr|id-nr|afilia|perso|ausweis|führer|versich|svnr|sv-|ahv|kvnr|nir|sécu|secu|insee|fiscal|carte|"
        "cni|cpf|cnh|niss|cart|patente|pesel|dow|bsn|burger|paspoort|rij|personn|cpr|"
        "hetu|pps|aadha|uidai|pan |sin|tfn|hkid|nric"
    ),
    cue=re.compile(rf"(?x)(?<!\w)(?:{_KINDS})"),
)

DOCUMENTS = (Walker("document", _walk, _NEEDS),)
