"""`python -m stages.index`: clean references and documents in, passages and examples for prompts out."""

from collections.abc import Iterable, Sequence

from casewright.documents import Document
from casewright.errors import run_stage
from casewright.examples import examples_of, save_examples
from casewright.figures import counted
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
    stories, references = read_jsonl(STORIES, UserStory), read_jsonl(REFERENCES, ReferenceSuite)
    passages = run(stories, references, read_jsonl(DOCUMENTS, Document))
    examples = examples_of(stories, references)
    with replaced_folder(INDEX) as folder:
        Retriever.build(passages).save(folder)
        save_examples(examples, folder)
    told = f"{counted(len(passages), 'passage')} and {counted(len(examples), 'example')}"
    print(f"index: {told} in {INDEX}")


if __name__ == "__main__":
    run_stage(main)
