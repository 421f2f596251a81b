"""The lists of names."""

from casewright.pii import names


def test_lists_are_large() -> None:
    """The lists hold names of many languages."""
    assert len(names.given()) > 1000
    assert len(names.surnames()) > 700


def test_accents_do_not_matter() -> None:
    """A name is found with and without its accents."""
    assert names.fold("Łukasz") in names.given()
    assert "lukasz" == names.fold("Łukasz")


def test_names_hide_in_user_names() -> None:
    """An initial before a surname, or digits after it, do not hide it."""
    assert names.hides_a_name("mgarcia7")
    assert not names.hides_a_name("smoketest")
