"""Where the calls of a cell are made from. An engine takes a job and stories, and yields what came of each.

The seam: the stage prepares the servers (digests compared, model loaded), owns progress, files and
conditions, and asks an engine for nothing but `produce`. An engine may make its calls in other processes
(`local`: in this one) or on other machines (`ray`, imported where it is chosen). What travels there is plain
data: a model (a `ModelInfo`), settings, and messages that are already rendered, so that neither templates nor
the index have to be there; what comes back are the two records of a story. Three promises hold for every
engine:

- each position is yielded once, in any order, as soon as it is there;
- no more stories are read ahead than there are workers, or than one shipment (`ray`), and none is kept;
- closing the iterator cancels what is under way.
"""

from casewright.engines.job import CellJob, Engine, Produced
from casewright.engines.local import LocalEngine

__all__ = ["CellJob", "Engine", "LocalEngine", "Produced"]
