"""The proxy before the replicas: nginx's own word on its file, and what streams and addresses need."""

import os
import re
import shutil
import subprocess

import pytest

from service.settings import ServiceSettings
from tests.conftest import ROOT

TEXT = (ROOT / "deploy" / "proxy" / "nginx.conf").read_text(encoding="utf-8")
NGINX = shutil.which(os.environ.get("CASEWRIGHT_NGINX") or "nginx")
SETTINGS = {name: field.default for name, field in ServiceSettings.model_fields.items()}


def seconds(name: str) -> float:
    """The time that a directive gives."""
    found = re.findall(rf"{name} (\d+)s;", TEXT)
    assert len(found) == 1, name
    return float(found[0])


@pytest.mark.nginx
@pytest.mark.skipif(NGINX is None, reason="no `nginx` on PATH or in CASEWRIGHT_NGINX")
def test_nginx_takes_its_configuration(tmp_path):
    """With addresses in the place of names that only Compose knows."""
    own = TEXT.replace("/tmp/", f"{tmp_path}/").replace("/dev/stderr", "stderr")
    (tmp_path / "nginx.conf").write_text(re.sub(r"api-replica-\d", "127.0.0.1", own), encoding="utf-8")
    done = subprocess.run(
        [str(NGINX), "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr


def test_a_stream_goes_out_as_it_comes():
    """Kept in a buffer, all events would arrive with the last."""
    assert "proxy_buffering off;" in TEXT
    assert "proxy_http_version 1.1;" in TEXT


def test_the_proxy_waits_longer_than_the_service():
    """So that the answer to a model that is too slow is the service's own."""
    assert seconds("proxy_read_timeout") > SETTINGS["service_deadline_s"]
    assert seconds("keepalive_timeout") < 75


def test_a_client_cannot_say_where_it_comes_from():
    """What it sends in X-Forwarded-For is replaced."""
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in TEXT
    assert "$proxy_add_x_forwarded_for" not in TEXT


def test_the_longest_export_passes():
    """The service refuses what is too long, in its own words."""
    found = re.search(r"client_max_body_size (\d+)m;", TEXT)

    assert found is not None
    assert int(found[1]) * 1024**2 > SETTINGS["service_export_body_bytes"]
