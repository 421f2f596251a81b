"""Find personal data and secrets in user stories and test cases, and put typed placeholders in their place.

Everything happens in this process: no network, no model, no cache on disk. See `docs/pii.md`.
"""

from casewright.pii.policy import Policy
from casewright.pii.scrubber import Scrubbed, Scrubber, scrub
from casewright.pii.spans import Span

__all__ = ["Policy", "Scrubbed", "Scrubber", "Span", "scrub"]
