"""The Docker image, as far as it can be checked without building it."""

import re
import tomllib

import yaml

from core.settings import REPOSITORY as ROOT
from tools.start_app import SERVED

DOCKERFILE = (ROOT / "Dockerfile").read_text()
INSTRUCTIONS = re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
COPIES = [what.split() for name, what in INSTRUCTIONS if name == "COPY"]
SOURCES = sorted(source for *sources, _ in COPIES for source in sources)


def test_every_copied_path_exists_and_is_allowed_by_dockerignore() -> None:
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(let_in) == SOURCES
    assert [source for source in SOURCES if not (ROOT / source).exists()] == []


def test_the_base_image_is_pinned_to_a_supported_python() -> None:
    base = re.search(r"^FROM python:(3\.\d+)-slim-[a-z]+$", DOCKERFILE, re.MULTILINE)
    assert base
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lowest, end = re.findall(r"3\.\d+", project["requires-python"])
    minors = [int(version.split(".")[1]) for version in (lowest, base[1], end)]
    assert minors[0] <= minors[1] < minors[2]


def test_only_runtime_packages_are_installed_with_hashes_and_before_the_code() -> None:
    (install,) = [what for name, what in INSTRUCTIONS if "pip install" in what]
    assert install.endswith("--require-hashes -r requirements-run.txt")
    assert DOCKERFILE.index("pip install") < DOCKERFILE.index("COPY core")


def test_the_image_does_not_run_as_root() -> None:
    user = [what for name, what in INSTRUCTIONS if name == "USER"][-1]
    assert user not in ("root", "0")
    assert re.search(rf"useradd .*\b{user}\b", DOCKERFILE)


def test_the_home_is_the_only_volume_and_is_owned_by_the_user() -> None:
    home = re.search(r"FITTING_ROOM_HOME=(\S+)", DOCKERFILE)
    assert home
    assert [what for name, what in INSTRUCTIONS if name == "VOLUME"] == [home[1]]
    assert re.search(rf"install -d -o \w+ -g \w+ {home[1]}$", DOCKERFILE, re.MULTILINE)


def test_the_image_serves_what_make_run_does_and_asks_it_for_its_health() -> None:
    health = dict(INSTRUCTIONS)["HEALTHCHECK"]
    command = dict(INSTRUCTIONS)["CMD"]
    assert "http://127.0.0.1:8501/_stcore/health" in health
    assert "--server.port 8501" in command
    assert f"streamlit run {SERVED} " in command
    assert dict(INSTRUCTIONS)["EXPOSE"] == "8501"


def test_compose_publishes_the_port_on_loopback_only_and_mounts_the_home() -> None:
    service = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]["fitting-room"]
    assert service["ports"] == ["127.0.0.1:${PORT:-8501}:8501"]
    home = dict(INSTRUCTIONS)["VOLUME"]
    assert [volume.split(":")[1] for volume in service["volumes"]] == [home]
