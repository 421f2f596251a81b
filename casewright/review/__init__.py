"""Human review: a blind sample out to people, their ratings back in, and what they approve to the references.

`python -m casewright.review sample | import FILE … | adopt`; docs/review.md says how.
"""
