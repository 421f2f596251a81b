"""compose.yaml and compose.gpu.yaml: by the specification's schema, by what they name, by what is safe."""

import json
import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from service.settings import ServiceSettings
from tests.conftest import ROOT
from tests.deploy.compose import (
    BASE,
    EXAMPLE,
    GPU,
    ONCE,
    PROFILES,
    interpolated,
    merged,
    read,
    stack,
    variables,
)

SCHEMA = Path(__file__).parent / "schema" / "compose-spec.json"
WHOLE = stack(*PROFILES, gpu=True)
SERVICES = WHOLE["services"]
LASTING = sorted(set(SERVICES) - set(ONCE))
COMPOSE = shutil.which(os.environ.get("CASEWRIGHT_COMPOSE") or "docker-compose")
PROGRAMS = {
    "ollama": {"ollama"},
    "mlflow": {"python"},
    "mlflow-postgres": {"python"},
    "api": {"python"},
    "api-replica": {"python"},
    "label-studio": {"python3"},
    "prometheus": {"wget"},
    "alertmanager": {"wget"},
    "grafana": {"wget"},
    "proxy": {"wget"},
    "loki": {"/usr/bin/loki"},
    "alloy": {"bash"},
    "gpu-exporter": {"nvidia-smi"},
    "postgres": {"pg_isready"},
    "redis": {"redis-cli"},
}
"""What is in each image; Loki's and the GPU exporter's have no shell."""
each_service = pytest.mark.parametrize("name", sorted(SERVICES))


@pytest.mark.parametrize("path", [BASE, GPU], ids=lambda path: path.name)
def test_files_are_what_the_compose_specification_says(path):
    """Before variables are put in, and after."""
    validator = Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))

    assert [] == [error.message for error in validator.iter_errors(read(path))]
    assert [] == [error.message for error in validator.iter_errors(interpolated(read(path), {}))]


@pytest.mark.compose
@pytest.mark.skipif(COMPOSE is None, reason="no `docker-compose` on PATH or in CASEWRIGHT_COMPOSE")
@pytest.mark.parametrize("profile", ["", *PROFILES])
def test_compose_takes_the_files(profile):
    """The real thing resolves each profile, with the file for GPUs and without."""
    for files in (["-f", BASE], ["-f", BASE, "-f", GPU]):
        command = [COMPOSE, *files, *(["--profile", profile] if profile else []), "config", "--quiet"]
        subprocess.run(command, check=True, timeout=30)


def test_every_variable_has_a_default_and_is_documented_with_it():
    """Nothing has to be set to start, and the example says what holds without it."""
    found = variables(read(BASE)) | variables(read(GPU))
    lines = [
        line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Z_0-9]+=", line)
    ]

    assert dict(found) == dict(line.split("=", 1) for line in lines)
    assert len({name for name, _ in found}) == len(found), "a variable has two defaults"
    assert {default is None for _, default in found} == {False}


def test_variables_of_compose_are_no_settings_of_the_service():
    """Both are read from one `.env`, so a name has one meaning."""
    settings = {name.upper() for name in ServiceSettings.model_fields}

    assert set() == {name for name, _ in variables(read(BASE))} & settings


def test_variables_of_compose_leave_the_service_s_settings_alone(monkeypatch):
    """One that begins like a setting, such as SERVICE_API_KEYS_FILE, would be read as a part of it."""
    without = ServiceSettings(_env_file=None)
    for name, _ in variables(read(BASE)):
        monkeypatch.setenv(name, "./deploy/secrets/none")

    assert without == ServiceSettings(_env_file=None)


def test_a_service_starts_without_any_profile():
    """One command brings up what users know; the rest is asked for."""
    default = {
        "ollama", "model-pull", "api", "mlflow", "prometheus", "alertmanager", "loki", "alloy", "grafana"
    }  # fmt: skip

    assert default == set(stack()["services"])
    assert set(PROFILES) == {one for service in SERVICES.values() for one in service.get("profiles", ())}


