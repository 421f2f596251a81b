"""What the models on the fake Ollama server do: each name is a behaviour, good or broken in one way."""

import hashlib
import json
import random
import re
import textwrap
from collections.abc import Callable
from typing import Any, Protocol

STATUS_LINES = {
    "load-failure": "llama runner process has terminated: exit status 2",
    "busy": "server busy, please try again.  maximum pending requests exceeded",
    "runner": "an error was encountered while running the model: unexpected EOF",
}
CORRECTION = "not valid"
"""Words by which a correction message is told from a first question."""


class Call(Protocol):
    """One chat as a behaviour sees it: what was asked, and ways to answer on the wire."""

    body: dict[str, Any]
    nth: int
    """How often this model was asked this story, this time included."""
    stall_s: float

    def say(self, text: str, *, thinking: str = "", slices: int = 1) -> None:
        """Stream a piece of the answer, in as many slices as asked for."""

    def done(self, reason: str | None = "stop", *, counters: bool = True) -> None:
        """Send the last object, with the counters."""

    def line(self, value: Any) -> None:
        """Send one line as it is, text or JSON."""

    def refuse(self, status: int, body: Any) -> None:
        """Answer with an error status; text that is no JSON is sent as it is."""

    def wait(self, seconds: float) -> None:
        """Be silent; ends early when the client has gone."""

    def reset(self) -> None:
        """Cut the connection without a word."""


Behaviour = Callable[[Call], None]


# ---- models that write a suite


def careful(call: Call) -> None:
    """A good suite: specific states, values and messages."""
    _answer(call, suite_text(call.body, _careful_cases))


def hasty(call: Call) -> None:
    """A valid suite that says little: generic states, vague steps."""
    _answer(call, suite_text(call.body, _hasty_cases))


def _answer(call: Call, text: str) -> None:
    call.say(text, slices=16)
    call.done()


def suite_text(body: dict[str, Any], write: Callable[[str, random.Random], list[dict[str, Any]]]) -> str:
    """A suite for the story in the messages: the same for the same model, seed and messages."""
    key = json.dumps([body["model"], (body.get("options") or {}).get("seed"), body["messages"]])
    chance = random.Random(hashlib.sha256(key.encode()).digest())
    cases = write(story_in(body), chance)
    return json.dumps(
        {"test_cases": [{"id": f"TC-{n:03d}", **case} for n, case in enumerate(cases, 1)]}, ensure_ascii=False
    )


def story_in(body: dict[str, Any]) -> str:
    """The story that the last user message with one asks about."""
    asked = [m["content"] for m in body["messages"] if m["role"] == "user" and CORRECTION not in m["content"]]
    text = asked[-1] if asked else ""
    return text.rpartition("User story:")[2].strip().split("\n")[0]


def _careful_cases(story: str, chance: random.Random) -> list[dict[str, Any]]:
    who, what = _parts(story)
    limit, field = chance.randint(5, 60), chance.choice(["Name", "Amount", "Reference", "Date", "Comment"])
    account = f'The {who} account "{who.split()[0]}-{chance.randint(10, 99)}" is active and logged in'
    entry = f'The page for "{what}" shows the empty field "{field}"'
    cases = [
        _case("positive", "critical", f"{what} succeeds with a value in range", [account, entry],
              [f"Enter \"{limit - 1}\" in \"{field}\"", "Press \"Save\""],
              f"The message \"Saved\" is shown and \"{field}\" reads {limit - 1}", chance.choice([8, 9])),
        _case("negative", "high", f"{what} is refused with an empty {field}", [account, entry],
              [f"Clear the field \"{field}\"", "Press \"Save\""],
              f"The message \"{field} is required\" is shown and nothing is saved", 8),
        _case("boundary", "high", f"{what} at the limit of {limit} is accepted", [account],
              [f"Enter \"{limit}\" in \"{field}\"", "Press \"Save\"", "Open the list"],
              f"The list shows 1 entry with {field} {limit}", 7),
        _case("edge_case", "medium", f"{what} twice within a second is done once", [account, entry],
              [f"Enter \"{limit - 2}\" in \"{field}\"", "Press \"Save\" twice within 1 second"],
              "The list shows exactly 1 new entry and no error message", 7),
        _case("negative", "medium", f"{what} over the limit of {limit} is refused", [account],
              [f"Enter \"{limit + 1}\" in \"{field}\"", "Press \"Save\""],
              f"The message \"{field} must be at most {limit}\" is shown and the list stays unchanged", 8),
        _case("negative", "low", f"{what} without a session leads to login", ["No user is logged in"],
              ["Open the page by its address", "Wait for the page to load"],
              "The login page is shown and the address holds \"next=\"", 6),
    ]  # fmt: skip
    return cases[: chance.randint(4, 6)]


