"""Files with two stories in them, and what is read from them."""

import json

ONE = "As a café guest, I want to pay by card, so that I need no cash."
TWO = "As a cook, I want to see the next order, so that I start in time."

FORMATS = {
    "stories.txt": f"{ONE}\n{TWO}\n",
    "stories.csv": f'id,story\n1,"{ONE}"\n2,"{TWO}"\n',
    "stories.tsv": f"id\tstory\n1\t{ONE}\n2\t{TWO}\n",
    "stories.json": json.dumps([{"story": ONE}, {"story": TWO}], ensure_ascii=False),
    "stories.jsonl": "".join(json.dumps({"story": story}, ensure_ascii=False) + "\n" for story in (ONE, TWO)),
}


def write(folder, name, content):
    """A file with this content, as UTF-8 where it is text."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def stories(rows):
    """The story of each row."""
    return [row.fields.get("story") for row in rows]


def places(rows):
    """The number of each row."""
    return [row.row for row in rows]