@pytest.mark.parametrize("profile", PROFILES)
def test_what_a_service_waits_for_is_started_with_it(profile):
    """A dependency behind a profile that is off keeps Compose from starting anything."""
    services = stack(profile)["services"]
    for name, service in services.items():
        for other, condition in service.get("depends_on", {}).items():
            assert other in services, name
            expected = "service_completed_successfully" if other in ONCE else "service_healthy"
            assert expected == condition["condition"], name


def test_the_api_waits_for_its_models_only():
    """That Loki, Grafana or MLflow is away is no reason not to answer."""
    assert {"ollama", "model-pull"} == set(SERVICES["api"]["depends_on"])


def test_all_that_is_named_exists_and_is_used():
    """Volumes, secrets and networks: none is missing, and none is left over."""
    used = {"volumes": set(), "secrets": set(), "networks": {"default"}}
    for service in SERVICES.values():
        sources = {one.split(":")[0] for one in service.get("volumes", ())}
        used["volumes"] |= {one for one in sources if not one.startswith(".")}
        used["secrets"] |= set(service.get("secrets", ()))
        used["networks"] |= set(service.get("networks", ()))

    assert used == {kind: set(WHOLE[kind]) for kind in used}


@each_service
def test_files_that_are_mounted_are_in_the_repository(name):
    """Docker would make a folder in the place of a file that is missing."""
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.split(":")[0]
        assert not source.startswith(".") or (ROOT / source).exists()


@each_service
def test_a_mount_of_the_checkout_is_read_only_but_for_the_pipeline(name):
    """Only the pipeline writes reports."""
    for volume in SERVICES[name].get("volumes", ()):
        assert not volume.startswith(".") or volume.endswith(":ro") or name == "pipeline"


def test_empty_secrets_hold_nothing():
    """The file that stands for a secret nobody set has no default in it, and what is set stays out of Git."""
    files = {name: one["file"] for name, one in WHOLE["secrets"].items()}
    nothing = ROOT / "deploy" / "secrets" / "none"
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", "deploy/secrets/postgres_password"], cwd=ROOT, check=False, timeout=30
    )

    assert b"" == nothing.read_bytes()
    assert "./deploy/secrets/postgres_password" == files.pop("postgres_password")
    assert {"./deploy/secrets/none"} == set(files.values())
    assert 0 == ignored.returncode


def test_no_secret_is_written_down():
    """What is called a password, a key or a token is a file; an administrator's is drawn at first."""
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|TOKEN|KEY$|SECRET", name) or str(value).startswith("/run/secrets/")
    assert "/dev/urandom" in SERVICES["grafana"]["entrypoint"][-1]
    assert "GF_SECURITY_ADMIN_PASSWORD__FILE=$file" in SERVICES["grafana"]["entrypoint"][-1]


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_says_whether_it_works(name):
    """A health check that is a list: some of these images have no shell."""
    test = SERVICES[name]["healthcheck"]["test"]

    assert "CMD" == test[0]
    assert "unless-stopped" == SERVICES[name]["restart"]


@pytest.mark.parametrize("name", LASTING)
def test_the_image_has_what_its_check_calls(name):
    """A check whose program is missing fails for ever, and what waits for it never starts."""
    assert SERVICES[name]["healthcheck"]["test"][1] in PROGRAMS[name.removesuffix("-1").removesuffix("-2")]


@pytest.mark.parametrize("name", ONCE)
def test_what_ends_is_not_started_again(name):
    """A pull or a run that failed says so and stops."""
    assert "no" == SERVICES[name]["restart"]


def test_a_pull_is_not_asked_whether_the_api_lives():
    """It runs in the API's image, which has a check of its own."""
    assert {"disable": True} == SERVICES["model-pull"]["healthcheck"]


@pytest.mark.parametrize("profile", ["", *PROFILES])
def test_each_of_our_images_is_built_by_one_service(profile):
    """Two that build one tag at once collide; one that only uses it is never looked for in a registry."""
    services = stack(profile)["services"]
    ours = [one for one in services.values() if one["image"].startswith("casewright-")]
    built = [one["image"] for one in ours if "build" in one]

    assert sorted({one["image"] for one in ours}) == sorted(built)
    assert {"never"} == {one.get("pull_policy") for one in ours if "build" not in one}


