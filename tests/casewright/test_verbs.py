from itertools import combinations

from casewright import verbs


def test_a_verb_has_one_meaning():
    """No verb is in two lists."""
    lists = (verbs.GOES, verbs.ENTERS, verbs.SETS, verbs.SENDS, verbs.LOOKS, verbs.ACTS, verbs.CLICKS)

    assert [] == [one & other for one, other in combinations(lists, 2) if one & other]


def test_verbs_are_in_lower_case():
    """Texts are compared in lower case."""
    assert all(verb == verb.lower() for verb in verbs.VERBS)
