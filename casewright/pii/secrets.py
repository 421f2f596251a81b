"""Secrets told by what stands before them: a key, a header, a flag, a sentence; and private key blocks."""

import re

from casewright.pii.recogniser import Needs, Recogniser, any_of
from casewright.pii.secretvalues import is_assigned, is_credential, is_random, is_said, kinds, looks_set

_KEYS = (
    r"pass(?:word|wd|phrase|code|wort)s?|pwd|(?<![^\W_])pass(?=[\"'`\s:=])|passwort|"
    r"kennwort|contrase[ñn]as?|(?<![^\W_])clave|mot ?de ?passe|mdp|senha|palavra-passe|"
    r"wachtwoord|has[łl]o|parola d'ordine|secrets?|geheimnis|tokens?|jeton|jwt|bearer|"
    r"credentials?|api[ _-]?key|apikey|api[ _-]?token|"
    r"access[ _-]?key(?:[ _-]?id)?|secret[ _-]?key|private[ _-]?key|encryption[ _-]?key|"
    r"signing[ _-]?key|account[ _-]?key|shared[ _-]?access[ _-]?key|"
    r"auth[ _-]?key|client[ _-]?secret|license[ _-]?key|master[ _-]?key|ssh[ _-]?key|"
    r"consumer[ _-]?(?:key|secret)|"
    r"app[ _-]?secret|webhook[ _-]?secret|session[ _-]?(?:id|key|token)|sessionid|jsessionid|"
    r"phpsessid|sid|csrf|xsrf|otp|totp|pin(?: ?code)?|cvv2?|cvc|"
    r"recovery[ _-]?code|backup[ _-]?code|security[ _-]?answer|salt|x-[\w-]{0,20}(?:key|"
    r"token|secret)|schlüssel|clé(?: api| d'api)?"
)
_INNER = r"(?:[^\s\"'`<>;,&|]|[;,&|](?![\s\"'|]|$|[\w.-]{1,40}[\"']?\s?[=:]))"
_VALUE = (
    r"(?P<q>[\"'`])?(?P<v>(?(q)(?:(?!(?P=q))[^\n]){3,300}|"
    rf"(?![=:])(?:{_INNER}){{2,600}}(?:(?![.,:)\]}}]){_INNER})))(?(q)(?P=q))"
)
_SEPARATOR = r"(?P<sep>[\"'`]?\]?\s{0,3}(?::=|=>|==?|:)\s{0,3})"
_KEY_STEMS = Needs(
    hints=any_of(
        "pass|pwd|kennwort|contra|clave|mot|mdp|senha|wacht|has|parola|secret|geheim|"
        "token|jeton|jwt|bearer|credential|key|session|sid|csrf|xsrf|otp|pin|cv|code|"
        "answer|salt|schlüssel|clé"
    )
)
SECRETS = (
    Recogniser(
        "header",
        "SECRET",
        re.compile(
            r"(?i)\b(?:authorization|proxy-authorization|auth)[\"']?\s{0,2}[:=]\s{0,2}[\"']?"
            r"(?:bearer|basic|token|digest|apikey|aws4-hmac-sha256|negotiate)\s{1,3}(?P<v>[\w.~+/="
            r":-]{4,4000}(?<![.:]))"
        ),
        is_credential,
        needs=Needs(hints=("auth",)),
    ),
    Recogniser(
        "scheme",
        "SECRET",
        re.compile(r"(?i)(?<![\w-])(?:bearer|basic|token)\s{1,3}[\"']?(?P<v>[\w.~+/=-]{16,4000}(?<![.]))"),
        lambda match: is_random(match) or (kinds(match["v"]) > 1 and any(c.isdigit() for c in match["v"])),
        needs=Needs(hints=("bearer", "basic", "token")),
    ),
    Recogniser(
        "assigned",
        "SECRET",
        re.compile(
            rf"(?i)(?<![\w-])(?P<key>[\w.-]{{0,40}}?(?:{_KEYS})(?:[_.-][\w-]{{0,20}})?){_SEPARATOR}{_VALUE}"
        ),
        is_assigned,
        _KEY_STEMS,
    ),
    Recogniser(
        "cookie",
        "SECRET",
        re.compile(
            r"(?i)(?<![\w-])(?:set-)?cookie[\"']?\s{0,2}[:=]\s{0,2}[\"']?[\w.-]{1,60}=(?P<v>[^\s;,"
            r"\"']{8,2000})"
        ),
        is_credential,
        needs=Needs(hints=("cookie",)),
    ),
    Recogniser(
        "flag",
        "SECRET",
        re.compile(
            r"(?i)(?<![\w-])--?(?:[a-z]{1,12}-){0,3}(?:password|passwd|pass|pwd|token|"
            r"secret|api-?key|key|credential)(?:=|\s{1,3})" + _VALUE
        ),
        lambda match: (
            looks_set(match["v"])
            and not match["v"].startswith("-")
            and (kinds(match["v"]) > 1 or len(match["v"]) > 7)
        ),
        needs=Needs(hints=any_of("-p|-t|-s|-a|-k|-c")),
    ),
    Recogniser(
        "curl_user",
        "SECRET",
        re.compile(r"(?<![\w-])(?:-u|--user)[ =][\"']?(?P<v>[\w.@-]{1,60}:[^\s\"']{4,100})"),
        needs=Needs(hints=("-u", "--user")),
    ),
    Recogniser(
        "said",
        "SECRET",
        re.compile(
            rf"(?i)(?<![\w-])(?P<key>{_KEYS})(?:\s(?:is|was|are|to|of|as|es|ist|lautet|"
            rf"est|auf|a|en|now|value|used|named|called|code)){{0,3}}"
            rf"[:,]?\s{{1,3}}{_VALUE}"
        ),
        is_said,
        _KEY_STEMS,
    ),
    Recogniser(
        "keyed_noise",
        "SECRET",
        re.compile(
            r"(?i)\b(?:api|access|secret|private|signing|encryption|licen[cs]e|the|this|"
            r"my|our|clave|schlüssel|clé)?\s?"
            r"(?:key|token|secret|credential|clave|schlüssel|clé|jeton)s?\b[^\w\n]{1,"
            r"4}(?P<v>[A-Za-z0-9+/_=-]{20,300})(?![\w])"
        ),
        is_random,
        needs=Needs(hints=any_of("key|token|secret|credential|clave|schlüssel|clé|jeton")),
    ),
)
