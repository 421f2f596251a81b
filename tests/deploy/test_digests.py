"""compose.digests.yaml: the images of compose.yaml, by digest."""

import json
import re

import pytest
from jsonschema import Draft7Validator

from tests.conftest import ROOT
from tests.deploy.compose import PROFILES, merged, read, stack
from tests.deploy.test_compose import SCHEMA

DIGESTS = ROOT / "compose.digests.yaml"
OVER = read(DIGESTS)["services"]
BASE_SERVICES = stack(*PROFILES)["services"]


def image(service):
    """What a service runs, or what its image is built on."""
    return service.get("image") or service["build"]["args"]["PYTHON_IMAGE"]


@pytest.mark.parametrize("name", OVER)
def test_a_digest_is_of_the_tag_that_the_base_file_has(name):
    """A tag that moves on takes its digest with it, or this fails."""
    tag, _, digest = image(OVER[name]).partition("@sha256:")
    base = BASE_SERVICES[name]

    assert (base["build"]["args"]["PYTHON_IMAGE"] if "build" in OVER[name] else base["image"]) == tag
    assert re.fullmatch("[0-9a-f]{64}", digest)


def test_nothing_but_images_differs():
    """Whoever adds the file changes what is run, and not how."""
    whole = merged(read(ROOT / "compose.yaml"), read(DIGESTS))

    assert {"services"} == set(read(DIGESTS))
    assert {("image",), ("build",)} >= {tuple(one) for one in OVER.values()}
    assert set(OVER) <= set(BASE_SERVICES)
    assert [] == [*Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).iter_errors(whole)]


def test_both_of_our_images_have_one_base():
    """What is measured runs on what is served."""
    bases = {image(one) for one in OVER.values() if "build" in one}

    assert 1 == len(bases)
