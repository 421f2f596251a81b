"""`python -m stages.judge`: generations in, judgements out; says so where no judge is set."""

from typing import Any

from casewright.errors import run_stage
from casewright.files import replaced_folder, write_json
from casewright.params import Params, load_params
from casewright.paths import JUDGEMENTS


def run(params: Params) -> dict[str, Any]:
    """What was judged. There is no judge but `null`, which params.yaml is checked for."""
    return {
        "judge": params.judge.model,
        "judgements": 0,
        "reason": "no judge is set (judge.model in params.yaml), so judged metrics are not measured",
    }


def main() -> None:
    """Write down that nothing was judged, and why."""
    status = run(load_params())
    with replaced_folder(JUDGEMENTS) as folder:
        write_json(folder / "status.json", status)
    print(f"judge: {status['reason']}")


if __name__ == "__main__":
    run_stage(main)
