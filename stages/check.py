"""`python -m stages.check`: refuse a params.yaml that cannot be used, before anything runs."""

from casewright.errors import ParamsError, run_stage
from casewright.params import BASELINE, Params, load_params


def refuse(params: Params) -> None:
    """Refuse what would be found out only after hours of generation.

    Raises:
        ParamsError: the backend of `similarity` has no threshold, or repeats would all be the same.

    """
    params.similarity.threshold()
    repeats, temperature = params.generate.repeats, params.generate.temperature
    if repeats > 1 and not temperature and set(params.models) != {BASELINE}:
        raise ParamsError(
            f"generate.repeats: {repeats} suites a story are all the same at generate.temperature 0; "
            "set a temperature above 0, such as 0.7"
        )


def main() -> None:
    """Load the settings and look at what has to go together."""
    params = load_params()
    refuse(params)
    print(f"check: params.yaml asks for {', '.join(params.models)} with {', '.join(params.prompts)}")


if __name__ == "__main__":
    run_stage(main)
