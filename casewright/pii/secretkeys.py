"""Secrets behind a key and a colon or an equals sign, as settings, logs and notes have them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from casewright.pii.recogniser import Found, Needs, Page, Walker, any_of
from casewright.pii.secretvalues import is_assigned

KEYS = (
    r"pass(?:word|wd|phrase|code|wort)s?|pwd|(?<![^\W_])pw(?=[\"'`\s:=])|(?<![^\W_])pass(?=[\"'`\s:=])|passwort|"
    r"kennwort|contrase[ñn]as?|(?<![^\W_])clave|mot ?de ?passe|mdp|senha|palavra-passe|"
    r"wachtwoord|has[łl]o|parola d'ordine|secrets?|geheimnis|tokens?|jeton|jwt|bearer|"
    r"credentials?|api[ _-]?key|apikey|api[ _-]?token|"
    r"access[ _-]?key(?:[ _-]?id)?|secret[ _-]?key|private[ _-]?key|encryption[ _-]?key|"
    r"signing[ _-]?key|account[ _-]?key|shared[ _-]?access[ _-]?key|"
    r"auth[ _-]?key|client[ _-]?secret|license[ _-]?key|master[ _-]?key|ssh[ _-]?key|"
    r"consumer[ _-]?(?:key|secret)|"
    r"app[ _-]?secret|webhook[ _-]?secret|session[ _-]?(?:id|key|token)|sessionid|jsessionid|"
    r"phpsessid|sid|csrf|xsrf|otp|totp|pin(?: ?code)?|cvv2?|cvc|"
    r"(?:recovery|backup|activation|restore|emergency|unlock)[ _-]?(?:code|key)|clave[ _]de[ _](?:acceso|api)|security[ _-]?answer|salt|x-[\w-]{0,20}(?:key|"
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
        "answer|salt|schlüssel|clé"
    )
)
_KEY = re.compile(rf"(?i)(?<![\w-])(?P<key>[\w.-]{{0,40}}?(?:{KEYS})(?:[_.-][\w-]{{0,20}})?)$")
_SEPARATOR = re.compile(r"(?P<sep>:=|=>|==?|:)\s{0,3}")
_ASSIGNED_VALUE = re.compile(VALUE)
_KEY_WIDTH = 64
_WORDS_IN_KEY = 4


@lru_cache(maxsize=4096)
def _key(words: str) -> str | None:
    match = _KEY.search(words)
    return match["key"] if match else None


def _walk(page: Page) -> Iterator[Found]:
    """Each separator, when a key stands before it: asking for the key first is what makes it fast."""
    done = 0
    for separator in _SEPARATOR.finditer(page.text):
        if separator.start() < done:
            continue
        before = page.before(separator.start(), _KEY_WIDTH).rstrip(" \t\"'`]")
        key = _key(" ".join(before.split(" ")[-_WORDS_IN_KEY:]))
        if key is None or not (value := _ASSIGNED_VALUE.match(page.text, separator.end())):
            continue
        done = value.end()
        if is_assigned(key, separator["sep"], value["v"], quoted=value["q"] is not None):
            yield Found(*value.span("v"), "SECRET")


ASSIGNED = Walker("assigned", _walk, KEY_STEMS)
