"""Likeness by an embedding model on the Ollama server: the cosine of each field, weighed and added up."""

import asyncio
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from casewright.errors import ServerError
from casewright.likeness import FIELD_WEIGHTS, Matrix
from casewright.ollama import OllamaServer, hosts
from casewright.params import OllamaParams, Params
from casewright.records import TestCase
from casewright.roster import embedder
from casewright.store.location import store_path
from casewright.vectors import Vector, VectorStore, beside

TEXTS_PER_REQUEST = 64
"""Enough that the way to the server costs little, and few enough that an answer comes within seconds."""


class EmbeddingLikeness:
    """Vectors are asked for where they are needed and kept; another process opens the file for itself."""

    def __init__(self, name: str, digest: str, ollama: OllamaParams, path: Path) -> None:
        self.name = name
        self.digest = digest
        self._ollama = ollama
        self._path = path
        self._seen = False
        """Whether this process has asked the server which model it has."""

    @classmethod
    def connect(cls, params: Params, model: str) -> Self:
        """Ask the server for the model.

        Raises:
            ServerError: no server answers, or it does not have the model, or the model makes no embeddings.

        """
        info = asyncio.run(embedder(params.ollama, model))
        path = beside(store_path(params.generate.store))
        VectorStore(path).close()  # made now, because processes that make it at once would hinder each other
        return cls(model, info.digest, params.ollama, path)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.digest, self._ollama, self._path)

    def between(self, cases: Sequence[TestCase], references: Sequence[TestCase], story: str) -> Matrix:
        """A field that either case leaves empty says nothing; what points apart is no likeness, so 0."""
        del story  # every text stands for itself
        total, weights = (np.zeros((len(cases), len(references))) for _ in range(2))
        ours, theirs = ([_fields(case) for case in suite] for suite in (cases, references))
        vectors = self._vectors(sorted({text for case in ours + theirs for text in case.values() if text}))
        for field, weight in FIELD_WEIGHTS.items():
            first, second = ([vectors.get(case[field]) for case in suite] for suite in (ours, theirs))
            for row, one in enumerate(first):
                for column, other in enumerate(second):
                    if one is not None and other is not None:
                        total[row, column] += weight * float(one @ other)
                        weights[row, column] += weight
        return np.clip(np.divide(total, weights, out=total, where=weights > 0), 0.0, 1.0)

    @cached_property
    def _store(self) -> VectorStore:
        return VectorStore(self._path)

    def _vectors(self, texts: Sequence[str]) -> dict[str, Vector]:
        """The vector of length 1 of each text: the stored one, or else the model's."""
        found = self._store.find(self.digest, texts)
        missing = [text for text in texts if text not in found]
        if missing:
            found |= asyncio.run(self._embed(missing))
        return found

    async def _embed(self, texts: Sequence[str]) -> dict[str, Vector]:
        fresh: dict[str, Vector] = {}
        async with OllamaServer(self._ollama, host=hosts(self._ollama)[0]) as server:
            await self._check(server)
            for start in range(0, len(texts), TEXTS_PER_REQUEST):
                part = texts[start : start + TEXTS_PER_REQUEST]
                vectors = dict(zip(part, await self._ask(server, part), strict=True))
                self._store.keep(self.digest, vectors)
                fresh |= vectors
        return fresh

    async def _check(self, server: OllamaServer) -> None:
        """Vectors of two models mean nothing side by side."""
        if self._seen:
            return
        digest = (await server.describe(self.name)).digest
        if digest != self.digest:
            raise ServerError(
                f"model {self.name!r}: {server.host} has digest {digest[:12]} now, {self.digest[:12]} when "
                "the run began; run it again"
            )
        self._seen = True

    async def _ask(self, server: OllamaServer, texts: Sequence[str]) -> list[Vector]:
        try:
            answer = await server.embed(self.name, texts)
        except ServerError as error:
            if "context length" not in str(error):
                raise
            sys.stderr.write(
                f"warning: model {self.name!r}: its context is too small for one of {len(texts)} texts, "
                "the end of which does not count\n"
            )
            answer = await server.embed(self.name, texts, cut=True)
        return self._checked(server.host, texts, answer)

    def _checked(self, host: str, texts: Sequence[str], answer: list[list[float]]) -> list[Vector]:
        """The vectors, made one long."""
        sizes = {len(vector) for vector in answer}
        if len(answer) != len(texts) or len(sizes) != 1 or 0 in sizes:
            raise ServerError(
                f"model {self.name!r}: {host} answers {len(texts)} texts with {len(answer)} vectors of "
                f"{sorted(sizes)} values; expected one each, all of one size; is it an embedding model?"
            )
        table = np.array(answer, dtype=np.float32)
        lengths = np.linalg.norm(table, axis=1, keepdims=True)
        if not np.all(np.isfinite(lengths) & (lengths > 0)):
            raise ServerError(
                f"model {self.name!r}: {host} answers with a vector of no length; is it an embedding model?"
            )
        return list(table / lengths)


def _fields(case: TestCase) -> dict[str, str]:
    values = {field: getattr(case, field) for field in FIELD_WEIGHTS}
    return {name: value if isinstance(value, str) else "\n".join(value) for name, value in values.items()}
