"""All finders, in the order in which they may claim a stretch of text."""

from functools import cache

from casewright.pii.addressees import ADDRESSEES
from casewright.pii.addresses import ADDRESS_FINDERS
from casewright.pii.dates import BIRTHS
from casewright.pii.documents import DOCUMENTS
from casewright.pii.emails import EMAILS
from casewright.pii.identity import IDENTITIES
from casewright.pii.keyblocks import KEY_BLOCKS
from casewright.pii.links import LINKS
from casewright.pii.ner import people_finder
from casewright.pii.network import ADDRESSES, MACS
from casewright.pii.payment import CARDS, IBANS
from casewright.pii.people import NICKNAMES, PEOPLE
from casewright.pii.phones import PHONES
from casewright.pii.recogniser import Finder, Group, Needs, any_of
from casewright.pii.secrets import SECRETS
from casewright.pii.tables import TABLES
from casewright.pii.usernames import USERNAMES
from casewright.pii.vendors import VENDORS

TYPES = (
    "EMAIL", "PHONE", "CREDIT_CARD", "IBAN", "NATIONAL_ID", "IP_ADDRESS", "MAC_ADDRESS", "SECRET",
    "URL_SECRET",
    "ADDRESS", "DATE_OF_BIRTH", "PERSON", "USERNAME",
)  # fmt: skip

_RULES: tuple[Finder, ...] = (
    *KEY_BLOCKS,
    Group("links", LINKS, Needs(unbroken=12, hints=("/", "?", "&", "#", ";"))),
    Group("vendors", VENDORS, Needs(dense=True)),
    *SECRETS,
    Group(
        "emails",
        EMAILS,
        Needs(hints=any_of("@|)|]|}|>|dot|%40|&|pun|point|arro|at_|at*|at-")),
    ),
    Group("numbers", (*BIRTHS, *IBANS, *CARDS, *IDENTITIES, *DOCUMENTS), Needs(digits=3)),
    Group("network", (*MACS, *ADDRESSES), Needs(digits=1)),
    *TABLES,
    Group("addresses", ADDRESS_FINDERS, Needs(digits=1)),
    Group("phones", PHONES, Needs(digits=6)),
    *USERNAMES,
    *NICKNAMES,
    *ADDRESSEES,
    *PEOPLE,
)


_ANYWHERE = frozenset({"emails", "cell", "username"})
"""Finders that find something in ordinary words: `ana at acme dot com`, `log in as mgarcia`, a table."""


@cache
def finders(ner: str | None, *, quiet: bool = False) -> tuple[Finder, ...]:
    """The finders, and that of an installed spaCy pipeline after them; for a quiet page only a few."""
    rules = tuple(rule for rule in _RULES if not quiet or rule.name in _ANYWHERE)
    return (*rules, people_finder(ner)) if ner else rules
