"""Secrets told by what stands before them: a key, a header, a flag, a sentence; and private key blocks."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from casewright.pii.recogniser import Found, Group, Needs, Page, Recogniser, Walker, any_of
from casewright.pii.secretkeys import ASSIGNED, KEY_STEMS, KEYS, VALUE
from casewright.pii.secretvalues import (
    is_assigned,
    is_credential,
    is_made_up,
    is_made_up_nearby,
    is_random,
    is_said,
    kinds,
    looks_set,
)

_TOKEN = re.compile(r"[^\s\"'`<>|«»]{7,300}")
_MIXED = re.compile(r"[A-Za-z][^\s\d]{0,9}\d|\d[^\s\d]{0,9}[A-Za-z]")
_KEY_WORDS = re.compile(rf"(?i)(?:.*[\s(\"'])?(?:{KEYS}|creds|zugangsdaten|identifiants)")
_WORDS_BETWEEN = 5


@lru_cache(maxsize=4096)
def _is_key(words: str) -> bool:
    return _KEY_WORDS.fullmatch(words) is not None


def _walk_near(page: Page) -> Iterator[Found]:
    """A value that looks made up, some words behind a key: `pwd for the staging host: ...`."""
    if not _MIXED.search(page.text):
        return
    for token in _TOKEN.finditer(page.text):
        if not _MIXED.search(token[0]):
            continue
        value = token[0].lstrip("(").rstrip(".,;:?)")
        words = page.before(token.start(), 80).rstrip("\"'`«( :,").split(" ")
        start = token.start() + token[0].index(value) if is_made_up_nearby(value) else -1
        for at in range(len(words) - 1, max(0, len(words) - 1 - _WORDS_BETWEEN), -1) if start >= 0 else ():
            if not words[at].isalpha():
                break
            if _is_key(" ".join(words[max(0, at - 3) : at])):
                yield Found(start, start + len(value), "SECRET")
                break


_HEADERS = (
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
)
_REST = (
    Recogniser(
        "named_value",
        "SECRET",
        re.compile(
            r"(?i)(?:key|name|id|param|variable)[\"']?\s?[=:>]\s?[\"']?(?P<key>[\w.:-]{0,40}?"
            rf"(?:{KEYS})(?:[_.-][\w-]{{0,20}})?)(?:[\"']|</\w{{1,12}}>|\n)[,;]?\s{{0,12}}<?[\"']?"
            r"(?:value|val|content)[\"']?\s?[=:>]\s{0,2}[\"']?(?P<v>[^\s\"'<>]{4,600})"
        ),
        lambda match: is_assigned(match["key"], "=", match["v"], quoted=False),
        needs=Needs(hints=("value", "val=", "content")),
    ),
    Recogniser(
        "tool_flag",
        "SECRET",
        re.compile(
            r"(?i)\b(?:sqlcmd|osql|bcp|mysql\w{0,8}|mariadb|psql|sshpass|redis-cli|mongo\w{0,7}|ldapsearch|"
            r"smbclient|7z|zip|unzip|"
            r"docker login|cqlsh|kinit|isql|sqlplus|xfreerdp|openssl|keytool)\b"
            r"(?-i:[^\n]{0,120}?\s-(?:P|p|a|w|storepass|pass)[ =]?)" + VALUE
        ),
        lambda match: (
            looks_set(match["v"]) and kinds(match["v"]) > 1 and not match["v"].startswith(("/", "-"))
        ),
        needs=Needs(hints=any_of(" -p| -a| -w| -s")),
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
            r"secret|api-?key|key|credential)(?:=|\s{1,3})" + VALUE
        ),
        lambda match: (
            looks_set(match["v"])
            and not match["v"].startswith("-")
            and (kinds(match["v"]) > 1 or len(match["v"]) > 7)
        ),
        needs=Needs(hints=any_of("-p|-t|-s|-a|-k|-c")),
    ),
    Recogniser(
        "element",
        "SECRET",
        re.compile(rf"(?i)<(?:[\w.-]{{1,30}}:)?[\w.-]{{0,30}}?(?:{KEYS})>(?P<v>[^<>\s]{{4,300}})</"),
        lambda match: looks_set(match["v"]) and kinds(match["v"]) > 1,
        needs=Needs(hints=("</",)),
    ),
    Recogniser(
        "sql",
        "SECRET",
        re.compile(
            r"(?i)\bidentified\s(?:with\s\w{1,40}\s)?(?:by|"
            r"as)\s(?:password\s)?[\"'](?P<v>[^\"'\n]{4,200})[\"']"
        ),
        lambda match: looks_set(match["v"]),
        needs=Needs(hints=("identified",)),
    ),
    Recogniser(
        "client_flag",
        "SECRET",
        re.compile(
            r"(?<![\w-])(?:mysql\w{0,8}|mariadb\w{0,6}|sshpass|mongo\w{0,6}|redis-cli|sqlcmd|smbclient|7z|"
            r"zip|unzip)"
            r"\s(?:[^\s|;]{1,60}\s){0,6}?(?:-[pPa][\s=][\"']?)?"
            r"(?P<v>(?:(?<=-[pPa][\s=])|(?<=-[pPa][\s=][\"'])|-[pPa])[^\s\"'|;-][^\s\"'|;]{3,100})"
        ),
        lambda match: looks_set(match["v"]) and (kinds(match["v"]) > 1) and not match["v"].isdigit(),
        needs=Needs(hints=(" -p", " -a")),
    ),
    Recogniser(
        "pair",
        "SECRET",
        re.compile(
            r"(?i)(?<![\w-])(?:user(?:name|id)?|login|e-?mail|account|usuario|benutzer|utilisateur|"
            r"credentials|creds)"
            r"\s?(?:[/&+]|and|y|und|et)\s?(?:pass(?:word|wort|wd)?|pwd?|contrase[ñn]a|"
            r"mot de passe)\s?[:=]?\s{0,2}"
            r"[\"'`]?[\w.@+-]{1,60}[\"'`]?\s?(?:[/:|,&]|and)\s?[\"'`]?(?P<v>[^\s\"'`|,;<>]{4,100})"
        ),
        lambda match: looks_set(match["v"]) and kinds(match["v"]) > 1,
        needs=Needs(hints=any_of("pass|pw|contrase")),
    ),
    Recogniser(
        "access",
        "SECRET",
        re.compile(
            r"(?i)(?<![\w-])(?:credentials|creds|login|zugangsdaten|anmeldedaten|credenciales|identifiants)"
            r"\s?[:=]\s{0,2}[\w.@+-]{2,60}\s?[/|:]\s?(?P<v>[^\s\"'`|,;<>/]{6,100})"
        ),
        lambda match: is_made_up(match["v"]),
        needs=Needs(odd=True, hints=any_of("cred|login|daten|identif")),
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
            rf"(?i)(?<![\w-])(?P<key>{KEYS})(?:\s(?:is|was|are|to|of|as|es|ist|lautet|"
            rf"est|auf|a|en|now|value|used|named|called|code)){{0,3}}"
            rf"[:,]?\s{{1,3}}\(?{VALUE}"
        ),
        is_said,
        replace(KEY_STEMS, cue=re.compile(rf"(?<![\w-])(?:{KEYS})")),
    ),
    Recogniser(
        "used_as",
        "SECRET",
        re.compile(
            r"(?i)\b(?:use|enter|type|with|usa|utiliza|verwenden?|utilise[rz]?)\s(?P<v>[^\s\"'`,;<>]{6,100})\s"
            r"(?:as|for|como|als|comme)\s(?:(?:the|my|your|a|la|el|das|le|new|temporary|nueva|neues)\s){0,2}"
            rf"(?:{KEYS})\b"
        ),
        lambda match: is_made_up(match["v"]),
        needs=replace(
            KEY_STEMS,
            odd=True,
            cue=re.compile(
                r"\b(?:use|enter|type|with|usa|utiliza|verwenden?|utilise[rz]?)\s[^\s\"'`,;<>]{6,100}\s"
                r"(?:as|for|como|als|comme)\s"
            ),
        ),
    ),
    Walker("near", _walk_near, replace(KEY_STEMS, digits=1)),
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
SECRETS = (
    Group("headers", _HEADERS, Needs(odd=True)),
    ASSIGNED,
    Group("secrets", _REST, Needs(odd=True)),
)
