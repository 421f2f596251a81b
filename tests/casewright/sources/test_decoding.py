import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewright.sources.decoding import EncodingError, encoding_of, read_lines
from tests.casewright.sources.files import ONE, write

LATIN = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (ONE.encode(), "utf-8"),
        (ONE.encode("utf-8-sig"), "utf-8-sig"),
        (ONE.encode("utf-16"), "utf-16"),
        (ONE.encode("utf-16-le"), "utf-16-le"),
        (ONE.encode("utf-16-be"), "utf-16-be"),
        (ONE.encode("utf-32"), "utf-32"),
        (ONE.encode("cp1252"), "cp1252"),
        (b"", "utf-8"),
        (b"A\0story with a zero byte in it", "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(tmp_path, content, expected):
    """By its mark, its zeros or its validity."""
    assert expected == encoding_of(write(tmp_path, "a.txt", content))


def test_the_whole_file_is_looked_at(tmp_path):
    """One accented letter beyond the first megabyte decides, also where a character lies across a piece."""
    ascii_ = b"a" * ((1 << 20) - 1)

    assert "cp1252" == encoding_of(write(tmp_path, "a.txt", ascii_ + "aé".encode("cp1252")))
    assert "utf-8" == encoding_of(write(tmp_path, "b.txt", ascii_ + "é".encode()))


def test_mixed_line_ends_are_counted_as_an_editor_counts_them(tmp_path):
    """CR, LF and both may end the lines of one file; vertical tabs and Unicode's separators end none."""
    lines = list(read_lines(write(tmp_path, "a.txt", "a\r\nb\rc\nd\x0be\u2028f\x85g")))

    assert ["a\n", "b\n", "c\n", "d\x0be\u2028f\x85g"] == lines


def test_a_file_that_is_broken_utf_8_is_refused(tmp_path):
    """One bad byte does not turn every accent of a file into gibberish; the line is named."""
    with pytest.raises(EncodingError, match=r"line 3: a byte that is not UTF-8"):
        encoding_of(write(tmp_path, "a.txt", "é\n\nok ".encode() + b"\xff\n"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LATIN, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_no_character_is_lost(tmp_path, text, encoding):
    """What was written in an encoding is read back."""
    assert text == "".join(read_lines(write(tmp_path, "a.txt", text.encode(encoding))))
