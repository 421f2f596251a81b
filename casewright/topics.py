"""Topics: what a text is about, apart from the language that every test case is written in.

A topic is the root of a word. How much it counts depends on whether it could stand in a test of anything:
`invoice` says what a case is about, `button` does not, and neither does `12`.
"""

import math
from collections.abc import Iterable, Iterator

from casewright.similarity import Remembered, rough_words, terms

Topics = frozenset[str]

_ROOT = 5
"""Letters of a stem that are compared: `confirm`, `confirmation` and `confirmed` are about the same."""
_COMMON_WEIGHT, _FIGURE_WEIGHT = 0.15, 0.3
_SHORT_FIGURE = 2
"""Digits up to which a figure turns up anywhere by chance."""
_FEWEST_LETTERS = 3
"""Of a word that tells a reader something by itself."""

_MARKS = "“”„‘’‚«»…–—"
"""Marks beyond ASCII that stay with a word."""

_COMMON_WORDS = """
a about above accept accepted access account active actual add added after again allow allowed already also
always an and another answer any app appear appears application at attempt attempts available b back banner
be because before begin below between blank both browser button by c can cannot case change changed check
choose clear clearly click close closed com complete completed condition confirm contain contains content
correct correctly could count create created current d data date day days default delete deleted denied deny
detail details device dialog dialogue different direct directly disable disabled display displayed do does
done down during each edit either else empty enable enabled end ends ensure enter enters entries entry error
every exact exactly example exist existing exists expect expected f fail failed fails failure false field
file fill finish first five follow for force form forward four from full function functionality g get gets
give given go h happen happens have header heading hold holds hour hours http https icon id if immediately in
incorrect information input inside instead into invalid is item items j just k keep keeps kept known label
last latest least leave let letter like limit line link list lists load loaded log logged login longer m make
maximum may menu message messages meet met minimum minute minutes missing modal more most must n name names
navigate neither new next no none nor not note nothing notice now number numbers o of off old on once one
only open opened option or other otherwise out over own p page pages panel part past perform performs pick
place platform possible precondition press previous proceed process processed properly provide provided q
question r reach read reads ready receive record records refresh refuse refused reject rejected relevant
reload remain remains remove removed replace request require required reset respond response result results
return returned returns right role row rule s same sample save saved say says screen second seconds section
see select selected send sent session set setting seven several show shown shows sign signed single site six
some specific stand stands start state stated status stay stays step still stop store stored story submit
submitted success successful successfully such switch system t tab table take tap test text than that third
this three through time times to today toggle too top trigger true try turn twice two type u unchanged under
unexpected unknown unsuccessful until up update updated use used user users uses v valid validate validation
value values verify via view visible w wait warning web website when whether while window with within without
word wrong www x y yes yet z zero
"""

_SAME = {"login": "sign", "log": "sign", "logon": "sign", "signin": "sign"}
"""Roots of words that say the same of every system."""


def root(word: str) -> str:
    """The root of a word, whatever marks beyond ASCII are around it; empty where it carries no meaning."""
    stem = next(iter(terms(word)), "")
    return _SAME.get(stem) or (stem if stem in _COMMON or stem[:1].isdigit() else stem[:_ROOT])


def _weight(topic: str) -> float:
    if topic in _COMMON:
        return _COMMON_WEIGHT
    return _FIGURE_WEIGHT if topic.isdigit() and len(topic) <= _SHORT_FIGURE else 1.0


_COMMON = frozenset(terms(_COMMON_WORDS))
_roots, _weights = Remembered(root), Remembered(_weight)


def topics(text: str) -> Topics:
    """The roots of the words in a text that carry meaning."""
    return topics_of_words(rough_words(text))


def topics_of_words(words: Iterable[str]) -> Topics:
    """The roots of words in lower case, as far as they carry meaning."""
    return frozenset(filter(None, map(_roots.__getitem__, words)))


def weight(found: Topics) -> float:
    """How much a set of topics says: 1 for each that belongs to a subject, less for those of any test."""
    return math.fsum(map(_weights.__getitem__, found))  # exact, so the order of a set changes no digit


def common(found: Topics) -> Topics:
    """Those of the topics that could stand in a test of anything."""
    return found & _COMMON


def telling_words(text: str, found: Topics) -> Iterator[str]:
    """The words of a text that stand for one of the topics found and belong to a subject, each once."""
    for word in dict.fromkeys(word.strip(_MARKS) for word in rough_words(text)):
        root = _roots[word]
        if len(word) >= _FEWEST_LETTERS and word[0].isalpha() and root in found and _weights[root] >= 1:
            yield word
