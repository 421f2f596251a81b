"""Where stages find and leave what is not named in params.yaml, relative to the project's folder."""

from pathlib import Path

EDGE_CASES = Path("data/raw/edge_cases.json")
REVIEWED = Path("data/reviewed/references.json")
"""Suites that people approved (`make adopt-reviewed`); in Git like the raw data."""

CLEAN = Path("data/clean")
STORIES = CLEAN / "stories.jsonl"
REFERENCES = CLEAN / "references.jsonl"
DOCUMENTS = CLEAN / "documents.jsonl"
QUARANTINE = CLEAN / "quarantine.jsonl"
INDEX = Path("data/index")
GENERATIONS = Path("data/generations")
TIMINGS = Path("data/timings")
JUDGEMENTS = Path("data/judgements")
SCORES = Path("data/scores")
REVIEW = Path("data/review")
REVIEW_KEY = REVIEW / "key.json"
REVIEW_PACK = REVIEW / "pack"
REVIEWS = REVIEW / "reviews.jsonl"

CLEANING = Path("reports/cleaning.json")
VALIDATION = Path("reports/validation.json")
DATA_DOCS = Path("reports/data_docs")
METRICS_JSON = Path("reports/metrics.json")
LEADERBOARD = Path("reports/leaderboard.csv")
CHOICE = Path("reports/choice.json")
STORY_SCORES = Path("reports/story_scores.csv")
FAILURES = Path("reports/failures.csv")
REPORT = Path("reports/report.md")
REPORT_PAGE = REPORT.with_suffix(".html")
DECISION_MATRIX = Path("reports/decision-matrix.md")
PLOTS = Path("reports/plots")
"""What `dvc plots` draws; in Git."""
REVIEW_REPORT = Path("reports/review.json")
