"""The image and the composition: what they promise to whoever deploys them, checked without an engine."""

import importlib
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from core.settings import variables

ROOT = Path(__file__).parents[2]
# PyYAML has no types of its own.
COMPOSE: dict[str, Any] = importlib.import_module("yaml").safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SECRET = re.compile(r"PASSWORD|SECRET|KEY(?!_FILE)|TOKEN")
# Keys of an engine that need not be there: our settings ask for them as soon as its address is set.
REQUIRED = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}|\$\{MEILISEARCH_(READ|WRITE|VERSION)_KEY:-\}")
CREDENTIALS_IN_URL = re.compile(r"://[^/@:]*:(?P<password>[^@]*)@")


def _environment(service: dict[str, Any]) -> dict[str, str]:
    return dict(service.get("environment", {}))


@pytest.mark.parametrize("name", OURS)
def test_a_service_is_given_only_variables_that_it_knows(name: str) -> None:
    assert set(_environment(OURS[name])) <= set(variables())


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_a_module_that_exists(name: str) -> None:
    _, option, module = OURS[name]["command"]
    if option == "-m":
        assert importlib.util.find_spec(f"{module}.__main__")
    else:
        compile(module, name, "exec")


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_come_from_outside_and_must_be_there(name: str) -> None:
    for variable, value in _environment(SERVICES[name]).items():
        if SECRET.search(variable):
            assert REQUIRED.fullmatch(value), variable
        if found := CREDENTIALS_IN_URL.search(value):
            assert REQUIRED.fullmatch(found["password"]), variable


def test_secret_files_come_from_outside_and_must_be_there() -> None:
    assert all(REQUIRED.fullmatch(secret["file"]) for secret in COMPOSE["secrets"].values())


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_has_one_exact_version(name: str) -> None:
    assert re.search(r":v?\d+\.\d+\.?\d*(-[a-z]+)?$", SERVICES[name]["image"])


@pytest.mark.parametrize("base", re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))
def test_a_base_image_has_one_exact_version(base: str) -> None:
    assert re.search(r":\d+\.\d+\.\d+-", base)


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert users[-1:] == ["10001:10001"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_port_is_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_stays_says_when_it_is_ready(name: str) -> None:
    service = SERVICES[name]
    if name in OURS and service["restart"] != "no":
        assert "/ready" in service["healthcheck"]["test"][-1]
    elif name not in OURS:
        assert service["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_waits_for_can_come_about(name: str) -> None:
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other]
        else:
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_cannot_eat_the_machine(name: str) -> None:
    assert set(SERVICES[name]["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


def test_the_image_holds_no_secret_and_nothing_that_was_not_named() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    first_rule = next(line for line in ignored if line and not line.startswith("#"))
    assert first_rule == "*"
    assert {"**/.env*", "**/*.pem"} <= set(ignored)
    copied = re.findall(r"^(?:ENV|ARG) .*", DOCKERFILE, re.MULTILINE)
    assert not any(SECRET.search(line) for line in copied)
