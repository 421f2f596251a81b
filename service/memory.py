"""What Python's collector of cycles looks through: not what is there for good."""

import gc

_YOUNG = 5000
"""New objects between two looks at them; a story makes hundreds, and next to none of them in cycles."""


def settle() -> None:
    """Have the collector pass over all that is loaded by now.

    A full look through it took 0.1 to 0.25 s, in which nobody is answered; without it, 15 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