def _hasty_cases(story: str, chance: random.Random) -> list[dict[str, Any]]:
    who, what = _parts(story)
    cases = [
        _case("positive", "high", f"Test {what}", ["User is logged in"],
              ["Go to the page", "Enter valid data", "Submit"], "It works as expected", 9),
        _case("negative", "high", f"Invalid {what}", ["User is logged in"],
              ["Enter invalid data", "Submit"], "An error is shown", 9),
        _case("positive", "high", f"{who} can {what}", ["System is available"],
              ["Check the result"], "Success", 10),
        _case("edge_case", "medium", "Slow network", [], ["Try again", "Submit"], "It still works", 8),
    ]  # fmt: skip
    return cases[: chance.randint(3, 4)]


def _case(kind: str, priority: str, title: str, states: list[str], steps: list[str], expected: str,
          rating: float) -> dict[str, Any]:  # fmt: skip
    return {"type": kind, "title": title, "priority": priority, "preconditions": states, "steps": steps,
            "expected_result": expected, "quality_score": rating}  # fmt: skip


def _parts(story: str) -> tuple[str, str]:
    """Who wants what, each short enough for a title."""
    found = re.search(
        r"\bas an? (.+?),? i (?:want|need|would like)(?: to)? (.+?)(?:,? so that|[.]|$)", story, re.IGNORECASE
    )
    who, what = found.groups() if found else ("user", story)
    return _short(who, 40) or "user", _short(what, 60) or "the feature"


def _short(text: str, longest: int) -> str:
    return textwrap.shorten(text, longest, placeholder="")


# ---- models that fail in one way each


def truncated(call: Call) -> None:
    """Runs into num_predict."""
    call.say(suite_text(call.body, _careful_cases)[:300], slices=4)
    call.done("length")


def blank_loop(call: Call) -> None:
    """White space without end, as small models under a JSON grammar do."""
    call.say('{"test_cases": [')
    while True:
        call.say(" \n\t" * 4)
        call.wait(0.001)


def ten_megabytes(call: Call) -> None:
    """Ten megabytes of spaces, as fast as they go."""
    for _ in range(10_000):
        call.say(" " * 1000)
    call.done()


def babbling(call: Call) -> None:
    """Text without end that is not blank."""
    while True:
        call.say("and so on " * 200)


def aborted(call: Call) -> None:
    """HTTP 200 whose last object is not `done`: the runner gave up on a loop."""
    call.say('{"test_cases": [')
    call.line({"model": call.body["model"], "message": {"role": "assistant", "content": ""}, "done": False})


def no_done(call: Call) -> None:
    """The stream ends after some text."""
    call.say('{"test_cases": [', slices=3)


def not_json(call: Call) -> None:
    """Prose."""
    _answer(call, "Sure! Here are some test cases for your story:\n1. Try the happy path.")


def fenced(call: Call) -> None:
    """The right JSON in a Markdown fence."""
    _answer(call, f"```json\n{suite_text(call.body, _careful_cases)}\n```")


def stop_word(call: Call) -> None:
    """A stop string within the text: cut, and yet `stop`."""
    call.say(suite_text(call.body, _careful_cases)[:200])
    call.done("stop")


def violation(call: Call) -> None:
    """No steps: nothing that could be made up afterwards."""
    suite = json.loads(suite_text(call.body, _careful_cases))
    for case in suite["test_cases"]:
        del case["steps"]
    _answer(call, json.dumps(suite))


def mendable(call: Call) -> None:
    """Steps as objects: wrong, and yet it is clear what is meant."""
    suite = json.loads(suite_text(call.body, _careful_cases))
    for case in suite["test_cases"]:
        case["steps"] = [{"step": n, "action": step} for n, step in enumerate(case["steps"], 1)]
    _answer(call, json.dumps(suite))


