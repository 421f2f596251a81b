"""E-mail addresses, also with a quoted local part, a foreign domain, or "at" and "dot" spelled out."""

import re

from casewright.pii.recogniser import Needs, Recogniser, any_of

_LOCAL = r"\w[\w.+%&'*#$!~-]{0,63}"
_LABELS = r"(?:[^\W_][\w-]{0,62}\.){1,8}"
_DOT = (
    r"(?:\.|\s?[\[({<]\s?(?:dot|punto|punkt|point|\.)\s?[\])}>]\s?|\s(?:dot|punto|punkt|point)\s|"
    r"\s\.\s?(?=[a-z]{2,8}\b)|[_*-]dot[_*-])"
)
_AT = (
    r"(?:%40|&#(?:64|x40);|&commat;|\s?[_*-]at[_*-]\s?|\s{0,2}[\[({<]\s?(?:at|arroba|arobase|a|@|"
    r"ät)\s?[\])}>]\s{0,2}|\s{1,2}@\s{1,2}|@\s)"
)
_AT_WORD = r"\s(?:at|arroba|arobase)\s"
_TOP = (
    r"(?:com|org|net|edu|gov|info|biz|io|dev|app|ai|co|me|eu|uk|us|de|es|fr|it|pt|nl|be|"
    r"ch|at|pl|se|dk|no|mx|ar|br|ca|au|in|technology|tech|cloud|online)"
)


def _not_a_remote(match: re.Match[str]) -> bool:
    """`git@host:path` names a repository."""
    value = match["v"]
    return not (
        value.casefold().startswith(("git@", "hg@")) and match.string[match.end("v") :][:1] in (":", "/")
    )


EMAILS = (
    Recogniser(
        "plain",
        "EMAIL",
        re.compile(rf"(?<!\w)(?P<v>{_LOCAL}@{_LABELS}(?:xn--[\w-]{{2,40}}|[^\W\d_]{{2,24}}))(?![\w@])"),
        _not_a_remote,
        needs=Needs(hints=("@",)),
    ),
    Recogniser(
        "shouted",
        "EMAIL",
        re.compile(
            r"(?<!\w)(?P<v>[a-z][a-z0-9._-]{1,40}AT[a-z][a-z0-9-]{1,40}(?:DOT[a-z0-9-]{2,30}){1,3})(?!\w)"
        ),
        needs=Needs(hints=("dot",)),
    ),
    Recogniser(
        "defanged",
        "EMAIL",
        re.compile(
            r"(?<!\w)(?P<v>\w[\w+-]{0,40}(?:\[\.\][\w+-]{1,40}){0,3}\[@\](?:[\w-]{1,40}(?:\[\.\]|"
            r"\.)){1,4}[a-z]{2,24})"
        ),
        needs=Needs(hints=("[@]",)),
    ),
    Recogniser(
        "quoted",
        "EMAIL",
        re.compile(rf'(?<!\w)(?P<v>"[^"\n@]{{1,64}}"@{_LABELS}[^\W\d_]{{2,24}})(?![\w@])'),
        needs=Needs(hints=('"@',)),
    ),
    Recogniser(
        "literal",
        "EMAIL",
        re.compile(rf"(?<!\w)(?P<v>{_LOCAL}@\[(?:IPv6:)?[0-9A-Fa-f:.]{{3,45}}\])"),
        needs=Needs(hints=("@[",)),
    ),
    Recogniser(
        "spelled",
        "EMAIL",
        re.compile(
            rf"(?i)(?<!\w)(?P<v>{_LOCAL}{_AT}(?:[^\W_][\w-]{{0,62}}{_DOT}){{1,5}}[^\W\d_]{{2,24}})(?![\w@])"
        ),
        needs=Needs(
            hints=any_of(
                "%40|&#64;|&#x40;|&commat;|_at_|*at*|-at-|at]|at)|at}|at>|(a)|[a]|@)|@]|@}|arroba|arobase|"
                " @|@ |ät)"
            )
        ),
    ),
    Recogniser(
        "dictated",
        "EMAIL",
        re.compile(
            rf"(?i)(?<!\w)(?P<v>{_LOCAL}(?:\sdot\s[\w-]{{1,30}}){{0,2}}{_AT_WORD}"
            rf"(?:[^\W_][\w-]{{0,62}}{_DOT}){{1,5}}{_TOP})(?![\w@])"
        ),
        needs=Needs(hints=any_of("dot|punto|punkt|point|arroba")),
    ),
    Recogniser(
        "spelled_dot",
        "EMAIL",
        re.compile(
            rf"(?i)(?<!\w)(?P<v>{_LOCAL}@[^\W_][\w-]{{0,62}}{_DOT}(?:[^\W_][\w-]{{0,62}}{_DOT}){{0,"
            rf"4}}{_TOP})(?![\w@])"
        ),
        needs=Needs(hints=any_of("dot|[.]|(.)|punto|punkt")),
    ),
)
