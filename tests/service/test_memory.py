import subprocess
import sys

from tests.conftest import ROOT

CODE = """
import gc
kept = [[] for _ in range(50_000)]
from service.memory import settle
settle()
print(gc.get_freeze_count() >= 50_000, len(gc.get_objects()) < 5_000)
"""


def test_what_is_loaded_is_not_looked_through_again():
    """The collector is left with what comes after the start."""
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)

    assert "True True" == done.stdout.strip()
