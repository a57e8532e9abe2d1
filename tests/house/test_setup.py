"""Setting up from a clean clone: finding Python, installing locked packages, choosing a port."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from core.settings import REPOSITORY as ROOT
from tests.house.imports import PROJECT, imports
from tools import browser as find_browser
from tools import compile_lock, set_up, start_app

LOCK, RUN_LOCK, GPU_LOCK = [
    (ROOT / path).read_text()
    for path in (compile_lock.LOCK, compile_lock.RUN_LOCK, compile_lock.GPU_LOCK)
]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SHELL = shutil.which("sh") or "/bin/sh"


def find_python(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    script = str(ROOT / "tools" / "find_python.sh")
    return subprocess.run(
        [SHELL, script], cwd=folder, env=environment, capture_output=True, text=True
    )


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{SHELL}\n{script}\n")
    path.chmod(0o755)
    return path


def test_python_is_found_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.12").symlink_to(sys.executable)
    done = find_python(tmp_path, PATH=str(tmp_path / "bin"))
    assert done.stdout.strip() == str(tmp_path / "bin" / "python3.12")


def test_a_python_shim_that_does_not_start_is_skipped(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "python3.11", "exit 127")
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    done = find_python(tmp_path, PATH=str(tmp_path / "bin"))
    assert done.stdout.strip() == str(tmp_path / "bin" / "python3")


def test_the_variable_python_takes_precedence(tmp_path: Path) -> None:
    done = find_python(tmp_path, PATH=os.environ["PATH"], PYTHON=sys.executable)
    assert done.stdout.strip() == sys.executable


def test_an_unsupported_python_is_reported_in_one_sentence(tmp_path: Path) -> None:
    old = executable(tmp_path / "bin" / "old", '[ "$1" = --version ] && echo Python 3.9.1; exit 1')
    done = find_python(tmp_path, PATH=os.environ["PATH"], PYTHON=str(old))
    assert done.returncode == 1
    assert re.fullmatch(r"PYTHON=.* is Python 3\.9\.1; .* needs .*\.\n", done.stderr)


def test_a_missing_python_is_reported_with_what_to_do(tmp_path: Path) -> None:
    done = find_python(tmp_path, PATH=str(tmp_path))
    assert done.returncode == 1
    assert "install one" in done.stderr
    assert "PYTHON=" in done.stderr


def test_the_fingerprint_depends_on_the_lock_and_the_python_version(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1")
    before = set_up.fingerprint([lock])
    assert set_up.fingerprint([lock]) == before
    lock.write_text("one==2")
    assert set_up.fingerprint([lock]) != before
    assert f"python {sys.version_info[0]}.{sys.version_info[1]}\n" in before


def test_a_half_installed_environment_is_created_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    quick = executable(tmp_path / "quick", f'exec "{set_up.base_python()}" "$@" --without-pip')
    monkeypatch.setattr(set_up, "base_python", lambda: str(quick))
    assert set_up.make_environment() == 0
    left_over = tmp_path / ".venv" / "left-over.txt"
    left_over.touch()
    assert set_up.make_environment() == 0
    assert left_over.exists()
    set_up.INSTALLING.touch()
    assert set_up.make_environment() == 0
    assert not left_over.exists()
    assert "Recreating" in capsys.readouterr().out


def test_a_failed_installation_is_reported_and_not_marked_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    executable(tmp_path / ".venv" / "python", "echo the index is away; exit 2")
    monkeypatch.setattr(set_up, "PYTHON", Path(".venv/python"))
    lock = tmp_path / "requirements.txt"
    lock.write_text("")
    assert set_up.install([lock], "wanted") == 2
    assert "the index is away" in capsys.readouterr().err
    assert not set_up.INSTALLED.exists()
    assert not set_up.INSTALLING.exists()


@pytest.mark.parametrize(
    ("system", "machine", "python", "word"),
    [
        ("Darwin", "x86_64", (3, 13), "Intel Macs"),
        ("Windows", "AMD64", (3, 11), "WSL"),
        ("Darwin", "x86_64", (3, 12), ""),
        ("Darwin", "arm64", (3, 13), ""),
        ("Linux", "aarch64", (3, 13), ""),
    ],
)
def test_an_unsupported_platform_is_reported(
    system: str, machine: str, python: tuple[int, int], word: str
) -> None:
    sentence = set_up.unsupported(system, machine, python)
    assert word in sentence
    assert bool(sentence) == bool(word)


def test_a_port_in_use_is_reported_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        sentence = start_app.problem_with(port)
    assert f"Port {port} is in use" in sentence
    assert "make run PORT=" in sentence


@pytest.mark.parametrize("port", ["http", "0", "-1", "70000", "85.01", "８５０１"])
def test_an_invalid_port_is_reported(port: str) -> None:
    assert "is not a port" in start_app.problem_with(port)


def test_the_app_listens_on_loopback_only() -> None:
    command = start_app.streamlit_command("8600")
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8600"


def test_streamlit_is_configured_for_loopback_and_without_telemetry() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["headless"] is True
    assert config["browser"]["gatherUsageStats"] is False


def test_the_variable_chromium_names_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = executable(tmp_path / "chromium", "")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert find_browser.browser() == str(named)


def test_a_missing_browser_fails_if_required_and_is_reported_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    monkeypatch.setattr(sys, "argv", ["find_browser.py"])
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert find_browser.main() == 0
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    assert find_browser.main() == 1
    assert capsys.readouterr().err.count("install Chromium") == 2


def test_chromium_is_installed_by_apt_when_root_on_debian(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    packaged = tmp_path / "bin" / "chromium"
    make_it = f"printf '#!/bin/sh' >'{packaged}'; chmod +x '{packaged}'"
    fake = f'case "$*" in *install*chromium) {make_it};; esac'
    executable(tmp_path / "bin" / "apt-get", fake)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(find_browser, "NAMES", ("chromium",))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(find_browser, "playwrights_download", lambda: False)
    assert find_browser.install()
    assert find_browser.browser() == str(packaged)
    assert "Browser ready" in capsys.readouterr().out


def test_every_locked_package_has_a_version_and_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.split("\n", 2)[2])
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_lock_files_name_no_package_index() -> None:
    for lock in (LOCK, RUN_LOCK, GPU_LOCK):
        assert not re.search(r"index-url|find-links|://", lock)


def required(requirements: list[object]) -> set[str]:
    """Return the names of the packages, without versions, extras or included groups."""
    return {re.match(r"[a-z0-9-]+", item)[0] for item in requirements if isinstance(item, str)}  # type: ignore[index]


def test_every_required_package_is_locked() -> None:
    running = required(PYPROJECT["project"]["dependencies"])
    assert running <= compile_lock.names(RUN_LOCK)
    for group in PYPROJECT["dependency-groups"].values():
        assert required(group) <= compile_lock.names(LOCK)


def versions(lock: str) -> set[str]:
    return set(re.findall(r"^[a-z0-9._-]+==\S+", lock, re.MULTILINE))


def test_runtime_packages_are_a_subset_of_the_lock_in_the_same_versions() -> None:
    assert versions(RUN_LOCK) < versions(LOCK)
    assert not {"pytest", "mypy", "playwright"} & compile_lock.names(RUN_LOCK)


def test_core_app_and_pages_import_only_runtime_packages() -> None:
    of_module = metadata.packages_distributions()
    running = {re.sub(r"[._]", "-", name) for name in compile_lock.names(RUN_LOCK)}
    for module in imported_by(*PROJECT):
        owners = {re.sub(r"[._]", "-", name.lower()) for name in of_module.get(module, [])}
        assert not owners or owners & running, f"{module} is only for developing"


def imported_by(*folders: str) -> set[str]:
    """The top-level names of everything that the Python files of some folders import."""
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    found = [
        each
        for path in paths
        for each in imports(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text()))
    ]
    return {each.name.split(".")[0] for each in found}


def test_the_gpu_lock_does_not_repeat_the_main_lock() -> None:
    gpu = compile_lock.names(GPU_LOCK)
    assert gpu
    assert not gpu & compile_lock.names(LOCK)


def test_the_gpu_lock_contains_only_packages_missing_from_the_main_lock() -> None:
    whole = "# made\na==1 \\\n    --hash=x\nb[more]==2 \\\n    --hash=y\nc==3 \\\n    --hash=z\n"
    remaining = compile_lock.without({"a", "b"}, whole)
    assert remaining.splitlines()[1:] == ["# made", "c==3 \\", "    --hash=z"]


def test_make_without_a_target_lists_all_targets() -> None:
    make = shutil.which("make")
    if not make:
        pytest.skip("there is no make on this machine")
    listed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z-]+):(?!=).*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "test", "check", "bench", "champion", "mlflow", "clean"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target
