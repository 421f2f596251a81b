"""`python -m casewright.sweep --models a,b --prompts p,q`: models by prompts, through DVC's queue.

One experiment a model, with all prompts: a model is loaded once, and one that fails costs nobody else. Then
one experiment over all that ran: which cell to choose is a question to all cells at once, on the same
stories, and its replies are in the store by then. One worker by default: two would measure each other.
"""

import argparse
import asyncio
import re
from collections.abc import Callable, Sequence

from casewright import experiments
from casewright.errors import DataError, ParamsError, run_stage
from casewright.params import BASELINE, Params, load_params
from casewright.prompts import load_prompt
from casewright.roster import admit, inspect

PREFIX = "sweep"


def names(text: str) -> list[str]:
    """Names between commas or spaces, in order, each once."""
    return list(dict.fromkeys(filter(None, re.split(r"[\s,]+", text))))


def check(models: Sequence[str], prompts: Sequence[str], params: Params, *, any_size: bool) -> list[str]:
    """Refuse what could not run, before anything does; gives what was compared.

    Raises:
        ParamsError: there is no model to sweep over.
        PromptError: a prompt is not there.
        ServerError: a server is not there, or models are not on it or too large for it.

    """
    for prompt in prompts:
        load_prompt(prompt)
    asked = [model for model in models if model != BASELINE]
    if not asked:
        raise ParamsError(
            "no model to sweep over; name some, as in MODELS=llama3.2:1b,llama3.2:3b (the baseline is a "
            "row of every run anyway)"
        )
    return admit(asked, asyncio.run(inspect(params.ollama)), any_size=any_size)


def sweep(
    models: Sequence[str], prompts: Sequence[str], workers: int, say: Callable[[str], None], *, reuse: bool
) -> list[str]:
    """Run the experiments; gives the names of those that there are then, the one over all last.

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
    queued = {f"{base}-{experiments.slug(model)}": model for model in models if model != BASELINE}
    for name, model in queued.items():
        experiments.queue(name, {"model": [model], "prompt": prompts})
    say(f"{len(queued)} experiments queued, {workers} at a time: {', '.join(queued)}")
    experiments.run_queue(workers)
    ran = {name: model for name, model in queued.items() if experiments.has_run(name)}
    if failed := [name for name in queued if name not in ran]:
        say(f"failed: {', '.join(failed)}; `dvc queue logs {failed[0]}` says why")
    if not ran:
        raise DataError(f"none of {', '.join(queued)} ran; mend what is said above and sweep again")
    if len(ran) == 1 or not reuse:
        if not reuse:
            say("generate.reuse is false: no experiment over all models, which would call them all again")
        return list(ran)
    joint = f"{base}-all"
    experiments.queue(joint, {"model": list(ran.values()), "prompt": prompts})
    experiments.run_queue(workers)
    return [*ran, *([joint] if experiments.has_run(joint) else [])]


def main() -> None:
    """Check, run, show."""
    parser = argparse.ArgumentParser(prog="python -m casewright.sweep", description=__doc__.split("\n\n")[0])
    parser.add_argument("--models", default="", help="names between commas; by default those of params.yaml")
    parser.add_argument("--prompts", default="", help="names between commas; by default those of params.yaml")
    parser.add_argument("--workers", type=int, default=1, help="experiments at once (default: %(default)s)")
    parser.add_argument("--any-size", action="store_true", help="take models larger than what is free")
    arguments, params = parser.parse_args(), load_params()
    models = names(arguments.models) or list(params.models)
    prompts = names(arguments.prompts) or list(params.prompts)
    for line in check(models, prompts, params, any_size=arguments.any_size):
        print(f"sweep: {line}")
    if arguments.workers > 1:
        print(f"sweep: {arguments.workers} at once share the machine: latencies are not those of one alone")
    ran = sweep(
        models, prompts, arguments.workers, lambda line: print(f"sweep: {line}"), reuse=params.generate.reuse
    )
    experiments.show()
    last = ran[-1]
    print(f"Next: make compare A={ran[0]} B={last} | dvc exp apply {last} | make serve")


if __name__ == "__main__":
    run_stage(main)
