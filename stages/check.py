"""`python -m stages.check`: refuse a params.yaml that cannot be used, before anything runs."""

from casewright.errors import run_stage
from casewright.params import load_params


def main() -> None:
    """Load the settings; that is the check."""
    params = load_params()
    print(f"check: params.yaml asks for {', '.join(params.models)} with {', '.join(params.prompts)}")


if __name__ == "__main__":
    run_stage(main)
