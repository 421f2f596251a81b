"""`python -m stages.clean`: raw stories and references in, clean ones, the rest in quarantine."""

from collections import Counter

from casewright.cleaning import Cleaned, Rules, clean_references, clean_stories
from casewright.errors import run_stage
from casewright.files import write_json, write_jsonl
from casewright.params import Params, load_params
from casewright.paths import CLEANING, QUARANTINE, REFERENCES, STORIES
from casewright.sources import read_rows


def run(params: Params) -> tuple[Cleaned, dict[str, object]]:
    """Clean what params.yaml names; the summary counts and never shows a value."""
    rules = Rules(params.clean.scrub_pii, params.clean.keep_terms, params.data.bad_rows)
    cleaned = Cleaned()
    rows = read_rows(params.data.stories)
    clean_stories(params.data.stories, rows, rules, cleaned)
    of_stories = len(cleaned.quarantine)
    references = read_rows(params.data.references)
    clean_references(references, rules, cleaned)
    return cleaned, {
        "stories": {"rows": len(rows), "kept": len(cleaned.stories), "quarantined": of_stories},
        "references": {
            "rows": len(references),
            "kept": len(cleaned.references),
            "quarantined": len(cleaned.quarantine) - of_stories,
        },
        "difficulty": dict(sorted(Counter(story.difficulty.value for story in cleaned.stories).items())),
        "domains": dict(sorted(Counter(story.domain for story in cleaned.stories).items())),
        "personal_data_replaced": dict(sorted(cleaned.pii.items())),
        "ignored_columns": sorted(cleaned.ignored_columns),
    }


def main() -> None:
    """Write the clean data and its summary."""
    cleaned, summary = run(load_params())
    write_jsonl(STORIES, cleaned.stories)
    write_jsonl(REFERENCES, cleaned.references)
    write_jsonl(QUARANTINE, cleaned.quarantine)
    write_json(CLEANING, summary)
    print(
        f"clean: {len(cleaned.stories)} stories, {len(cleaned.references)} references, "
        f"{len(cleaned.quarantine)} rows in {QUARANTINE}, "
        f"{sum(cleaned.pii.values())} personal values replaced"
    )


if __name__ == "__main__":
    run_stage(main)
