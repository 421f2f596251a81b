"""Requests that nobody should send: what `bench.service_fuzz` and the tests try on the service.

The same seed gives the same requests, whatever the order of kinds.
"""

import json
import random
import string
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

ANSWER = "answer-1"
"""The correlation id that feedback is about; it is kept only where a story was answered under it."""
STORY = "As a shopper, I want to save my basket, so that I can order tomorrow."
_CASE = {
    "id": "TC-001",
    "type": "positive",
    "title": "A saved basket is there the day after",
    "priority": "high",
    "preconditions": ["The basket holds one kettle"],
    "steps": ['Press "Save basket"'],
    "expected_result": "The basket holds one kettle",
    "quality_score": 8,
}
_VALID: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/test-use-cases/", {"user_story": STORY, "acceptance_criteria": ["A basket is kept for a day."]}),
    ("/generate-tests", {"story": STORY, "stream": False}),
    ("/test-use-cases", {"user_story": STORY, "stream": True}),
    ("/export/csv", {"suites": [{"story_id": "US-001", "user_story": STORY, "test_cases": [_CASE]}]}),
    ("/export/testrail", {"suites": [{"story_id": "US-001", "test_cases": [_CASE]}]}),
    ("/feedback", {"correlation_id": ANSWER, "rating": 4, "action": "edited", "corrected": [_CASE]}),
)
_TYPES = (
    *("application/json", "Application/JSON; charset=utf-8", "application/json; charset=utf-16"),
    *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "nonsense"),
    *("application/xml", "application/problem+json", "application/json; charset=ünknown"),
)
_ODD_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 10**30, 1.5, "", " ", "x", "x" * 500, "x" * 5000, [], {}, [[]], [None]),
    *({"a": 1}, "\x00", "\ud800", "\U0010ffff", "‮", "1", [1] * 50, ["x"] * 200, "<script>alert(1)</script>"),
    *("{{ 7 * 7 }}", "%s%n", "'; DROP TABLE requests; --", "../../etc/passwd", "​" * 60, "é" * 600),
)
_RAW_NUMBERS = (
    "1e999",
    "-1e999",
    "1" * 5000,
    "-0",
    "0.1e-400",
    "NaN",
    "Infinity",
    "-Infinity",
    "01",
    "+1",
    "1.",
)


class Hostile(NamedTuple):
    """One request as it goes over the wire."""

    kind: str
    path: str
    wire: bytes
    is_http: bool = True
    """Whether it is whole HTTP, which has to be answered in the envelope; other bytes may just be cut off."""


def hostile_requests(seed: int, count: int) -> Iterator[Hostile]:
    """So many requests, of every kind in turn."""
    kinds = tuple(_KINDS.items())
    for number in range(count):
        kind, make = kinds[number % len(kinds)]
        yield make(random.Random(f"{seed} {number}"), kind)


def _request(
    kind: str, path: str, body: bytes, content_type: str = "application/json", extra: bytes = b""
) -> Hostile:
    head = f"POST {path} HTTP/1.1\r\nHost: casewright\r\nContent-Length: {len(body)}\r\n"
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    wire = (head + typed).encode("utf-8", "replace") + extra + b"Connection: close\r\n\r\n" + body
    return Hostile(kind, path, wire)


def _valid(rng: random.Random) -> tuple[str, dict[str, Any]]:
    path, body = rng.choice(_VALID)
    return path, json.loads(json.dumps(body))


def _bytes(rng: random.Random, kind: str) -> Hostile:
    return _request(kind, _valid(rng)[0], rng.randbytes(rng.choice((0, 1, 2, 30, 500, 3000))))


def _text(rng: random.Random, kind: str) -> Hostile:
    text = "".join(rng.choices(string.printable + '{}[]",:\\', k=rng.randrange(200)))
    return _request(kind, _valid(rng)[0], text.encode())


def _mutated(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    data = bytearray(json.dumps(body).encode())
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data))
        change = rng.randrange(4)
        if change == 0:
            data[at] = rng.randrange(256)
        elif change == 1:
            del data[at : at + rng.randrange(1, 10)]
        elif change == 2:
            data[at:at] = bytes(rng.choices(b'{}[]",:\\u0 \n\x00\xff', k=rng.randrange(1, 6)))
        else:
            data[at:at] = data[: rng.randrange(len(data))]
        data = data or bytearray(b"{")
    return _request(kind, path, bytes(data))


def _odd_values(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    place: Any = body
    while True:  # walk down to a random field
        key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
        if not isinstance(place[key], dict | list) or not place[key] or rng.random() < 0.3:
            break
        place = place[key]
    place[key] = rng.choice(_ODD_VALUES)
    if rng.random() < 0.2:
        body[rng.choice(("extra", "__proto__", "", "x" * 300, "\ud800"))] = rng.choice(_ODD_VALUES)
    return _request(kind, path, json.dumps(body).encode())


def _nested(rng: random.Random, kind: str) -> Hostile:
    depth = rng.choice((10, 100, 254, 1000, 10_000, 30_000))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ('{"user_story":', "}"), ("[{},", "]")))
    body = opening * depth + "1" + closing * rng.choice((depth, depth - 1, 0))
    field = rng.choice(("{}", '{{"user_story": {}}}', '{{"suites": {}}}', '{{"corrected": {}}}'))
    return _request(kind, _valid(rng)[0], field.format(body).encode())


def _numbers(rng: random.Random, kind: str) -> Hostile:
    field = rng.choice(("rating", "user_story", "stream", "suites", "quality_score"))
    body = f'{{"correlation_id": "a", "{field}": {rng.choice(_RAW_NUMBERS)}}}'
    return _request(kind, _valid(rng)[0], body.encode())


