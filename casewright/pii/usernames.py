"""User names: after a word that announces one, as a handle, in a path, or with a domain."""

import re
from collections.abc import Iterator
from functools import lru_cache

from casewright.pii import names
from casewright.pii.handles import walk_handles
from casewright.pii.recogniser import Found, Group, Needs, Page, Recogniser, Walker, any_of

_MADE_UP = re.compile(r"(?=[A-Za-z])(?=.*[\d_.])[\w.-]+|[a-z]+-[a-z]+\d*")
_VERSION = re.compile(
    r"(?i)v?\d+(?:\.\w+)+|.*\.(?:com|org|net|io|json|ya?ml|xml|csv|txt|js|ts|py|java|"
    r"html?|pdf|md|png|jpe?g|exe|zip|log|sh|sql|php|cs|go|rb|css|feature)|\d[\w-]*"
)
_CUE = (
    r"user[ _-]?names?|user[ _-]?ids?|user[ _-]?logins?|logins?(?: ?(?:name|id))?|log-?in "
    r"names?|screen[ _-]?names?|account[ _-]names?|handles?|nick(?:name)?s?|"
    r"sam[ _-]?account[ _-]?name|uids?|upn|users?|nombre de usuario|usuari[oa]s?|benutzer(?:name|"
    r"kennung)?n?|anmeldename|kennung|nutzer(?:name)?n?|"
    r"nom d'utilisateur|utilisateur|identifiants?|pseudo(?:nyme)?|nome utente|utente|"
    r"utilizador|nome de usu[aá]rio|gebruikersnaam|gebruiker|u[żz]ytkownik|login de|"
    r"alias|log-?on(?: ?(?:name|id))?|skype(?: (?:id|name))?|network id|windows id|employee login|upi|"
    r"login de usuario|nombre de cuenta|"
    r"nutzerkennung|id de connexion|compte utilisateur|cuenta de usuario|benutzerkonto|kontoname"
)
_QUOTED_CUE = (
    rf"(?<![\w-])(?:{_CUE}|account|konto|cuenta|compte|member|profile|perfil|profil)\s(?:(?:is|"
    r"named|called|name|with|es|ist|est|llamado|namens|nommé)\s){0,2}"
)
_ASSIGNED = re.compile(r"[:=]>?\s{0,3}[\"'`@]{0,2}(?P<v>[A-Za-z0-9][\w.-]{1,40})(?![\w@\\]|\()")
_KEY = re.compile(rf"(?i)(?<![\w.-])(?:[\w-]{{0,20}}[_.-])?(?:{_CUE})(?:\s(?:is|es|ist|est))?$")
_QUOTED = re.compile(rf"(?i){_QUOTED_CUE}" r"(?P<q>[\"'`])@?(?P<v>[A-Za-z][\w.-]{2,40})(?P=q)")
_SAID = re.compile(
    rf"(?i)(?<![\w-])(?:{_CUE}|(?:log(?:s|ged|ging)?|sign(?:s|ed|ing)?)[ -]?(?:in|on) "
    rf"(?:as|with)|authenticated as|(?:commit(?:ted)?|merged|pushed|deployed) by|"
    rf"impersonat(?:e|es|ing)|su(?: -l?)?|sudo -u|act(?:s|ing)? as|"
    rf"ssh|entra como|accede como|inicia(?:r)? sesi[oó]n (?:con|como)|entrar (?:con|como)|anmelden als|"
    rf"angemeldet als|anmelden mit|connect(?:[ée]e?|er) (?:comme|avec|en tant que))"
    r"\s(?:(?:is|named|called|name|user|username|login|id|the|el|l\'identifiant|identifiant|kennung|der|den|l'|le|"
    r"la|usuario|benutzer|utilisateur|"
    r"account|as|of|by)\s){0,3}[\"“«]?@?(?P<v>[A-Za-z][\w.-]{2,40})(?![\w'@]|\(|[.-]\w)"
)
_HELD = re.compile(
    r"(?i)(?<![\w-])(?:(?:account|(?:benutzer|nutzer)?konto|cuenta|compte|member|profile?|perfil|mitglied|"
    r"membre|miembro|reviewer|assignee)"
    r"\s[\"'`]?@?|(?:github|gitlab|bitbucket|twitter|instagram|facebook|x|t|linkedin)\.(?:com|org|"
    r"me)/(?:in/|@)?"
    r"|\buid=\d{1,9}\()(?P<v>[A-Za-z][\w.-]{2,40})(?![\w'@]|[.-]\w)"
)
"""Words that many other words follow as well: what they hold has to hide a name."""


