import pytest

from casewright.store import Kept, ResponseStore, store_path
from casewright.store.__main__ import main
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def filled():
    """A store with a reply of each of two models."""
    with ResponseStore(store_path()) as store:
        for number, model in enumerate(["llama3.2:1b", "llama3.2:3b"]):
            store.keep(f"{number:064x}", model, "d", Kept(None, "", "text", "", "stop", "{}", "{}"))


@pytest.mark.usefixtures("filled")
def test_info_tells_where_and_how_much(capsys):
    """File, size, and a line for each model."""
    main(["info"])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{store_path()}: ")
    assert lines[0].endswith(" MB")
    assert ["llama3.2:1b: 1 replies", "llama3.2:3b: 1 replies"] == [line.split(",")[0] for line in lines[1:]]


@pytest.mark.usefixtures("filled")
def test_prune_deletes_what_is_asked_for(capsys):
    """The replies of one model; then those of any age."""
    main(["prune", "--model", "llama3.2:1b"])
    main(["prune", "--older-than-days", "0"])
    main(["info"])

    out = capsys.readouterr().out.splitlines()
    assert ["1 replies deleted", "1 replies deleted"] == out[:2]
    assert "no reply is stored" == out[-1]


@pytest.mark.usefixtures("filled")
def test_prune_without_a_word_deletes_nothing():
    """A slip does not empty the store."""
    with pytest.raises(SystemExit, match="error: prune: say what to delete"):
        main(["prune"])


def test_no_store_yet_is_no_error(capsys):
    """Before the first run there is nothing to tell, and none is made."""
    main(["info"])

    assert "there is no response store yet" in capsys.readouterr().out
    assert not store_path().exists()
