"""Where the calls of a cell are made from. An engine takes a job and stories, and yields what came of each.

The seam: the stage prepares the servers (digests compared, model loaded), owns progress, files and
conditions, and asks an engine for nothing but `produce`. An engine may make its calls in other processes or
on other machines. To go there, a job needs its model (a `ModelInfo`), the name of its prompt
(`load_prompt` reads it where the calls are made; a template does not travel), its settings and the
retriever's folder; what comes back are the two records of a story, which are plain data. Three promises hold
for every engine:

- each position is yielded once, in any order, as soon as it is there;
- no more stories are read ahead than there are workers, and none is kept;
- closing the iterator cancels what is under way.
"""

from casewright.engines.job import CellJob, Engine, Produced
from casewright.engines.local import LocalEngine

__all__ = ["CellJob", "Engine", "LocalEngine", "Produced"]
