import subprocess
import sys

import pytest

from casewright.errors import DataError, run_stage
from tests.conftest import ROOT


def test_an_error_for_the_user_is_one_line_and_a_failure():
    """No traceback: the line says what a user can do."""

    def main():
        raise DataError("a.txt: there is no such file; name another one")

    with pytest.raises(SystemExit, match=r"^error: a\.txt: there is no such file; name another one$"):
        run_stage(main)


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_has_seen_enough_is_no_error(lines):
    """As `make show | head -1`: nothing on stderr, whether it was written at once or is still held back."""
    code = f"from casewright.errors import run_stage; run_stage(lambda: print('line\\n' * {lines}))"
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert (141, "") == (process.returncode, said)
