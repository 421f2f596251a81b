"""Values that are nobody's."""

import pytest

from casewright.pii import Policy, scrub

KEPT = [
    ("someone@example.com", "EMAIL", Policy(example_hosts=False)),
    ("someone@domain.test", "EMAIL", Policy(example_hosts=False)),
    ("https://user:password1@example.com/", "URL_SECRET", Policy(example_hosts=False)),
    ("4111 1111 1111 1111", "CREDIT_CARD", Policy(test_cards=False)),
    ("192.168.1.10", "IP_ADDRESS", Policy(private_networks=False)),
    ("203.0.113.7", "IP_ADDRESS", Policy(private_networks=False)),
    ("(212) 555-0123", "PHONE", Policy(fictional_phones=False)),
    ("John Doe", "PERSON", Policy(sample_people=False)),
]


@pytest.mark.parametrize(("value", "type_", "_strict"), KEPT)
def test_keeps_and_counts(value: str, type_: str, _strict: Policy) -> None:
    """By default such a value stays, and is counted as kept."""
    scrubbed = scrub(f"Enter {value} now")

    assert f"Enter {value} now" == scrubbed.text
    assert {type_: 1} == scrubbed.kept


@pytest.mark.parametrize(("value", "type_", "strict"), KEPT)
def test_switched_off(value: str, type_: str, strict: Policy) -> None:
    """With its switch off, it goes like any other."""
    scrubbed = scrub(f"Enter {value} now", policy=strict)

    assert {type_: 1} == scrubbed.counts
    assert {} == scrubbed.kept


def test_the_host_of_an_example_alone_stays() -> None:
    """An address that is put together from its parts keeps the reserved one."""
    text = 'Append "@example.com" in the "Your e-mail" field'

    assert text == scrub(text).text