def _surrogates(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    broken = rng.choice(("\\ud800", "\\udfff\\ud800", "\\ud83d", "\\u0000", "\udce9", "\ufffe"))
    text = json.dumps(body).replace("basket", f"bas{broken}ket", rng.randrange(1, 3))
    return _request(kind, path, text.encode("utf-8", "surrogatepass"))


def _duplicates(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    text = json.dumps(body)
    key = rng.choice(list(body))
    odd = json.dumps(rng.choice(_ODD_VALUES))
    twice = f'{{"{key}": {odd}, {text[1:-1]}, "{key}": {odd}}}'
    return _request(kind, path, (twice if rng.random() < 0.5 else f"{{{text[1:-1]}, {text[1:]}").encode())


def _content_types(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    encoding = rng.choice(("utf-8", "utf-16", "utf-32", "latin-1", "utf-8-sig"))
    extra = rng.choice(
        (b"", b"Content-Encoding: gzip\r\n", b"Accept: text/html\r\n", b"Expect: 100-continue\r\n")
    )
    return _request(kind, path, json.dumps(body).encode(encoding), rng.choice(_TYPES), extra)


def _headers(rng: random.Random, kind: str) -> Hostile:
    path, body = _valid(rng)
    names = (
        b"X-Correlation-ID",
        b"X-API-Key",
        b"Authorization",
        b"X-Forwarded-For",
        b"Accept",
        b"traceparent",
    )
    values = (
        *(
            b"",
            b"\xff\xfe",
            b"a" * 200,
            b"a" * 8000,
            b"x\ty",
            b"../..",
            b"%0d%0aSet-Cookie: a=b",
            b"\x80\x81",
        ),
        *(b"Bearer", b"Bearer \xc3\xa9", b"Basic !!!", b"::1, 300.1.1.1", b"00-0-0-00", b"*/*;q=x", b"<b>"),
    )
    chosen = rng.choices(names, k=rng.randrange(1, 5))
    extra = b"".join(b"%b: %b\r\n" % (name, rng.choice(values)) for name in chosen)
    return _request(kind, path, json.dumps(body).encode(), extra=extra)


def _paths(rng: random.Random, kind: str) -> Hostile:
    _, body = _valid(rng)
    tail = "".join(rng.choices("/abz.%-_~;=:@!$&'()*+,?", k=rng.randrange(30)))
    base = rng.choice(("/export/", "/", "/test-use-cases/", "/feedback/", "/ui/", "/metrics", "/docs", "//"))
    odd = rng.choice(
        (tail, "%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "é", "%F0%9F", "a" * 3000, "csv?project=%")
    )
    return _request(kind, base + odd, json.dumps(body).encode())


def _long(rng: random.Random, kind: str) -> Hostile:
    length = rng.choice((65_000, 65_536, 65_537, 70_000, 200_000))
    body = json.dumps({"user_story": STORY, "acceptance_criteria": ["x" * 100] * (length // 104)})
    return _request(kind, rng.choice(("/test-use-cases/", "/feedback", "/export/csv")), body.encode())


def _framing(rng: random.Random, kind: str) -> Hostile:
    """Not HTTP, or not all of it: lengths and chunks that say one thing and do another."""
    path, body = _valid(rng)
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: casewright\r\nContent-Type: application/json\r\n".encode()
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
    size = b"%x" % len(data)
    wires = (
        head + b"Content-Length: %d\r\n\r\n" % (len(data) + rng.randrange(1, 500)) + data,
        head + b"Content-Length: %d\r\n\r\n" % rng.randrange(len(data)) + data,
        head + b"Content-Length: -5\r\n\r\n" + data,
        head + b"Content-Length: 5x\r\n\r\n" + data,
        head + b"Content-Length: %d\r\nContent-Length: 3\r\n\r\n" % len(data) + data,
        head + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(data) + data,
        head + b"Content-Length: 99999999999999999999999\r\n\r\n" + data,
        chunked + size + b"\r\n" + data,
        chunked + size + b"\r\n" + data + b"\r\n0\r\n",
        chunked + b"%x\r\n" % (len(data) + 9) + data + b"\r\n0\r\n\r\n",
        chunked + b"zz\r\n" + data + b"\r\n0\r\n\r\n",
        chunked + b"-1\r\n" + data + b"\r\n0\r\n\r\n",
        chunked + b"ffffffffffffffffff\r\n" + data,
        chunked + size + b";" + b"x" * rng.choice((10, 9000)) + b"\r\n" + data + b"\r\n0\r\n\r\n",
        chunked + b"".join(b"1\r\n%c\r\n" % byte for byte in data) + b"0\r\nX-Trailer: a\r\n\r\n",
        head[: rng.randrange(len(head))],
        rng.randbytes(rng.randrange(1, 400)),
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST " + path.encode() + b"\r\n\r\n" + data,
        head + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\n",
    )
    return Hostile(kind, path, rng.choice(wires), is_http=False)


_KINDS: dict[str, Callable[[random.Random, str], Hostile]] = {
    "random bytes": _bytes,
    "random text": _text,
    "valid, then mutated": _mutated,
    "odd values in fields": _odd_values,
    "nested without end": _nested,
    "numbers no one can hold": _numbers,
    "half characters": _surrogates,
    "keys given twice": _duplicates,
    "other content types": _content_types,
    "odd headers": _headers,
    "odd paths": _paths,
    "too long": _long,
    "broken framing": _framing,
}
KINDS = tuple(_KINDS)
"""Every kind, in the order in which they take turns."""
