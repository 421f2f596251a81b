"""`python -m deploy.grafana`: write the dashboards to `deploy/grafana/dashboards/`."""

import json
from pathlib import Path

from deploy.grafana import quality, resources, service
from deploy.grafana.panels import Json

FOLDER = Path(__file__).parent / "dashboards"


def dashboards() -> dict[str, Json]:
    """The dashboards by the names of their files."""
    return {
        "service.json": service.made(),
        "model-quality.json": quality.made(),
        "resources.json": resources.made(),
    }


def text_of(dashboard: Json) -> str:
    """A dashboard as its file has it."""
    return json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(exist_ok=True)
    for name, dashboard in dashboards().items():
        (FOLDER / name).write_text(text_of(dashboard), encoding="utf-8")


if __name__ == "__main__":
    main()
