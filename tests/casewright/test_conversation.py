import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from casewright import conversation
from casewright.conversation import Conversation, Exchange, Read
from casewright.ollama import ChatRequest, Reply
from casewright.prompts import Message
from casewright.records import AttemptTiming, Outcome

QUESTION = [Message("user", "How many?")]


@dataclass
class Chats:
    """Answers with one text after the other; an outcome in place of a text is a failure of the chat."""

    answers: list[str | Outcome]
    asked: list[ChatRequest] = field(default_factory=list)

    async def chat(self, request: ChatRequest) -> Reply:
        """The next answer."""
        self.asked.append(request)
        answer = self.answers[len(self.asked) - 1]
        failure = answer if isinstance(answer, Outcome) else None
        text = "" if failure else str(answer)
        return Reply(
            failure, "it broke" if failure else "", text, "", "stop", AttemptTiming(number=1, wall_s=0)
        )


def number_in(text: str) -> Read[int]:
    """Any question may have its own reader."""
    if not text.isdigit():
        return Read(Outcome.SCHEMA_VIOLATION, problem="should be a number")
    return Read(Outcome.OK, int(text))


def ask(params: Any, *answers: str | Outcome) -> tuple[Exchange[int], list[ChatRequest]]:
    """The exchange over a question, and what was asked."""
    chats = Chats(list(answers))
    settings = params.generate.model_copy(update={"max_attempts": 3, "seed": 5})
    found = asyncio.run(Conversation(chats, "m", settings, number_in, None).ask(QUESTION))
    return found, chats.asked


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr(conversation, "_pause_s", lambda _: 0)


def test_an_answer_that_can_be_read_ends_it(params):
    """One attempt, one value."""
    found, asked = ask(params, "7")

    assert (7, None, 1) == (found.value, found.failure, len(asked))
    assert [QUESTION] == [request.messages for request in asked]


def test_a_value_that_counts_as_false_is_a_value(params):
    """Nothing is asked again because an answer is 0."""
    found, asked = ask(params, "0")

    assert (0, 1) == (found.value, len(asked))


def test_the_model_is_shown_what_was_wrong_with_its_last_answer(params):
    """The question, the answer, and what is asked for; with another seed."""
    found, asked = ask(params, "many", "more", "7")

    assert 7 == found.value
    assert ["user", "assistant", "user"] == [message.role for message in asked[2].messages]
    assert "more" == asked[2].messages[1].content
    assert "should be a number" in asked[2].messages[2].content
    assert [5, 6, 7] == [request.options["seed"] for request in asked]


def test_the_last_failure_is_that_of_the_exchange(params):
    """After all attempts; each of them is kept."""
    found, _ = ask(params, "many", Outcome.SERVER_ERROR, Outcome.TRUNCATED)

    assert (None, Outcome.TRUNCATED) == (found.value, found.failure)
    assert [Outcome.SCHEMA_VIOLATION, Outcome.SERVER_ERROR, Outcome.TRUNCATED] == [
        attempt.outcome for attempt in found.attempts
    ]


def test_a_chat_that_broke_is_asked_for_again_as_it_was(params):
    """There is no answer to correct."""
    _, asked = ask(params, Outcome.SERVER_ERROR, "7")

    assert [QUESTION, QUESTION] == [list(request.messages) for request in asked]
