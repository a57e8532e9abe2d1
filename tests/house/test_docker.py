"""The image, as far as it can be read without building it."""

import re
import tomllib

import yaml

from core.settings import REPOSITORY as ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTRUCTIONS = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
COPIES = [what.split() for name, what in INSTRUCTIONS if name == "COPY"]
SOURCES = sorted(source for *sources, _ in COPIES for source in sources)


def test_all_that_is_copied_exists_and_is_let_into_the_context() -> None:
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(let_in) == SOURCES
    assert [source for source in SOURCES if not (ROOT / source).exists()] == []


def test_the_base_is_pinned_and_a_python_that_the_project_supports() -> None:
    base = re.search(r"^FROM python:(3\.\d+)-slim-[a-z]+$", DOCKERFILE, re.MULTILINE)
    assert base
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest, end = re.findall(r"3\.\d+", project["requires-python"])
    minors = [int(version.split(".")[1]) for version in (lowest, base[1], end)]
    assert minors[0] <= minors[1] < minors[2]


def test_the_packages_are_those_of_the_lock_checked_by_hash_and_before_the_code() -> None:
    runs = [what for name, what in INSTRUCTIONS if name == "RUN"]
    assert any("--require-hashes -r requirements.txt" in what for what in runs)
    assert DOCKERFILE.index("pip install") < DOCKERFILE.index("COPY core")


def test_it_does_not_run_as_root() -> None:
    user = [what for name, what in INSTRUCTIONS if name == "USER"][-1]
    assert user not in ("root", "0")
    assert re.search(rf"useradd .*\b{user}\b", DOCKERFILE)


def test_one_volume_holds_the_home_and_belongs_to_the_user() -> None:
    home = re.search(r"FITTING_ROOM_HOME=(\S+)", DOCKERFILE)
    assert home
    assert [what for name, what in INSTRUCTIONS if name == "VOLUME"] == [home[1]]
    assert re.search(rf"install -d -o \w+ -g \w+ {home[1]}$", DOCKERFILE, re.MULTILINE)


def test_its_health_is_that_of_streamlit_on_the_port_that_is_served() -> None:
    health = dict(INSTRUCTIONS)["HEALTHCHECK"]
    command = dict(INSTRUCTIONS)["CMD"]
    assert "http://127.0.0.1:8501/_stcore/health" in health
    assert "--server.port 8501" in command
    assert dict(INSTRUCTIONS)["EXPOSE"] == "8501"


def test_compose_publishes_the_port_on_loopback_only_and_keeps_the_home() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["fitting-room"]
    assert service["ports"] == ["127.0.0.1:${PORT:-8501}:8501"]
    home = dict(INSTRUCTIONS)["VOLUME"]
    assert [volume.split(":")[1] for volume in service["volumes"]] == [home]
