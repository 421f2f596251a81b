import sys
from types import SimpleNamespace

import psutil

from casewright.machine import free_memory
from tests.casewright.machine.test_gpu import Library


def test_main_memory_is_what_the_system_says_is_available(monkeypatch):
    """Without NVIDIA's library there is no GPU that tells."""
    monkeypatch.setitem(sys.modules, "pynvml", None)
    free = free_memory()

    assert free.gpu_bytes is None
    assert 0 < free.total_bytes == free.ram_bytes <= psutil.virtual_memory().total


def test_gpus_are_added_up(monkeypatch):
    """What is free on all of them, and the library is let go of."""
    library = Library()
    library.nvmlDeviceGetMemoryInfo = lambda _: SimpleNamespace(free=8 * 10**9)
    monkeypatch.setitem(sys.modules, "pynvml", library)
    free = free_memory()

    assert (16 * 10**9, True) == (free.gpu_bytes, library.closed)
    assert free.ram_bytes + 16 * 10**9 == free.total_bytes
