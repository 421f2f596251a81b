"""`dvc push` and `dvc pull` as docs/remote.md has them: to a folder, and to a server that speaks S3."""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.clone import Clone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A clone with something to share: its first stages have run."""
    clone = Clone(tmp_path_factory.mktemp("remote") / "casewright")
    done = clone("dvc", "repro", "--force", "clean")
    assert 0 == done.returncode, done.stdout
    clone.commit("First stages")
    return clone


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an S3 server on loopback with one empty bucket, `casewright`."""
    binary = os.environ.get("CASEWRIGHT_S3_SERVER") or shutil.which("moto_server")
    if binary is None:
        pytest.skip(
            "no `moto_server` (CASEWRIGHT_S3_SERVER or PATH); `pip install 'moto[server,s3]'` has one"
        )
    if importlib.util.find_spec("dvc_s3") is None:
        pytest.skip("no dvc-s3 here (extra `s3`)")
    keys = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-west-1"}
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [binary, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _make_bucket(f"{address}/casewright")
            yield address
        finally:
            process.terminate()


def _make_bucket(url: str) -> None:
    with httpx.Client(trust_env=False) as client:
        for _ in range(300):
            try:
                where = "<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint>"
                client.put(url, content=f"{where}</CreateBucketConfiguration>").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
    pytest.fail(f"{url}: the S3 server does not answer")


def pushed_and_pulled(clone: Clone, other: Path) -> None:
    """Push from one clone; another with the same remote gets everything and has nothing to run."""
    sent = clone("dvc", "push")
    assert 0 == sent.returncode, sent.stdout
    clone("git", "clone", "--quiet", ".", str(other))
    local = clone.folder / ".dvc/config.local"
    shutil.copy(local, other / ".dvc/config.local")
    pulled = clone("dvc", "--cd", str(other), "pull", "clean")
    status = clone("dvc", "--cd", str(other), "status", "clean")

    assert 0 == pulled.returncode, pulled.stdout
    assert "up to date" in status.stdout, status.stdout
    for file in (clone.folder / "data/clean").iterdir():
        assert file.read_bytes() == (other / "data/clean" / file.name).read_bytes()
    local.unlink()


def test_a_folder_is_a_remote(clone, tmp_path):
    """A disk or a network share: what one pushes, the next pulls."""
    clone("dvc", "remote", "add", "--local", "-d", "store", str(tmp_path / "share"))

    pushed_and_pulled(clone, tmp_path / "other")
    assert any((tmp_path / "share").rglob("*"))


@pytest.mark.s3
def test_a_bucket_is_a_remote(clone, bucket, tmp_path):
    """The same over the S3 protocol, with an endpoint of one's own."""
    clone("dvc", "remote", "add", "--local", "-d", "store", "s3://casewright/cache")
    clone("dvc", "remote", "modify", "--local", "store", "endpointurl", bucket)

    pushed_and_pulled(clone, tmp_path / "other")
