"""`python -m stages.index`: clean references and documents in, passages that prompts can ask for out."""

from collections.abc import Iterable, Sequence

from casewright.documents import Document
from casewright.errors import run_stage
from casewright.files import read_jsonl, replaced_folder
from casewright.paths import DOCUMENTS, INDEX, REFERENCES, STORIES
from casewright.records import ReferenceSuite, UserStory
from casewright.retrieval import Passage, Retriever, document_passages, reference_passage


def run(
    stories: Sequence[UserStory], references: Sequence[ReferenceSuite], documents: Iterable[Document]
) -> list[Passage]:
    """One passage a reference suite, then those of the documents."""
    by_id = {story.id: story for story in stories}
    passages = [reference_passage(by_id[suite.story_id], suite) for suite in references]
    return passages + [passage for document in documents for passage in document_passages(document)]


def main() -> None:
    """Write the index."""
    passages = run(
        read_jsonl(STORIES, UserStory),
        read_jsonl(REFERENCES, ReferenceSuite),
        read_jsonl(DOCUMENTS, Document),
    )
    with replaced_folder(INDEX) as folder:
        Retriever.build(passages).save(folder)
    print(f"index: {len(passages)} passages in {INDEX}")


if __name__ == "__main__":
    run_stage(main)
