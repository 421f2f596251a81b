"""Which recognised values stay: those reserved by a standard, and those published for tests."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

_TEST_CARDS = frozenset(
    [
        "4111111111111111",
        "4242424242424242",
        "4012888888881881",
        "4000056655665556",
        "4222222222222",
        "5555555555554444",
        "5105105105105100",
        "5200828282828210",
        "2223003122003222",
        "2223000048400011",
        "378282246310005",
        "371449635398431",
        "378734493671000",
        "6011111111111117",
        "6011000990139424",
        "3056930009020004",
        "30569309025904",
        "38520000023237",
        "36227206271667",
        "3530111333300000",
        "3566002020360505",
        "6200000000000005",
        "6331101999990016",
        "5019717010103742",
        "4000000000000002",
        "4000000000000077",
        "4000000000009995",
        "4917610000000000",
        "4000002500003155",
        "4000002760003184",
        "5454545454545454",
        "6304000000000000",
        "6759649826438453",
        "4444333322221111",
    ]
)
_RESERVED_HOST = re.compile(
    r"(?i)(?:^|[@./])(?:(?:example|test|domain|yourdomain|mydomain)\.(?:com|org|net|edu)"
    r"|[\w-]+\.(?:test|example|invalid|localhost)|localhost)(?=[/:?#\]]|$)"
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What is kept, and counted as kept, although a recogniser knows it."""

    example_hosts: bool = True
    """Addresses and links at example.com, .org, .net, .edu, test.com, and under .test, .example, .invalid."""

    test_cards: bool = True
    """Card numbers that payment firms publish for tests."""

    private_networks: bool = True
    """Private, loopback, link-local and documentation IP addresses."""

    fictional_phones: bool = True
    """North American numbers 555-0100 to 555-0199."""

    sample_people: bool = True
    """Names that stand for nobody, such as John Doe."""

    def keeps(self, type_: str, value: str, host: str = "") -> bool:
        """Whether a value of a type, in plain characters, stays; `host` follows a link's credentials."""
        switch, test = _RULES.get(type_, ("", _never))
        return bool(switch) and getattr(self, switch) is True and test(value, host)


def _never(_value: str, _host: str) -> bool:
    return False


def _at_example(value: str, host: str) -> bool:
    return _RESERVED_HOST.search(host or value) is not None


def _is_example_host(value: str, _host: str) -> bool:
    """The host alone, as where an address is put together: `append "@example.com"`."""
    return _RESERVED_HOST.fullmatch(f"@{value.removeprefix('@')}") is not None


def _is_test_card(value: str, _host: str) -> bool:
    return re.sub(r"\D", "", value) in _TEST_CARDS


def _is_private(value: str, _host: str) -> bool:
    plain = re.sub(r"(?i)\s?[\[({]?(?:\.|dot)[\])}]?\s?", ".", value).strip("[]").partition("%")[0]
    try:
        address = ipaddress.ip_address(plain.partition("/")[0])
    except ValueError:
        return False
    return address.is_private or address.is_loopback or address.is_link_local or address.is_multicast


def _is_fictional(value: str, _host: str) -> bool:
    return re.fullmatch(r"(?:0{0,2}1)?(?:\d{3})?55501\d\d(?:\d{0,6})", re.sub(r"\D", "", value)) is not None


_SAMPLE_PEOPLE = frozenset(
    (
        "john doe",
        "jane doe",
        "joe bloggs",
        "john q. public",
        "max mustermann",
        "erika mustermann",
        "fulano de tal",
    )
)


def _is_sample(value: str, _host: str) -> bool:
    return value.casefold() in _SAMPLE_PEOPLE


_RULES: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "EMAIL": ("example_hosts", _at_example),
    "URL_SECRET": ("example_hosts", _at_example),
    "USERNAME": ("example_hosts", _is_example_host),
    "CREDIT_CARD": ("test_cards", _is_test_card),
    "IP_ADDRESS": ("private_networks", _is_private),
    "PHONE": ("fictional_phones", _is_fictional),
    "PERSON": ("sample_people", _is_sample),
}
