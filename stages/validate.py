"""`python -m stages.validate`: clean data in, a verdict and Data Docs out; bad data ends the run."""

from casewright.data_docs import data_docs
from casewright.errors import DataError, run_stage
from casewright.files import replaced_folder, write_json, write_text
from casewright.inputs import read_inputs
from casewright.params import load_params
from casewright.paths import DATA_DOCS, DOCUMENTS, REFERENCES, STORIES, VALIDATION
from casewright.validation import first_failure, run, summary, warnings


def main() -> None:
    """Write the verdict and the Data Docs, or say what is wrong first and leave earlier ones as they are."""
    params = load_params()
    verdicts = run(read_inputs(STORIES, REFERENCES, DOCUMENTS, params.clean, params.validation))
    problem = first_failure(verdicts)
    if problem:
        raise DataError(problem)
    pages = data_docs(verdicts)
    with replaced_folder(DATA_DOCS) as folder:
        for name, page in pages.items():
            write_text(folder / name, page)
    write_json(VALIDATION, summary(verdicts))
    evaluated = ", ".join(
        f"{len(one.input.rows)} rows of {one.input.name} meet {len(one.results)} expectations"
        if one.result
        else f"no {one.input.name}"
        for one in verdicts
    )
    for warning in warnings(verdicts):
        print(f"validate: warning: {warning}")
    print(f"validate: {evaluated}; open {DATA_DOCS}/index.html")


if __name__ == "__main__":
    run_stage(main)
