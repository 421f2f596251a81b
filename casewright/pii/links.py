"""Credentials inside links and connection strings. The rest of the link stays: a test may need it."""

import re

from casewright.pii.recogniser import Needs, Recogniser
from casewright.pii.secretvalues import kinds, looks_set

_NAMES = (
    r"(?:[\w-]{0,30}?(?:token|api[_-]?key|apikey|secret|password|passwd|passwort|signature|"
    r"credential|jsessionid|phpsessid|session[_-]?id|"
    r"auth[_-]?code|authorization|access[_-]?key|security[_-]?code|invite[_-]?code|sso[_-]?ticket|magic)"
    r"|pwd|pass|sig|sign|auth|key|code|otp|jwt|sid|session|ticket|hash|hmac|nonce|assertion|"
    r"samlresponse|code_verifier|[kthsc])"
)
_SURE = re.compile(
    r"(?i)token|key|secret|pass|pwd|sig|credential|session|sid|otp|jwt|auth|magic|hmac|assertion|saml"
)


def _is_parameter(match: re.Match[str]) -> bool:
    value, name = match["v"], match["name"]
    if not looks_set(value) or (value.isdigit() and len(value) < 6):
        return False
    if len(name) > 1 and _SURE.search(name) and name.lower() != "key":
        return len(value) > 5 or kinds(value) > 1
    return len(value) > 15 and any(char.isdigit() for char in value)


def _is_login(match: re.Match[str]) -> bool:
    password = match["v"].partition(":")[2]
    return re.match(r"[<{$*%\[]", password) is None


def _is_noise(match: re.Match[str]) -> bool:
    """No word, no number, no hash of a commit, no UUID."""
    value = match["v"]
    if re.fullmatch(r"[a-zA-Z]+(?:[-_][a-zA-Z0-9]+)*", value) and not (
        kinds(value) > 2 and re.search(r"\d[A-Za-z]+\d", value)
    ):
        return False
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _is_dense_noise(match: re.Match[str]) -> bool:
    value = match["v"]
    return (
        kinds(value.replace("-", "").replace("_", "")) > 2
        and len(re.findall(r"[a-z][A-Z0-9]|[A-Z][a-z0-9]|\d[A-Za-z]", value)) > len(value) // 4
    )


LINKS = (
    Recogniser(
        "connection",
        "SECRET",
        re.compile(
            r"(?i)(?<=[;\"'])\s?(?:password|pwd|passwort|accountkey|sharedaccesskey|secret)\s?=\s?"
            r"(?P<v>[^;\"'\s]{3,300})(?=[;\"'\s]|$)"
        ),
        lambda match: looks_set(match["v"]) and ";" in match.string,
        needs=Needs(hints=(";",)),
    ),
    Recogniser(
        "login",
        "URL_SECRET",
        re.compile(r"://(?P<v>[^\s/@:\"'<>]{0,200}:[^\s/@\"']{1,300}(?:/[^\s/@\"']{0,50})?)@(?=[\w\[.-])"),
        _is_login,
        needs=Needs(hints=("://",)),
    ),
    Recogniser(
        "token_login",
        "URL_SECRET",
        re.compile(r"://(?P<v>[^\s/@:\"'<>]{16,300})@(?=[\w\[.-])"),
        _is_noise,
        needs=Needs(hints=("://",)),
    ),
    Recogniser(
        "parameter",
        "URL_SECRET",
        re.compile(rf"(?i)(?<=[?&#;])(?P<name>{_NAMES})=(?P<v>[^\s&#;\"'<>|)\],]{{4,4000}}(?<![.:]))"),
        _is_parameter,
        needs=Needs(hints=("?", "&", "#", ";")),
    ),
    Recogniser(
        "hook",
        "URL_SECRET",
        re.compile(
            r"(?i)(?:hooks\.slack\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/w"
            r"ebhooks/|hooks\.zapier\.com/hooks/catch/|"
            r"[\w.-]{0,60}webhook\.office\.com/webhookb?2?/|outlook\.office(?:365)?\.com/webhook/|"
            r"api\.telegram\.org/(?:file/)?bot|"
            r"maker\.ifttt\.com/trigger/\w{1,40}/with/key/|hooks\.chime\.aws/incomingwebhooks/|"
            r"chat\.googleapis\.com/v1/spaces/)"
            r"(?P<v>[\w:@/.%-]{8,300}(?<![./]))"
        ),
        needs=Needs(hints=("hook", "telegram", "ifttt", "googleapis")),
    ),
    Recogniser(
        "path",
        "URL_SECRET",
        re.compile(
            r"(?i)/(?:[\w-]{0,30}(?:reset|verify|verification|confirm|confirmation|activate|"
            r"activation|invite|invitation|magic|token|"
            r"unsubscribe|password|passwort|auth|signin|login|sso|share|secret|key|download|"
            r"accept|join|recover|unlock|optin|restablecer|"
            r"verificar|bestaetigen|reinitialiser)[\w-]{0,30})(?:/(?:[a-z-]{1,20}|\d{1,"
            r"8})){0,2}/(?P<v>[\w-]{16,400}(?:\.[\w-]{8,400}){0,2})(?![\w.-]*@)"
        ),
        _is_noise,
        needs=Needs(hints=("://", "www.", "/")),
    ),
    Recogniser(
        "noise",
        "URL_SECRET",
        re.compile(r"(?<=[/=])(?P<v>[A-Za-z0-9_-]{24,400})(?=[\s/?#&\"')\]>.,;|]|$)"),
        _is_dense_noise,
        needs=Needs(hints=("://",)),
    ),
)
