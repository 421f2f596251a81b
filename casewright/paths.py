"""Where stages leave what the next ones read, relative to the project's folder."""

from pathlib import Path

STORIES = Path("data/clean/stories.jsonl")
REFERENCES = Path("data/clean/references.jsonl")
DOCUMENTS = Path("data/clean/documents.jsonl")
QUARANTINE = Path("data/clean/quarantine.jsonl")
INDEX = Path("data/index")
GENERATIONS = Path("data/generations")
TIMINGS = Path("data/timings")
JUDGEMENTS = Path("data/judgements")
SCORES = Path("data/scores")

CLEANING = Path("reports/cleaning.json")
VALIDATION = Path("reports/validation.json")
DATA_DOCS = Path("reports/data_docs")
METRICS_JSON = Path("reports/metrics.json")
LEADERBOARD = Path("reports/leaderboard.csv")
CHOICE = Path("reports/choice.json")
REPORT = Path("reports/report.md")