def _is_name(value: str, *, sure: bool) -> bool:
    plain = value.strip(".-_")
    low = plain.lower()
    if (
        low in names.accounts()
        or len(plain) < 3
        or _VERSION.fullmatch(plain)
        or re.fullmatch(r"[A-Z]{2,6}-\d+", plain)
    ):
        return False
    if _MADE_UP.fullmatch(plain) and re.search(r"[A-Za-z]{3}|\d{3}", plain):
        return not _all_words(low) or any(char.isdigit() for char in plain)
    return (
        sure
        and plain.isascii()
        and low not in names.words()
        and not (plain[0].isupper() and plain[1:].islower())
    )


def _all_words(low: str) -> bool:
    return all(part in names.words() or part in names.accounts() for part in re.split(r"[._-]", low) if part)


def _trimmed(match: re.Match[str]) -> Found:
    end = match.start("v") + len(match["v"].rstrip(".-"))
    return Found(match.start("v"), end, "USERNAME")


_OWNER = re.compile(
    r"(?i)(?<![\w.-])(?:owner|assignee|author|reporter|creator|approver|committer|requester|actor|principal|"
    r"who|(?:(?:created|updated|modified|changed|deleted|run)_?)?by)$"
)
"""A key whose value may be a user name, but also a team or a role."""

_LOCKED = re.compile(
    r"(?i)(?<![\w-])(?:account|konto|cuenta|compte|profile|perfil|profil|member|mitglied|miembro|membre)\s"
    r"(?P<v>[a-z][\w.-]{2,40})(?=\s(?:is|was|has|had|can|cannot|could|got|gets|does|did|will|wurde|wird|ist|hat|kann|es|está|fue|ha|"
    r"no|est|a|n'a|ne|peut|locked|bloqueada|gesperrt)\b|[.,;)]|$)"
)
_CUES = (
    (
        _LOCKED,
        False,
        Needs(hints=any_of("account|konto|cuenta|compte|profil|perfil|member|mitglied|miembro|membre")),
    ),
    (_ASSIGNED, True, Needs(hints=(":", "="))),
    (_QUOTED, True, Needs(hints=('"', "'", "`"), cue=re.compile(rf"{_QUOTED_CUE}[\"'`]"))),
    (
        _SAID,
        False,
        Needs(
            hints=any_of(
                "user|login|log|sign|screen|account|handle|nick|uid|upn|usuari|benutzer|"
                "anmelde|kennung|nutzer|utilisateur|identifiant|pseudo|utente|utilizador|"
                "gebruiker|alias|authenticated|impersonat|su |sudo|ssh|entra|accede|"
                "connect|act|logon|skype| id|konto|compte|cuenta|entrar"
            )
        ),
    ),
    (
        _HELD,
        False,
        Needs(
            hints=any_of(
                "account|konto|cuenta|compte|member|membre|profil|perfil|mitg|miembro|review|assign|.com/|.org/|uid="
            )
        ),
    ),
)


@lru_cache(maxsize=4096)
def _is_key(before: str) -> bool:
    return _KEY.search(before) is not None


@lru_cache(maxsize=4096)
def _is_owner(before: str) -> bool:
    return _OWNER.search(before) is not None


