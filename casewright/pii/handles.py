"""User names behind an @."""

import re
from collections.abc import Iterator

from casewright.pii import names
from casewright.pii.recogniser import Found, Page

_CONTEXT = re.compile(
    r"(?i)(?:\bcc:?|\bbcc|\bfollow(?:s|ed|ing)?|\bask(?:s|ed)?|\bping(?:s|ed)?|\bmention(?:s|"
    r"ed|ing)?|\bthanks?(?: to)?|\bthx|\bvia|\bby|\bto|\bfrom|\bwith|\band|\bassign(?:ed|"
    r"ee)?|\bowner|\breviewer|"
    r"\bauthor|\bcontact|\bnotif(?:y|ies)|\bmessage[sd]?|\bhey|\bhi|\bhello|\btag(?:s|"
    r"ged)?|\bDM|\bmember|\buser|\bfor|\btwitter|\binstagram|\btelegram|\bslack|\bgithub|"
    r"\bhandle|\baccount|\bprofile|\bperfil|"
    r"\bpreguntar a|\bavisar a|\bde|\ba|\bpor|\bvon|\ban|\bmit|\bfragen?|\bde la part "
    r"de|\bpar|\bavec|\bà|\bsigue a|\bseguir a|\bfolgt?|\breport(?:er|ed)|\bapproved|"
    r"\bblock(?:s|ed)?|\binvit(?:e|es|ed)|\bread|\bsuivre|\bsee|\bwhen|\bwhere|\bthat|"
    r"\bif|\bas)"
    r"[:,]?\s{1,2}[(\"']?$"
)


def walk_handles(page: Page) -> Iterator[Found]:
    """Handles that the sentence, or their making, tells from annotations and tags."""
    for match in _HANDLE.finditer(page.text):
        value = match["v"].rstrip(".-")
        low = value.lower()
        if (
            low in names.accounts()
            or len(value) < 3
            or re.match(r"[/(]|-\w", page.text[match.end() : match.end() + 2])
        ):
            continue
        cued = _CONTEXT.search(page.before(match.start(), 30)) is not None and value[0].islower()
        looks_so = cued or re.search(r"[\d_.]", value) or names.hides_a_name(low)
        in_code = value[0].isupper() and value.isalpha() and _is_annotation(page.text, match)
        if looks_so and not in_code:
            yield Found(match.start("v"), match.start("v") + len(value), "USERNAME")


def _is_annotation(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() :]
    return text[: match.start()].rpartition("\n")[2].strip() == "" or after.lstrip().lower().startswith(
        ("annotation", "(")
    )


_HANDLE = re.compile(r"(?<![\w@./#>])@(?P<v>[A-Za-z_][\w.-]{1,38}\w)(?![\w@])")
