import asyncio
import re

from casewright.progress import Progress, Tally
from casewright.records import Outcome
from tests.builders import a_generation, a_timing

ANSWERED = {"tokens_out": 100}


def test_a_tally_counts_stories_and_replies():
    """Failures, retries, where replies came from, and the tokens of those that were called for."""
    tally = Tally()
    tally.add(a_generation(), a_timing(**ANSWERED))
    tally.add(a_generation(), a_timing(source="stored", **ANSWERED))
    tally.add(
        a_generation(outcomes=[Outcome.TIMEOUT, Outcome.TIMEOUT]), a_timing(source="stored", wall_s=None)
    )

    assert (3, 1, 1) == (tally.done, tally.failed, tally.retries)
    assert (1, 2, 1) == (tally.called, tally.stored, tally.reused)
    assert (1, 100) == (tally.fresh, tally.tokens_out)


def test_a_log_has_a_plain_line_now_and_then(capsys):
    """Without a terminal there is no bar: how many, how fast, how long still, retries and failures."""
    progress = Progress(every_s=0)
    with progress.cell("m × p", 3):
        progress.add(a_generation(), a_timing(**ANSWERED))
        progress.add(a_generation(outcomes=[Outcome.NOT_JSON] * 2), a_timing())
    lines = capsys.readouterr().err.splitlines()

    assert 2 == len(lines)
    assert re.fullmatch(
        r"generate: m × p: 2 of 3 stories, \S+ stories/min, \d+:\d\d(:\d\d)? left, \S+ tokens/s, "
        r"1 retries, 1 failed",
        lines[1],
    )


def test_a_short_run_says_nothing(capsys):
    """What takes less than the interval is told by the line at its end alone."""
    progress = Progress()
    with progress.cell("m × p", 2):
        for _ in range(2):
            progress.add(a_generation(), a_timing())

    assert "" == capsys.readouterr().err


def test_a_line_comes_while_a_story_takes_long(capsys):
    """A slow model does not look like a hanging one."""
    progress = Progress(every_s=0.01)

    async def slow() -> None:
        async with progress.beating():
            with progress.cell("m × p", 2):
                await asyncio.sleep(0.1)

    asyncio.run(slow())

    assert "generate: m × p: 0 of 2 stories, 0 retries, 0 failed" in capsys.readouterr().err


def test_a_rate_is_of_what_was_called():
    """Replies from the store come at once and would promise an end that does not come."""
    progress = Progress()
    with progress.cell("m × p", 9):
        progress.add(a_generation(), a_timing(source="stored"))
        state = progress.state()

    assert "stories/min" not in state
    assert "1 stored" in state


def test_a_terminal_has_a_bar(capsys, monkeypatch):
    """It shows the share, the count and the state, and is no line of a log."""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    progress = Progress()
    with progress.cell("m × p", 2):
        progress.add(a_generation(), a_timing(**ANSWERED))
        progress.add(a_generation(), a_timing(**ANSWERED))
        told = progress.summary()
    out = capsys.readouterr().err

    assert "m × p: 100%" in out
    assert "2/2" in out
    assert "0 retries, 0 failed" in out
    assert "0 cell(s) finished" == told
    assert "1 cell(s) finished" == progress.summary()


def test_a_stopped_run_tells_how_far_it_came():
    """Cells that are finished, and the stories of the one that is not."""
    progress = Progress()
    with progress.cell("baseline", 1):
        progress.add(a_generation(), a_timing())
    try:
        with progress.cell("m × p", 3):
            progress.add(a_generation(), a_timing())
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        told = progress.summary()

    assert "1 cell(s) finished, 1 of 3 stories of m × p" == told
