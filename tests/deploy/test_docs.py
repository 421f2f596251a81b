"""`docs/deploy.md` and `docs/security.md` name only what exists."""

import re

import pytest
import yaml

from tests.conftest import ROOT

DOCS = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("deploy", "security")}
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
PROFILES = {profile for service in SERVICES.values() for profile in service.get("profiles", [])}
FOLDERS = r"(?:deploy|docs|reports|service|data|\.github)"
OF_OTHERS = {"AWS_ACCESS_KEY_ID", "COMPOSE_FILE", "COMPOSE_PROFILES", "OLLAMA_HOST"}
"""Settings that are not this project's own."""


def published():
    """Each service's ports of the host, by default."""
    ports = {}
    for name, service in SERVICES.items():
        found = [re.search(r"\$\{\w*PORT:-(\d+)\}", port) for port in service.get("ports", [])]
        ports[name] = [match[1] for match in found if match]
    return ports


def settings():
    """Names of every setting that a file of the project has."""
    files = [".env.example", "deploy/compose.env.example", "compose.yaml", "Makefile"]
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in files)
    return set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", text))


@pytest.mark.parametrize("name", DOCS)
def test_every_make_target_exists(name):
    """A command that is to be typed is in the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^|&& )make ([a-z-]+)", DOCS[name], re.MULTILINE))

    assert named
    assert set() == named - targets


@pytest.mark.parametrize("name", DOCS)
def test_every_file_exists(name):
    """A path that is named is there, unless it is one that the reader makes."""
    paths = set(re.findall(rf"(?<![\w/.]){FOLDERS}/[\w./-]*\w", DOCS[name]))
    paths |= set(re.findall(r"`([\w./-]+\.(?:yaml|yml|toml|lock|example))`", DOCS[name]))
    made = {path for path in paths if path.startswith("deploy/secrets/")}
    there = {path for path in paths if (ROOT / path).exists() or (ROOT / ".github/workflows" / path).exists()}

    assert set() == paths - made - there


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name):
    """Links to other pages, and to headings in them, hold."""
    for page, anchor in re.findall(r"\]\(([\w./-]+\.md)(?:#([\w-]+))?\)", DOCS[name]):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        headings = {one.lower().replace(" ", "-") for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}

        assert not anchor or anchor in headings


@pytest.mark.parametrize("name", DOCS)
def test_every_setting_exists(name):
    """A setting that is named is one that something reads."""
    named = set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", DOCS[name]))

    assert named
    assert set() == named - settings() - OF_OTHERS


def test_each_port_of_a_table_is_that_of_its_service():
    """Where a row names a service and a port of this machine, Compose publishes it there."""
    rows = re.findall(r"^\| `([\w-]+)` \| http://127\.0\.0\.1:(\d+)", DOCS["deploy"], re.MULTILINE)
    rows += [(service, port) for port, service in re.findall(r"(\d{4,5}) `([\w-]+)`", DOCS["security"])]

    assert {"api", "ollama", "mlflow", "grafana", "loki", "prometheus", "alertmanager"} <= dict(rows).keys()
    assert [] == [(service, port) for service, port in rows if port not in published()[service]]


def test_every_profile_is_told_and_no_other():
    """The table of profiles is that of Compose."""
    table = DOCS["deploy"].partition("| profile | adds |")[2].partition("\n\n")[0]
    named = set(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE))
    used = set(re.findall(r"--profile ([a-z-]+)", DOCS["deploy"]))

    assert PROFILES == named
    assert set() == used - PROFILES


def test_every_volume_is_in_the_table_of_backups():
    """No data are forgotten when somebody carries the stack elsewhere."""
    table = DOCS["deploy"].partition("| volume |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (`[^|]*)\|", table, re.MULTILINE))))
    mounted = set(re.findall(r"casewright_([\w-]+):/", DOCS["deploy"]))

    assert set(COMPOSE["volumes"]) == named
    assert set() == mounted - named


def test_only_what_security_says_may_be_opened():
    """Every port but the API's and the proxy's is bound to this machine, whatever is set."""
    bound = {name: port for name, service in SERVICES.items() for port in service.get("ports", [])}
    opened = {name for name, port in bound.items() if not port.startswith("127.0.0.1:")}

    assert {"api", "proxy"} == opened
    assert {"${API_BIND:-127.0.0.1}"} == {bound[name].partition("}")[0] + "}" for name in opened}


def test_the_command_of_mlflow_is_that_of_compose():
    """What is told for a machine without Docker has the options of the stack."""
    block = DOCS["deploy"].partition("mlflow server --host")[2].partition("```")[0]
    options = {argument.partition("=")[0] for argument in SERVICES["mlflow"]["command"][2:]} - {"--host"}

    assert set() == {option for option in options if option not in block}
