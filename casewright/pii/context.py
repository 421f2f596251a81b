"""Words around a number that tell what it is."""

import re

_WIDTH = 36

CARD = re.compile(
    r"(?i)(?:\bcard|credit|debit|tarjeta|karte|\bcarte(?! d'identit| nationale| vitale| grise)|"
    r"\bcarta(?! d'identit)|cart[aã]o|\bpan\b|visa|"
    r"mastercard|amex|maestro|diners|discover)"
)
PHONE = re.compile(
    r"(?i)(?:phone|\bt[ée]l\b|\bt[ée]l\.|tele|mobil|móvil|\bcell|celular|\bcall|\bring\b|\bring "
    r"back|\bdial|\bfax|\bsms\b|"
    r"\btext\b|\btexts\b|whats ?app|signal\b|viber|voicemail|hotline|helpline|landline|"
    r"tel[ée]f|llam[ae]|marcar|fijo|"
    r"handy|rufnummer|anruf|rückruf|ruf\b|durchwahl|festnetz|appel|portable|t[ée]l[ée]ph|"
    r"num[ée]ro de contact|contact[ _-]?n(?:umber|o\b|um)|\btf?no\b|\btlfn?o?\b|\bfono|mi n[úu]mero|"
    r"n[úu]mero del? (?:cliente|usuari|contacto)|mon num|meine nummer|my number|joindre|joignable|"
    r"localizar|notfallnummer|domicile|"
    r"erreichbar|\btlf|cellulare|chiam|ligar|telem|bellen|\bgsm\b|zadzwo|\bnumber is|"
    r"(?:has|tiene|hat|a) (?:the |el |die |le )?(?:number|n[úu]mero|nummer|num[ée]ro)\b|"
    r"reach (?:me|us|him|her|them)|\bpager)"
)
OTHER_NUMBER = re.compile(
    r"(?i)(?:order|invoice|inv|tracking|serial|ticket|batch|lot|barcode|ean|isbn|upc|"
    r"sku|sn|po|ref|reference|timestamp|epoch|"
    r"transaction|shipment|parcel|coupon|voucher|code|case|claim|version|build|release|"
    r"row|rows|section|contract|policy|article|item|"
    r"product|part|imei|asset|record|request|job|id|issue|bug|test case|pedido|factura|"
    r"referencia|r[ée]f[ée]rence|albar[aá]n|expediente|contrato|"
    r"bestellung|bestellnummer|rechnung|auftrag|vorgang|sendung|artikel|vertrag|commande|"
    r"facture|colis|dossier|contrat|ordine|fattura|"
    r"coordinates|amount|total|price|zip|postcode|model|port|hash|commit|checksum|quote)"
    r"(?: ?(?:number|no|num|nr|id|key|code|#|n[ºo°]|número|numéro|nummer))?[.:#]?\s{0,"
    r"2}[\"'(#]?[A-Za-z]{0,4}-?$"
)


def says(cue: re.Pattern[str], match: re.Match[str], group: str = "v", width: int = _WIDTH) -> bool:
    """Whether `cue` occurs shortly before the value, on its line."""
    start = match.start(group)
    return cue.search(match.string[max(0, start - width) : start].rpartition("\n")[2]) is not None


def cut(text: str, start: int, width: int = _WIDTH) -> str:
    """What stands shortly before `start`, on its line."""
    return text[max(0, start - width) : start].rpartition("\n")[2]