def _walk_cues(page: Page) -> Iterator[Found]:
    coined: bool | None = None
    for pattern, sure, needs in _CUES:
        if not needs.met(page):
            continue
        if not sure:
            coined = _has_coined_word(page) if coined is None else coined
            if not coined:
                continue
        for match in pattern.finditer(page.text):
            certain = sure
            if pattern is _ASSIGNED and not _is_key(page.key(match.start())):
                if not _is_owner(page.key(match.start())):
                    continue
                certain = False
            if pattern is _HELD and not (
                match["v"].islower() and names.hides_a_name(match["v"].rstrip(".-"))
            ):
                continue
            odd = (pattern is not _ASSIGNED or not certain) and _is_odd(match)
            if odd or _is_name(match["v"], sure=certain):
                yield _trimmed(match)


_COINED = re.compile(r"[A-Za-z][\w.-]*[\d_.-]\w[\w.-]*|[A-Za-z]{2,40}[\d_]")
_LOWER = re.compile(r"[a-z]{4,}")
_MARKS = ".,;:!?\"'()"
"""What may stand around a word: no coined one ends or begins with it."""


def _has_coined_word(page: Page) -> bool:
    """Whether any word is made up, or hides a name: nothing else follows a verb as a user name."""
    # The pattern takes its time over each letter of a plain word, in which it finds nothing.
    odd = " ".join([word for word in page.plain.split() if not word.strip(_MARKS).isalpha()])
    return any(map(_may_be_coined, _COINED.findall(odd))) or any(
        map(_hides_a_name, _LOWER.findall(page.plain))
    )


@lru_cache(maxsize=20_000)
def _may_be_coined(word: str) -> bool:
    return len(word) > 40 or _is_name(word, sure=False) or _is_name(word.rstrip("."), sure=False)


@lru_cache(maxsize=20_000)
def _hides_a_name(low: str) -> bool:
    return low not in names.words() and names.hides_a_name(low)


def _is_odd(match: re.Match[str]) -> bool:
    """A plain word behind `username`: no word that anybody knows, and not the rest of a sentence."""
    low = match["v"].lower().rstrip(".-")
    if (
        low in names.accounts()
        or low in names.words()
        or not low.isalpha()
        or not match["v"].islower()
        or not low.isascii()
    ):
        return False
    return names.hides_a_name(low)


def _is_person(match: re.Match[str]) -> bool:
    return match["v"].lower() not in names.accounts()


_PLACES = (
    Walker("handle", walk_handles, Needs(hints=("@",))),
    Recogniser(
        "domain",
        "USERNAME",
        re.compile(r"(?<![\w\\:])(?P<v>[A-Z][A-Z0-9-]{1,14}\\{1,2}[A-Za-z][\w.-]{2,38}\w)(?![\w\\])"),
        _is_person,
        needs=Needs(hints=("\\",)),
    ),
    Recogniser(
        "home",
        "USERNAME",
        re.compile(
            r"(?i)(?:/home/|/users/|\\users\\{1,2}|documents and settings\\{1,2})(?P<v>[a-z][\w.-]{"
            r"2,38})(?![\w-])"
        ),
        lambda match: _is_name(match["v"], sure=True),
        needs=Needs(hints=("/home/", "users", "settings")),
    ),
    Recogniser(
        "listing",
        "USERNAME",
        re.compile(
            r"(?<![\w-])[dlcbps-](?:[r-][w-][xsStT-]){3}[+@.]?\s{1,4}\d{1,5}\s{1,4}(?P<v>[a-z_][\w.-]{1,31})(?=\s)"
        ),
        lambda match: _is_name(match["v"], sure=True),
        needs=Needs(hints=("rw-", "r--", "rwx")),
    ),
    Recogniser(
        "shell",
        "USERNAME",
        re.compile(r"(?:\bssh|\bscp|\bsftp|\brsync)\s(?:-\w+\s){0,3}(?P<v>[a-z][\w.-]{2,38})@"),
        lambda match: _is_name(match["v"], sure=True),
        needs=Needs(hints=("ssh ", "scp ", "sftp ", "rsync ")),
    ),
)
USERNAMES = (
    Walker("username", _walk_cues),
    Group("places", _PLACES, Needs(hints=any_of("@|\\|/home/|/users|settings|ssh |scp |sftp |rsync "))),
)
