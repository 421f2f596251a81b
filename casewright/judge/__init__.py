"""A language model as judge of suites: asked a checklist, scored in code, and checked before it is believed.

What it can and cannot do is in docs/judging.md.
"""
