import pickle

import pytest

from casewright.embeddings import EmbeddingLikeness
from casewright.errors import ServerError
from casewright.matching import matcher
from tests.builders import a_case
from tests.conftest import server_params
from tests.fake_ollama import LONGEST_EMBEDDED, FakeOllama, word_vectors

MODEL = "nomic-embed-text"
EMBEDDERS = {
    MODEL: word_vectors,
    "fewer": lambda texts: word_vectors(texts)[1:],
    "uneven": lambda texts: [[1.0] * (1 + number) for number, _ in enumerate(texts)],
    "empty": lambda texts: [[] for _ in texts],
    "nought": lambda texts: [[0.0, 0.0] for _ in texts],
    "reversed": lambda texts: [[1.0, 0.0] if "left" in text else [-1.0, 0.0] for text in texts],
}


@pytest.fixture
def server():
    """A server with models that embed, well and badly, and with those that do not."""
    with FakeOllama(embedders=EMBEDDERS) as fake:
        yield fake


def connect(server, params, model=MODEL):
    """The backend as the settings ask for it."""
    ollama = server_params(server if isinstance(server, str) else server.host)
    return EmbeddingLikeness.connect(params.model_copy(update={"ollama": ollama}), model)


def embedded(server):
    """How many texts were embedded so far."""
    return sum(len(one.body["input"]) for one in server.requests if one.path == "/api/embed")


def of(words, **changes):
    """A case whose fields are these words."""
    fields = {"title": words, "preconditions": [words], "steps": [words], "expected_result": words}
    return a_case(**fields | changes)


def test_likeness_is_the_weighed_cosine_of_the_fields(server, params):
    """The same words are 1, others 0, and the oracle weighs most of what is shared."""
    base, other = of("open the list"), of("close every window")
    oracle = of("close every window", expected_result="open the list")
    title = of("close every window", title="open the list")
    found = connect(server, params).between([base, other, oracle, title], [base], "")[:, 0]

    assert [1.0, 0.0, 1.0 / 2.8, 0.8 / 2.8] == pytest.approx(found, abs=1e-6)


def test_an_empty_field_says_nothing(server, params):
    """What one case leaves out is left out of the weights too."""
    one, other = of("open the list", preconditions=[]), of("open the list")

    assert [[1.0]] == pytest.approx(connect(server, params).between([one], [other], ""))


def test_vectors_that_point_apart_are_no_likeness(server, params):
    """A negative cosine is 0."""
    assert [[0.0]] == connect(server, params, "reversed").between([of("left")], [of("right")], "").tolist()


def test_nothing_is_embedded_twice(server, params):
    """Neither in one run, nor in the next, nor in another process."""
    likeness = connect(server, params)
    likeness.between([of("open the list")], [of("open the list"), of("close it")], "")
    once = embedded(server)
    pickle.loads(pickle.dumps(likeness)).between([of("close it")], [of("open the list")], "")
    connect(server, params).between([of("close it")], [of("open the list")], "")

    assert (2, 2) == (once, embedded(server))


def test_another_release_is_embedded_anew(server, params):
    """What was stored for one digest says nothing of another."""
    connect(server, params).between([of("open the list")], [of("open the list")], "")
    server.release = "next"
    connect(server, params).between([of("open the list")], [of("open the list")], "")

    assert 2 == embedded(server)


def test_many_texts_go_in_several_requests(server, params):
    """One request holds a bounded number of texts."""
    connect(server, params).between([of(f"number {n}") for n in range(100)], [of("open")], "")
    sizes = [len(one.body["input"]) for one in server.requests if one.path == "/api/embed"]

    assert [64, 37] == sizes


def test_a_text_that_is_too_long_is_cut_and_said(server, params, capsys):
    """The server cuts without a word, so it is asked first whether it has to."""
    long = of("open the list", steps=["word " * 60] * 8)
    found = connect(server, params).between([long], [long], "")

    assert LONGEST_EMBEDDED < sum(map(len, long.steps))
    assert [[1.0]] == pytest.approx(found)
    assert "its context is too small for one of" in capsys.readouterr().err


def test_the_digest_is_recorded(server, params):
    """What a run matched with can be told from what it was called."""
    similarity = params.similarity.model_copy(update={"model": MODEL, "thresholds": {MODEL: 0.6}})
    changes = {"similarity": similarity, "ollama": server_params(server.host)}
    made = matcher(params.model_copy(update=changes), [], [])

    assert (MODEL, server.digest(f"{MODEL}:latest"), 0.6) == made.backend
    assert 1.0 == made.match([of("open")], [of("open")]).scores["reference_recall"].value


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        ("absent", r"model 'absent': not on the Ollama server .* run `ollama pull absent`"),
        ("llama3.2:1b", r"'llama3.2:1b': makes no embeddings, only completion; name a model that does"),
    ],
)
def test_a_model_that_cannot_embed_is_refused_before_the_first_call(server, params, model, problem):
    """One line names the model and what would help."""
    with pytest.raises(ServerError, match=problem):
        connect(server, params, model)

    assert 0 == embedded(server)


def test_the_first_of_several_servers_is_asked(server, params):
    """As by the models that write: `ollama.hosts` goes before an address that is not named."""
    ollama = server_params(None).model_copy(update={"hosts": (server.host,)})
    likeness = EmbeddingLikeness.connect(params.model_copy(update={"ollama": ollama}), MODEL)
    likeness.between([of("open")], [of("open")], "")

    assert 1 == embedded(server)


def test_a_server_that_is_not_there(params):
    """One line says how to start it."""
    with pytest.raises(ServerError, match="no connection; start it with `ollama serve`"):
        connect("http://127.0.0.1:9", params)


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        ("fewer", "answers 2 texts with 1 vectors"),
        ("uneven", r"of \[1, 2\] values"),
        ("empty", r"of \[0\] values"),
        ("nought", "a vector of no length"),
    ],
)
def test_an_answer_that_is_no_set_of_vectors(server, params, model, problem):
    """It is refused, and nothing of it is kept."""
    likeness = connect(server, params, model)

    with pytest.raises(ServerError, match=f"model '{model}': .*{problem}"):
        likeness.between([of("open")], [of("close")], "")
    assert {} == likeness._store.find(likeness.digest, ["open", "close"])


def test_a_model_that_changes_under_the_run(server, params):
    """Vectors of two models mean nothing side by side."""
    likeness = connect(server, params)
    server.release = "next"

    with pytest.raises(ServerError, match=r"has digest .* now, .* when the run began"):
        likeness.between([of("open")], [of("close")], "")


def test_a_server_that_fails(server, params):
    """What it says is passed on in one line."""
    likeness = connect(server, params)
    server.canned = {"/api/embed": (500, {"error": "llama runner process no longer running"})}

    with pytest.raises(ServerError, match="answers HTTP 500: llama runner process no longer running"):
        likeness.between([of("open")], [of("close")], "")
