"""Tables in a text, such as Gherkin examples: the heading tells what the cells below it are."""

import re
from collections.abc import Iterator

from casewright.pii.dates import BIRTH, DATE
from casewright.pii.names import hides_a_name, words
from casewright.pii.recogniser import Found, Needs, Page, Walker

_HEADINGS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    ("DATE_OF_BIRTH", re.compile(rf"(?i)(?:\w+[ _])?{BIRTH}\w*"), re.compile(rf"(?i){DATE}")),
    (
        "PHONE",
        re.compile(
            r"(?i)(?:.*[ _])?(?:tele)?(?:phone|tel|mobile|mobil|rufnummer|tlf|cell|fax|tel[eé]fono|m[oó]vil|"
            r"telefon|handy|t[ée]l[ée]phone|portable|gsm)(?:[ _]?(?:number|no|nr|num))?"
        ),
        re.compile(r"\+?[\d(][\d ()./-]{5,22}\d(?:\s?(?:x|ext\.?)\s?\d{1,6})?"),
    ),
    (
        "NATIONAL_ID",
        re.compile(
            r"(?i)(?:.*[ _])?(?:ssn|nino|dni|nie|nif|nhs|nir|national[ _]?id|tax[ _]?id|"
            r"passport|cpf|pesel|bsn|steuer-?id)(?:[ _]?(?:number|no|nr|num|id))?"
        ),
        re.compile(r"(?=(?:[^\d\n]{0,3}\d){4})[A-Za-z0-9][A-Za-z0-9 ./-]{4,24}[A-Za-z0-9]"),
    ),
    (
        "ADDRESS",
        re.compile(
            r"(?i)(?:.*[ _])?(?:address|street|street[ _]?address|direcci[oó]n|domicilio|"
            r"adresse|anschrift|stra(?:ß|ss)e|rue|addr)(?:[ _]?(?:line)?[ _]?\d)?"
        ),
        re.compile(r"(?=[^\n]{0,80}[A-Za-zÀ-ÿ]{3})(?=[^\n]{0,100}\d)[^\n|@:]{6,120}"),
    ),
    (
        "USERNAME",
        re.compile(
            r"(?i)(?:user|login|user[ _]?(?:name|id)|user_?login|handle|usuario|benutzer(?:name)?|"
            r"identifiant|account[ _]?name|screen[ _]?name|nick(?:name)?)"
        ),
        re.compile(r"(?=[^\n]{0,40}[\d._-])[A-Za-z][\w.-]{2,40}"),
    ),
    (
        "SECRET",
        re.compile(
            r"(?i)(?:.*[ _])?(?:password|passwd|pwd|secret|token|api[ _-]?key|passwort|"
            r"kennwort|contraseña|mot de passe|pin)"
        ),
        re.compile(r"(?=[^\n]{0,60}\d)(?=[^\n]{0,60}[A-Za-z])[^\s|<>]{6,300}"),
    ),
)
_PLAIN = re.compile(r"[<{*\[$]")


_INSERT = re.compile(
    r"(?i)\binsert\s{1,3}into\s{1,3}[\w.\"`\[\]]{1,80}\s{0,3}\((?P<names>[^()]{1,600})\)\s{0,5}values\s{0,5}(?=\()"
)
_TUPLE = re.compile(r"\s{0,5},?\s{0,5}\((?P<row>(?:'(?:[^'\n]|''){0,300}'|[^()'\n]){1,100})\)")
_FIELD = re.compile(r"\s{0,5}(?:'(?P<q>(?:[^'\n]|''){0,300})'|(?P<p>[^,'\n]{0,100}))\s{0,5}(?:,|$)")


def _rows(text: str) -> Iterator[tuple[str, int, int]]:
    """The values of an INSERT statement, each with the name of its column."""
    for insert in _INSERT.finditer(text):
        headings = [name.strip(" \t\n\"'`[]") for name in insert["names"].split(",")]
        at = insert.end()
        while values := _TUPLE.match(text, at):
            at, place = values.end(), values.start("row")
            for heading in headings:
                field = _FIELD.match(text, place, values.end("row"))
                if not field:
                    break
                place = field.end()
                yield (heading, *field.span("q" if field["q"] is not None else "p"))


def cells(text: str) -> Iterator[tuple[str, int, int]]:
    """Each cell below a heading, as the heading, the start and the end of the cell."""
    if "insert" in text or "INSERT" in text or "Insert" in text:
        yield from _rows(text)
    headings: list[str] | None = None
    mark = ""
    at = 0
    for line in text.split("\n"):
        row = _split(line, at, mark)
        if headings is None or len(row) != len(headings) or not row:
            mark = next((m for m in "|\t;," if m in line), "")
            row = _split(line, at, mark)
            headings = [text[start:end] for start, end in row] if row else None
        else:
            yield from ((heading, *cell) for heading, cell in zip(headings, row, strict=True))
        at += len(line) + 1


def _split(line: str, at: int, mark: str) -> list[tuple[int, int]]:
    """Where the cells of a line are, without blanks and quotes around them."""
    if not mark or mark not in line:
        return []
    spans = []
    if mark == "|":
        inner = line.strip()
        at += line.find("|") + 1 if inner.startswith("|") else 0
        line = line[line.find("|") + 1 :] if inner.startswith("|") else line
        line = line.rstrip().removesuffix("|")
    for piece in line.split(mark):
        core = piece.strip(" \t\"'")
        start = at + (piece.find(core) if core else 0)
        spans.append((start, start + len(core)))
        at += len(piece) + 1
    return spans


def _walk(page: Page) -> Iterator[Found]:
    text = page.text
    for heading, start, end in cells(text):
        if not heading or _PLAIN.match(text[start:end]):
            continue
        for type_, title, value in _HEADINGS:
            if (
                len(heading) < 40
                and title.fullmatch(heading)
                and (
                    value.fullmatch(text, start, end) or (type_ == "USERNAME" and _is_login(text[start:end]))
                )
            ):
                yield Found(start, end, type_)
                break


def _is_login(cell: str) -> bool:
    """A plain word with the name of somebody in it; `guest` and `editor` are roles."""
    return cell.isalpha() and cell.islower() and cell not in words() and hides_a_name(cell)


TABLES = (Walker("cell", _walk, Needs(hints=("\n", "insert"))),)
