"""IP and hardware addresses."""

import ipaddress
import re

from casewright.pii.context import cut, says
from casewright.pii.recogniser import Needs, Recogniser, any_of

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_DOT = (
    r"(?:\.|\s?\[\.\]\s?|\s?\(\.\)\s?|\s?\{\.\}\s?|\s?[\[({](?:dot|punto|punkt|point)[\])}]\s?|"
    r"\s(?:dot|punto|punkt)\s)"
)
_IP = re.compile(
    r"(?i)(?:\bip|ipv4|\bhost|\bserver|\baddr|\bping\b|\bssh\b|@$|"
    r"\b(?:from|client|node) (?:ip|host|address)\b|whitelist|blacklist|allowlist|denylist|"
    r"\bblock|\bdns\b|gateway|\bsubnet|\bnetwork|\bproxy|\bfirewall|\brequests?\b|\blogin|"
    r"\bremote|\bcurl\b|://$|\bvpn\b|\bpeer)"
)
_VERSION = re.compile(
    r"(?i)(?:\b(?:since|before|after|until|than|up to|down to|back to|back from|upgrade(?:d|"
    r"s)?(?: \w+)? (?:to|from)|seit|ab|desde la|depuis la|versi[oó]ne?s?|versionen|ver|v|rev|revision|"
    r"build|release|firmware|"
    r"driver|sdk|kernel|patch|update|upgrade|"
    r"section|sec|sect|clause|paragraph|paragraphs|para|chapter|article|art|annex|appendix|"
    r"requirement|req|rule|step|item|§+|table|figure|"
    r"fig|oid|apartado|secci[oó]n|p[aá]rrafo|cl[aá]usula|punto|abschnitt|kapitel|absatz|"
    r"ziffer|paragraphe|chapitre|ausgabe|"
    r"std|iso|jdk|jre|java|chrome|chromium|firefox|safari|edge|opera|android|ios|macos|"
    r"windows|linux|ubuntu|debian|php|node|python|"
    r"mysql|oracle|postgres(?:ql)?|redis|kafka|docker|nginx|apache)|§)[.:#=]? ?(?:number "
    r"|no\.? |id )?[\"'(v]?$"
)


def _is_ipv4(match: re.Match[str]) -> bool:
    """Four small numbers are a version or a paragraph unless something speaks of networks."""
    before = cut(match.string, match.start("v"))
    if _VERSION.search(before):
        return False
    octets = [int(n) for n in re.findall(r"\d+", match["v"])[:4]]
    return max(octets) > 31 or _IP.search(before) is not None


def _is_ipv6(match: re.Match[str]) -> bool:
    value = match["v"].strip("[]").partition("%")[0].partition("/")[0]
    try:
        ipaddress.IPv6Address(value)
    except ValueError:
        return False
    return (
        value == "::1"
        or value.count(":") > 4
        or (re.match(r"[0-9a-fA-F]{2,4}:", value) is not None and re.search(r"\d", value) is not None)
        or "." in value
    )


def _is_hardware(match: re.Match[str]) -> bool:
    plain = re.sub(r"[^0-9A-Fa-f]", "", match["v"]).lower()
    return len(set(plain)) > 1


_MAC = re.compile(
    r"(?i)(?:\bmacs?\b|mac[ _-]?add|hardware|\bether|\bbssid\b|\bwlan\b|\bnic\b|\bhwaddr|"
    r"dispositivo|\bger[äa]t)"
)


def _is_bare_hardware(match: re.Match[str]) -> bool:
    return says(_MAC, match) and _is_hardware(match)


def _is_quads(match: re.Match[str]) -> bool:
    """Digits alone are a card or an article number unless something speaks of hardware."""
    return _is_hardware(match) and (not match["v"].replace(".", "").isdigit() or says(_MAC, match))


MACS = (
    Recogniser(
        "octets",
        "MAC_ADDRESS",
        re.compile(
            r"(?<![\w:.-])(?P<v>[0-9A-Fa-f]{2}(?:(?P<s>[:-])[0-9A-Fa-f]{2})(?:(?P=s)[0-9A-Fa-f]{2}){4}"
            r"(?:(?P=s)[0-9A-Fa-f]{2}){0,2})(?![\w-]|:[0-9A-Fa-f])"
        ),
        _is_hardware,
        needs=Needs(unbroken=17, hints=(":", "-")),
    ),
    Recogniser(
        "quads",
        "MAC_ADDRESS",
        re.compile(
            r"(?<![\w.-])(?P<v>(?=[0-9A-Fa-f.]{0,13}\d)[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2,3})(?![\w-]|\.\w)"
        ),
        _is_quads,
        needs=Needs(unbroken=14, digits=1, hints=(".",)),
    ),
    Recogniser(
        "bare",
        "MAC_ADDRESS",
        re.compile(
            r"(?<![\w.-])(?P<v>(?:[0-9A-Fa-f]{12}|[0-9A-Fa-f]{6}[-:][0-9A-Fa-f]{6}|(?:[0-9A-Fa-f]{"
            r"2} ){5}[0-9A-Fa-f]{2}))(?![\w-])"
        ),
        _is_bare_hardware,
        needs=Needs(hints=any_of("mac|hardware|ether|bssid|hwaddr|wlan")),
    ),
)

ADDRESSES = (
    Recogniser(
        "ipv6",
        "IP_ADDRESS",
        re.compile(
            r"(?<![\w:.])(?P<v>(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,"
            r"3}\.){3}\d{1,3})?(?:%\w{1,15})?)(?![\w:]|\.\d)"
        ),
        _is_ipv6,
        needs=Needs(hints=(":",)),
    ),
    Recogniser(
        "ipv4",
        "IP_ADDRESS",
        re.compile(
            rf"(?i)(?<![\w-])(?<!\d\.)(?<!\b0\d )(?P<v>{_OCTET}(?:{_DOT}{_OCTET}){{3}})(?![\w-]|\.\d)"
        ),
        _is_ipv4,
        needs=Needs(digits=4),
    ),
)