def test_what_uses_an_image_of_ours_starts_what_builds_it():
    """So that a service alone can be started on a machine that has nothing yet."""
    builder = {one["image"]: name for name, one in SERVICES.items() if "build" in one}
    for name, service in SERVICES.items():
        if service["image"] in builder and "build" not in service:
            assert builder[service["image"]] in service["depends_on"], name


def test_the_pipeline_writes_where_it_can():
    """DVC keeps locks of a repository in /var/tmp unless told otherwise, and that is part of the image."""
    service = SERVICES["pipeline"]

    assert service["read_only"] is True
    assert service["environment"]["DVC_SITE_CACHE_DIR"].startswith(f"{service['tmpfs'][0]}/")


@each_service
def test_an_image_is_one_image(name):
    """Each has an exact tag."""
    tag = SERVICES[name]["image"].rpartition(":")[2]

    assert re.match(r"v?\d+\.\d+", tag)
    assert "latest" not in tag


@each_service
def test_a_container_can_do_little(name):
    """No capability, no way to get one, no writable image, and bounds to what it takes."""
    service = SERVICES[name]

    assert ["ALL"] == service["cap_drop"]
    assert "cap_add" not in service
    assert ["no-new-privileges:true"] == service["security_opt"]
    assert not service.get("privileged")
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert {"max-size", "max-file"} == set(service["logging"]["options"])
    assert service["read_only"] is (name != "label-studio")
    assert not any("docker.sock" in volume for volume in service.get("volumes", ()))


def test_only_images_without_another_user_run_as_root():
    """The service's own images name theirs in the Dockerfile."""
    own = {name for name, service in SERVICES.items() if service["image"].startswith("casewright-")}
    named = {name for name, service in SERVICES.items() if not str(service.get("user", "0")).startswith("0")}

    assert {"ollama", "mlflow", "mlflow-postgres", "gpu-exporter"} == set(SERVICES) - own - named


def test_ports_are_those_that_users_know():
    """On this machine alone."""
    found = {name: service["ports"] for name, service in stack()["services"].items() if "ports" in service}

    assert found == {
        "ollama": ["127.0.0.1:11435:11434"],
        "api": ["127.0.0.1:8001:8001"],
        "mlflow": ["127.0.0.1:5001:5000"],
        "prometheus": ["127.0.0.1:9090:9090"],
        "alertmanager": ["127.0.0.1:9093:9093"],
        "loki": ["127.0.0.1:3100:3100"],
        "grafana": ["127.0.0.1:3000:3000"],
    }


def test_only_the_api_can_be_opened_to_others():
    """API_BIND moves it and the proxy before it, and nothing else; no two are on one port."""
    services = stack(*PROFILES, API_BIND="0.0.0.0")["services"]
    ports = {name: one for name, service in services.items() for one in service.get("ports", ())}

    assert {"api", "proxy"} == {name for name, one in ports.items() if not one.startswith("127.0.0.1:")}
    assert len(ports) == len({one.split(":")[1] for one in ports.values()})


@pytest.mark.parametrize(
    ("bind", "allowed"),
    [("127.0.0.1", "true"), ("[::1]", "true"), ("0.0.0.0", "false"), ("192.168.1.7", "false"), ("", "false")],
)
@pytest.mark.parametrize("name", ["api", "api-replica-1", "api-replica-2"])
def test_keys_may_be_missing_on_loopback_only(name, bind, allowed, tmp_path):
    """The service itself sees only the container's addresses; the command sees where it is published."""
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\necho "$SERVICE_ALLOW_PUBLIC_WITHOUT_KEYS"\n', encoding="utf-8")
    fake.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "API_BIND": bind} | {
        "SERVICE_ALLOW_PUBLIC_WITHOUT_KEYS": SERVICES[name]["environment"][
            "SERVICE_ALLOW_PUBLIC_WITHOUT_KEYS"
        ]
    }
    done = subprocess.run(
        SERVICES[name]["command"], env=environment, capture_output=True, text=True, check=True, timeout=30
    )

    assert allowed == done.stdout.strip()
    assert "127.0.0.1" == SERVICES[name]["environment"]["API_BIND"]


