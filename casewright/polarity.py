"""Whether a test case ends in success or in a refusal.

Two test cases that say the opposite share nearly all their words, and the `type` field is too noisy to ask.
"""

import re

from casewright.records import TestCase

_REFUSAL = re.compile(
    r"""\b(?:
        errors? | invalid | incorrect | wrong | refus\w* | reject\w* | den(?:y|ied|ies) | forbidden
      | unauthori[sz]ed | block(?:s|ed) | barred | declined | expired | disabled | prevents?
      | fail(?:s|ed|ure)?(?!\ (?:attempts?|count)) | cannot | can't | turned\ (?:away|down)
      | must\ (?:be|have|not) | (?:is|are)\ required | (?:do|does)\ not\ match
      | not\ (?:accepted|added|allowed|counted|created|found|permitted|possible|saved|sent|stored|valid)
      | already\ (?:exists|used|taken) | no\ longer\ (?:available|possible|valid)
      | too\ (?:few|heavy|large|long|many|short|small)
      | status\ (?:code\ )?4\d\d | redirect(?:s|ed)?\ to\ "?/?login
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a refusal, in an oracle or in a title."""

_NO_EFFECT = re.compile(
    r"""\bstill\ (?:contains?|counts?|had|has|have|holds?|lists?|reads?|says?|shows?)\b
      | \b(?:remains?|stays?)\ (?:empty|unchanged)\b
      | \bno\ (?:[\w-]+\ ){1,4}(?:is|are|was|were)\ (?:added|charged|created|recorded|saved|sent|stored)\b
      | "(?:please|add|choose|enter|select|sign\ in|type|use)\b[^"]*\."
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An oracle under which nothing came of the steps, or the user is told what to do instead."""

_NOT_A_REFUSAL = re.compile(r"\b(?:no|without(?: an?y?)?) (?:[\w-]+ )?(?:errors?|redirect)\b", re.IGNORECASE)


def expects_refusal(case: TestCase) -> bool:
    """Whether the case's oracle or title speaks of a refusal; the `type` field is too noisy to ask."""
    title, oracle = (_NOT_A_REFUSAL.sub("", text) for text in (case.title, case.expected_result))
    return any(map(_REFUSAL.search, (title, oracle))) or bool(_NO_EFFECT.search(oracle))
