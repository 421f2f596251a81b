import pytest

from casewright.errors import DataError
from casewright.sources import read_documents
from tests.casewright.sources.files import write


def test_the_documents_of_a_folder(tmp_path):
    """Markdown and text of any depth, by name; other and empty files are no documents."""
    (tmp_path / "b").mkdir()
    write(tmp_path, "b/rules.TXT", "One rule.")
    write(tmp_path, "a.md", "# Shop\r\n\r\nHours.")
    write(tmp_path, "empty.md", " \n")
    write(tmp_path, "picture.png", b"\0")

    assert [("a.md", "# Shop\n\nHours."), ("b/rules.TXT", "One rule.")] == list(read_documents(tmp_path))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_document_in_any_encoding(tmp_path, encoding):
    """A single file goes by its own name."""
    path = write(tmp_path, "a.md", "The café is open.".encode(encoding))

    assert [("a.md", "The café is open.")] == list(read_documents(path))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.md", b"\x81\x8d", "cannot be read as text"),
        ("a.md", b"", "no .md or .txt text in it"),
        ("a.pdf", b"text", "no .md or .txt text in it"),
    ],
)
def test_documents_that_cannot_be_used_are_an_error(tmp_path, name, content, words):
    """What is wrong is said in one line that names the file and the setting."""
    path = write(tmp_path, name, content)
    with pytest.raises(DataError) as error:
        list(read_documents(path))

    assert str(error.value).startswith(f"{path}: {words}")
    assert "data.documents" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_document_is_an_error(tmp_path):
    """The path and the setting are named."""
    with pytest.raises(DataError, match=r"mend data.documents in params.yaml"):
        list(read_documents(tmp_path / "gone"))
    with pytest.raises(DataError, match=r"gone.md: cannot be read as text: No such file"):
        list(read_documents(tmp_path / "gone.md"))