def test_settings_in_the_api_s_environment_are_settings_of_the_service():
    """A name that the service does not read would be believed to hold."""
    known = {name.upper() for name in ServiceSettings.model_fields} | {"OLLAMA_SERVICE_HOST", "API_BIND"}
    for name in ("api", "api-replica-1", "api-replica-2"):
        assert set(SERVICES[name]["environment"]) <= known


def test_stopping_waits_for_what_is_in_flight():
    """Longer than the service itself takes."""
    grace = int(SERVICES["api"]["stop_grace_period"].removesuffix("s"))

    assert grace > ServiceSettings.model_fields["service_shutdown_s"].default


def test_alloy_finds_the_log_of_every_replica():
    """Each process has a file of its own, since two that rotate one lose lines."""
    files = [SERVICES[name]["environment"]["LOG_FILE"] for name in ("api", "api-replica-1", "api-replica-2")]
    pattern = re.search(r'__path__ = "(.+)"', (ROOT / "deploy" / "alloy" / "config.alloy").read_text("utf-8"))

    assert pattern is not None
    assert len(files) == len({*files})
    assert all(fnmatch(one, pattern[1]) for one in files)
    assert "api-logs:/var/log/casewright:ro" in SERVICES["alloy"]["volumes"]


def test_names_in_the_configurations_are_names_of_services():
    """Prometheus, Grafana and the proxy call what is there."""
    prometheus = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    named = {
        name
        for job in prometheus["scrape_configs"]
        for one in job.get("dns_sd_configs", ())
        for name in one["names"]
    }
    named |= {
        target.split(":")[0]
        for job in prometheus["scrape_configs"]
        for one in job.get("static_configs", ())
        for target in one["targets"]
    }
    sources = ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "datasources.yml"
    named |= set(re.findall(r"url: http://([a-z-]+):", sources.read_text("utf-8")))
    named |= set(
        re.findall(r"server ([a-z0-9-]+):8001", (ROOT / "deploy/proxy/nginx.conf").read_text("utf-8"))
    )
    aliases = {
        one
        for name in ("api-replica-1", "api-replica-2")
        for one in SERVICES[name]["networks"]["default"]["aliases"]
    }

    assert set() == named - set(SERVICES) - aliases - {"localhost"}


def test_mlflow_answers_to_the_names_that_others_call_it_by():
    """By any other name it answers 403, while its health check passes."""
    allowed = SERVICES["mlflow"]["environment"]["MLFLOW_SERVER_ALLOWED_HOSTS"].split(",")

    assert {"mlflow:*", "mlflow-postgres:*", "localhost:*", "127.0.0.1:*"} == set(allowed)
    assert "http://mlflow:5000" == SERVICES["pipeline"]["environment"]["MLFLOW_TRACKING_URI"]


def test_replicas_share_what_they_count_and_believe_the_proxy_only():
    """Their network has nobody else on it but the store."""
    for name in ("api-replica-1", "api-replica-2"):
        environment = SERVICES[name]["environment"]
        assert "async+redis://redis:6379" == environment["SERVICE_RATE_STORE"]
        assert WHOLE["networks"]["replicas"]["ipam"]["config"] == [
            {"subnet": environment["SERVICE_TRUSTED_PROXIES"]}
        ]
    on_it = {name for name, service in SERVICES.items() if "replicas" in service.get("networks", ())}

    assert {"api-replica-1", "api-replica-2", "redis", "proxy"} == on_it
    assert ["replicas"] == SERVICES["proxy"]["networks"]


def test_a_gpu_is_asked_for_in_the_second_file_only():
    """A reservation keeps containers from starting where NVIDIA's toolkit is missing."""
    base, whole = read(BASE), merged(read(BASE), read(GPU))
    reserved = {name for name, one in whole["services"].items() if "deploy" in one}

    assert {"ollama", "gpu-exporter"} == reserved
    assert not any("deploy" in one for one in base["services"].values())
    assert set(read(GPU)["services"]) <= set(base["services"])


@pytest.mark.parametrize("text", ["$NAME", "${NAME", "${NAME?no}", "$(date)"])
def test_a_dollar_is_a_variable_or_doubled(text):
    """Compose would take it for a variable, or refuse the file."""
    with pytest.raises(ValueError, match="is no variable"):
        interpolated({"command": [text]}, {})
