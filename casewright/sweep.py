"""`python -m casewright.sweep --models a,b --prompts p,q`: models by prompts, through DVC's queue.

One experiment a model, with all prompts: a model is loaded once, and one that fails costs nobody else. Then
one experiment over all that ran: which cell to choose is a question to all cells at once, on the same
stories, and its replies are in the store by then. One worker by default: two would measure each other.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from casewright import experiments
from casewright.errors import DataError, ParamsError, run_stage
from casewright.figures import counted
from casewright.params import BASELINE, Params, load_params
from casewright.prompts import load_prompt
from casewright.roster import admit, inspect, muster

PREFIX = "sweep"
_ALL = "all"
_STOPPED = (
    "\nsweep: no longer watched; what is running may go on: `dvc queue status` shows it, "
    "`dvc queue stop --kill` ends it, `dvc queue start` goes on with what is left\n"
)


class Swept(NamedTuple):
    """Experiments by name."""

    ran: list[str]
    """The one over all, where there is one, comes last."""
    failed: list[str]


def names(text: str) -> list[str]:
    """Names between commas or spaces, in order, each once."""
    return list(dict.fromkeys(filter(None, re.split(r"[\s,]+", text))))


def check(models: Sequence[str], prompts: Sequence[str], params: Params, *, any_size: bool) -> list[str]:
    """Refuse what could not run, before anything does; gives what was compared.

    Raises:
        ParamsError: there is no model to sweep over.
        PromptError: a prompt is not there.
        ServerError: a server is not there, or models are not on it or too large for it, those that judge and
            compare included.

    """
    for prompt in prompts:
        load_prompt(prompt)
    asked = [model for model in models if model != BASELINE]
    if not asked:
        raise ParamsError(
            "no model to sweep over; name some, as in MODELS=llama3.2:1b,llama3.2:3b (the baseline is a "
            "row of every run anyway)"
        )
    told = admit(asked, asyncio.run(inspect(params.ollama)), any_size=any_size)
    asyncio.run(muster(params))
    return told


def sweep(
    models: Sequence[str], prompts: Sequence[str], workers: int, say: Callable[[str], None], *, reuse: bool
) -> Swept:
    """Run the experiments, and give those that there are then.

    Args:
        models: one experiment each.
        prompts: in every one of them.
        workers: experiments that run at once.
        say: takes a line about what happens.
        reuse: whether replies come from the store. Without it the experiment over all would pay for every
            reply again, and is left out.

    Raises:
        DataError: DVC queues none, or none of them ran.

    """
    base = experiments.next_name(PREFIX)
    queued = _named(base, [model for model in models if model != BASELINE])
    for name, model in queued.items():
        experiments.queue(name, {"model": [model], "prompt": prompts})
    say(f"{counted(len(queued), 'experiment')} queued, {workers} at a time: {', '.join(queued)}")
    experiments.run_queue(workers)
    ran = {name: model for name, model in queued.items() if experiments.has_run(name)}
    failed = [name for name in queued if name not in ran]
    if not ran:
        raise DataError(f"none of {', '.join(queued)} ran; mend what is said above and sweep again")
    if len(ran) == 1:
        return Swept(list(ran), failed)
    if not reuse:
        say("generate.reuse is false: no experiment over all models, which would call them all again")
        return Swept(list(ran), failed)
    joint = f"{base}-{_ALL}"
    experiments.queue(joint, {"model": list(ran.values()), "prompt": prompts})
    experiments.run_queue(workers)
    if experiments.has_run(joint):
        return Swept([*ran, joint], failed)
    return Swept(list(ran), [*failed, joint])


def _named(base: str, models: Sequence[str]) -> dict[str, str]:
    """The models by experiment, each with a name of its own though two are spelt alike."""
    found: dict[str, str] = {}
    for number, model in enumerate(models, start=1):
        name = f"{base}-{experiments.slug(model)}"
        found[f"{name}-{number}" if name in (*found, f"{base}-{_ALL}") else name] = model
    return found


def tell(swept: Swept) -> None:
    """Show what there is now and what to do with it.

    Raises:
        DataError: an experiment failed; names it and the command that says why.

    """
    experiments.show()
    first, last = swept.ran[0], swept.ran[-1]
    beside = first if first != last else "HEAD"
    print(f"Next: make compare A={beside} B={last} | dvc exp apply {last} | make serve")
    if swept.failed:
        raise DataError(
            f"failed: {', '.join(swept.failed)}; {', '.join(swept.ran)} ran; "
            + ", ".join(f"`dvc queue logs {name}`" for name in swept.failed)
            + f" {'says' if len(swept.failed) == 1 else 'say'} why"
        )


def main() -> None:
    """Check, run, show."""
    arguments, params = _parser().parse_args(), load_params()
    models = names(arguments.models) or list(params.models)
    prompts = names(arguments.prompts) or list(params.prompts)
    for line in check(models, prompts, params, any_size=arguments.any_size):
        _say(line)
    if arguments.workers > 1:
        _say(f"{arguments.workers} at once share the machine: latencies are not those of one alone")
    try:
        swept = sweep(models, prompts, arguments.workers, _say, reuse=params.generate.reuse)
    except KeyboardInterrupt:
        sys.stderr.write(_STOPPED)
        sys.exit(130)
    tell(swept)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m casewright.sweep", description=__doc__.split("\n\n")[0])
    parser.add_argument("--models", default="", help="names between commas; by default those of params.yaml")
    parser.add_argument("--prompts", default="", help="names between commas; by default those of params.yaml")
    parser.add_argument(
        "--workers", type=_workers, default=1, help="experiments at once (default: %(default)s)"
    )
    parser.add_argument("--any-size", action="store_true", help="take models larger than what is free")
    return parser


def _workers(text: str) -> int:
    """How many experiments run at once: DVC waits for ever where it is none."""
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise ParamsError(f"WORKERS: expected a whole number from 1 on; got {text!r}; 1 keeps the GPU fair")
    return int(text)


def _say(line: str) -> None:
    print(f"sweep: {line}", flush=True)


if __name__ == "__main__":
    run_stage(main)
