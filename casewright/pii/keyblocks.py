"""Blocks of private keys."""

import re
from collections.abc import Iterator

from casewright.pii.recogniser import Found, Needs, Page, Walker

_BLOCK_HEAD = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|PGP MESSAGE)-----")
_BLOCK_TAIL = re.compile(r"-----END [A-Z0-9 ]{0,60}-----")
_BLOCK_BODY = re.compile(r"(?:\s{0,4}(?:\\n)?[A-Za-z0-9+/=]{8,120}){0,200}")
_BLOCK_LIMIT = 16_384


def _walk_blocks(page: Page) -> Iterator[Found]:
    """From the head to the tail, or over what looks like the body when there is no tail."""
    text, done = page.text, 0
    for head in _BLOCK_HEAD.finditer(text):
        if head.start() < done:
            continue
        at = text.find("-----END ", head.end(), head.end() + _BLOCK_LIMIT)
        tail = _BLOCK_TAIL.match(text, at) if at >= 0 else None
        body = tail or _BLOCK_BODY.match(text, head.end())
        done = body.end() if body else head.end()
        yield Found(head.start(), done, "SECRET")


KEY_BLOCKS = (Walker("key_block", _walk_blocks, Needs(hints=("-----begin ",))),)
