"""Secrets behind a key and a colon or an equals sign, as settings, logs and notes have them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of
from casewright.pii.secretvalues import is_assigned, is_made_up

CODE = (
    r"(?:one[ -]?time|security|verification|confirmation|auth(?:entication|orization)?|access|"
    r"activation|login|sms|2fa|mfa|unlock|door|gate|alarm)[ _-]?(?:pass)?code|"
    r"c[oó]digo de (?:verificaci[oó]n|seguridad|acceso|confirmaci[oó]n|activaci[oó]n)|"
    r"(?:zugangs|best[äa]tigungs|sicherheits|verifizierungs|freischalt|aktivierungs|einmal|pr[üu]f)-?code|"
    r"code (?:de (?:v[ée]rification|s[ée]curit[ée]|confirmation|validation)|d'acc[eè]s|d'activation|secret)"
)
"""Codes that let somebody in."""

KEYS = (
    r"pass(?:word|wd|phrase|code|wort)s?|pwd|(?<![^\W_])(?:pass|pw|psw|pswd|passw)(?=[\"'`\s:=]|$)|passwort|"
    r"kennwort|contrase[ñn]as?|(?<![^\W_])clave(?: de (?:acceso|paso|usuario|seguridad|api))?|"
    r"mot ?de ?passe|mdp|senha|palavra-passe|"
    r"wachtwoord|has[łl]o|parola d'ordine|secrets?|geheimnis|tokens?|jeton|jwt|bearer|"
    r"credentials?|api[ _-]?key|apikey|api[ _-]?token|"
    r"access[ _-]?key(?:[ _-]?id)?|secret[ _-]?key|private[ _-]?key|encryption[ _-]?key|"
    r"signing[ _-]?key|account[ _-]?key|shared[ _-]?access[ _-]?key|"
    r"(?<=[a-z\d][_-])auth|auth[ _-]?(?:key|pass)|client[ _-]?secret|license[ _-]?key|master[ _-]?key|"
    r"ssh[ _-]?key|"
    r"consumer[ _-]?(?:key|secret)|"
    r"app[ _-]?secret|webhook[ _-]?secret|session[ _-]?(?:id|key|token)|sessionid|jsessionid|"
    r"phpsessid|csrf|xsrf|zugangsdaten|"
    r"(?:(?<![^\W_])|(?-i:(?<=[a-z])(?=[A-Z])))(?:sid|t?otp|pin(?: ?(?:code|nummer))?|cv[vc]2?|cvn|tan|"
    r"2fa|mfa)|"
    rf"{CODE}|(?:recovery|backup|activation|restore|emergency|unlock)[ _-]?(?:code|phrase|key)|"
    r"clave[ _]de[ _](?:acceso|api)|seed[ _-]?phrase|security[ _-]?answer|"
    r"(?<![^\W_])salt|x-[\w-]{0,20}(?:key|"
    r"token|secret)|schlüssel|clé(?: api| d'api)?"
)
_INNER = r"(?:[^\s\"'`<>;,&|]|[;,&|](?![\s\"'|]|$|[\w.-]{1,40}[\"']?\s?[=:]))"
VALUE = (
    r"(?P<q>[\"'`])?(?P<v>(?(q)(?:(?!(?P=q))[^\n]){3,300}|"
    rf"(?![=:])(?:{_INNER}){{2,600}}(?:(?![.,:)\]}}]){_INNER})))(?(q)(?P=q))"
)
KEY_STEMS = Needs(
    hints=any_of(
        "pass|pwd|pw|kennwort|contra|clave|mot|mdp|senha|wacht|has|parola|secret|geheim|"
        "token|jeton|jwt|bearer|credential|key|session|sid|csrf|xsrf|otp|pin|cv|code|"
        "answer|auth|salt|schlüssel|clé|tan|digo|pw|psw|2fa|mfa|phrase"
    )
)
_KEY = re.compile(rf"(?i)(?<![\w-])(?P<key>[\w.-]{{0,40}}?(?:{KEYS})(?:[_.-][\w-]{{0,20}})?)$")
_SPOKEN_KEY = re.compile(rf"(?i)(?<![\w-])(?P<key>(?:{KEYS}))(?: [^\W\d_]{{1,14}}){{1,3}}\s?$")
_SEPARATOR = re.compile(r"(?P<sep>:=|=>|==?|:)\s{0,3}")
_ASSIGNED_VALUE = re.compile(VALUE)
_KEY_WIDTH = 64
_WORDS_IN_KEY = 4


@lru_cache(maxsize=4096)
def _key(words: str) -> str | None:
    match = _KEY.search(words)
    return match["key"] if match else None


@lru_cache(maxsize=4096)
def _is_spoken_key(words: str) -> bool:
    """A key and whose or which it is: `password for the admin`, `contraseña temporal`."""
    return _SPOKEN_KEY.search(words) is not None


def _walk(page: Page) -> Iterator[Found]:
    """Each separator, when a key stands before it: asking for the key first is what makes it fast."""
    done = 0
    for separator in _SEPARATOR.finditer(page.text):
        if separator.start() < done:
            continue
        before = page.before(separator.start(), _KEY_WIDTH).rstrip(" \t\"'`]")
        words = " ".join(before.split(" ")[-_WORDS_IN_KEY:])
        key = _key(words)
        spoken = key is None and separator[0] in (": ", ":  ", "=") and _is_spoken_key(words)
        if (key is None and not spoken) or not (value := _ASSIGNED_VALUE.match(page.text, separator.end())):
            continue
        done = value.end()
        if (
            is_made_up(value["v"])
            if key is None
            else is_assigned(key, separator["sep"], value["v"], quoted=value["q"] is not None)
        ):
            yield Found(*value.span("v"), "SECRET")


ASSIGNED = Walker("assigned", _walk, replace(KEY_STEMS, marks=":="))