def bad_then_good(call: Call) -> None:
    """Right only when it sees its own wrong answer and the correction."""
    roles = [message["role"] for message in call.body["messages"]]
    corrected = roles[-2:] == ["assistant", "user"] and CORRECTION in call.body["messages"][-1]["content"]
    (careful if corrected else violation)(call)


def empty(call: Call) -> None:
    """Done, without a word."""
    _answer(call, "")


def thinking_only(call: Call) -> None:
    """The budget goes into thinking, the content stays empty."""
    call.say("", thinking=suite_text(call.body, _careful_cases))
    call.done()


def lone_surrogate(call: Call) -> None:
    """Half a character, which JSON can carry and UTF-8 cannot."""
    call.line('{"model": "m", "message": {"role": "assistant", "content": "\\ud83d"}, "done": false}')
    call.done()


def no_counters(call: Call) -> None:
    """A good suite without durations and token counts."""
    call.say(suite_text(call.body, _careful_cases), slices=4)
    call.done(counters=False)


def flaky(call: Call) -> None:
    """500 at each story's first call, right at its second."""
    if call.nth % 2:
        call.refuse(500, {"error": STATUS_LINES["runner"]})
    else:
        careful(call)


def midstream_error(call: Call) -> None:
    """An error line under HTTP 200."""
    call.say('{"test_cases": [')
    call.line({"error": STATUS_LINES["runner"]})


def bad_line(call: Call) -> None:
    """A line that is no JSON."""
    call.say('{"test_cases": [')
    call.line("<html>gateway</html>")


def reset(call: Call) -> None:
    """The connection dies in the middle of the answer."""
    call.say('{"test_cases": [')
    call.reset()


def slow_headers(call: Call) -> None:
    """Nothing at all for a long while."""
    call.wait(call.stall_s)
    careful(call)


def slow_body(call: Call) -> None:
    """Silence between two tokens."""
    call.say('{"test_cases": [')
    call.wait(call.stall_s)
    call.done()


def slow_load(call: Call) -> None:
    """Takes its time to load."""
    call.wait(call.stall_s)
    call.line({"model": call.body["model"], "response": "", "done": True, "done_reason": "load"})


def dripping(call: Call) -> None:
    """A token now and then, without end: never silent, never done."""
    while True:
        call.say("x")
        call.wait(0.02)


def refusing(status: int, body: Any) -> Behaviour:
    """A model that answers every call with one error."""
    return lambda call: call.refuse(status, body)


MODELS: dict[str, Behaviour] = {
    "llama3.2:1b": hasty,
    "llama3.2:3b": careful,
    "llama3.2:latest": careful,
    "truncated": truncated,
    "blank-loop": blank_loop,
    "ten-megabytes": ten_megabytes,
    "babbling": babbling,
    "aborted": aborted,
    "no-done": no_done,
    "not-json": not_json,
    "fenced": fenced,
    "stop-word": stop_word,
    "violation": violation,
    "mendable": mendable,
    "bad-then-good": bad_then_good,
    "empty": empty,
    "thinking-only": thinking_only,
    "lone-surrogate": lone_surrogate,
    "no-counters": no_counters,
    "flaky-500": flaky,
    "always-500": refusing(500, {"error": STATUS_LINES["runner"]}),
    "busy": refusing(503, {"error": STATUS_LINES["busy"]}),
    "html-error": refusing(502, "<html>\n<h1>Bad gateway</h1>\n</html>"),
    "list-error": refusing(500, ["it", "broke"]),
    "midstream-error": midstream_error,
    "bad-line": bad_line,
    "reset": reset,
    "slow-headers": slow_headers,
    "slow-body": slow_body,
    "dripping": dripping,
    "load-failure": refusing(500, {"error": STATUS_LINES["load-failure"]}),
    "slow-load": careful,
    "digest-changes": careful,
}
"""A name without a tag is listed as `<name>:latest`, as Ollama does."""

LOADING: dict[str, Behaviour] = {
    "load-failure": MODELS["load-failure"],
    "slow-load": slow_load,
}
"""What happens on loading, where it is not simply done."""

SPEED = {"llama3.2:1b": 0.5}
"""Part of the server's delay that a model takes; 1 where nothing is said."""
