"""The way from a clean clone: Python found or named, packages locked, the port free or said."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from core.settings import REPOSITORY as ROOT
from tools import browser as find_browser
from tools import compile_lock, set_up, start_app

LOCK = (ROOT / "requirements.txt").read_text()
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


def test_a_python_is_found_on_the_path(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3.12").symlink_to(sys.executable)
    done = find_python(tmp_path, PATH=str(tmp_path / "bin"))
    assert done.stdout.strip() == str(tmp_path / "bin" / "python3.12")


def test_a_shim_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    executable(tmp_path / "bin" / "python3.11", "exit 127")
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    done = find_python(tmp_path, PATH=str(tmp_path / "bin"))
    assert done.stdout.strip() == str(tmp_path / "bin" / "python3")


def test_a_named_python_wins(tmp_path: Path) -> None:
    done = find_python(tmp_path, PATH=os.environ["PATH"], PYTHON=sys.executable)
    assert done.stdout.strip() == sys.executable


def test_a_named_python_that_does_not_fit_is_said_in_one_sentence(tmp_path: Path) -> None:
    old = executable(tmp_path / "bin" / "old", '[ "$1" = --version ] && echo Python 3.9.1; exit 1')
    done = find_python(tmp_path, PATH=os.environ["PATH"], PYTHON=str(old))
    assert done.returncode == 1
    assert re.fullmatch(r"PYTHON=.* is Python 3\.9\.1; .* needs .*\.\n", done.stderr)


def test_no_python_at_all_is_said_with_what_to_do(tmp_path: Path) -> None:
    done = find_python(tmp_path, PATH=str(tmp_path))
    assert done.returncode == 1
    assert "install one" in done.stderr
    assert "PYTHON=" in done.stderr


def test_a_changed_lock_and_another_python_are_noticed(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1")
    before = set_up.fingerprint([lock])
    assert set_up.fingerprint([lock]) == before
    lock.write_text("one==2")
    assert set_up.fingerprint([lock]) != before
    assert f"python {sys.version_info[0]}.{sys.version_info[1]}\n" in before


def test_an_environment_left_half_filled_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert set_up.make_environment() == 0
    left_over = tmp_path / ".venv" / "left-over.txt"
    left_over.touch()
    assert set_up.make_environment() == 0
    assert left_over.exists()
    set_up.INSTALLING.touch()
    assert set_up.make_environment() == 0
    assert not left_over.exists()
    assert "anew" in capsys.readouterr().out


def test_an_installation_that_fails_says_so_and_is_not_taken_for_done(
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
def test_a_machine_without_packages_is_told(
    system: str, machine: str, python: tuple[int, int], word: str
) -> None:
    sentence = set_up.unsupported(system, machine, python)
    assert word in sentence
    assert bool(sentence) == bool(word)


def test_a_port_in_use_is_said_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        sentence = start_app.problem_with(port)
    assert f"Port {port} is in use" in sentence
    assert "make run PORT=" in sentence


@pytest.mark.parametrize("port", ["http", "0", "-1", "70000", "85.01", "８５０１"])
def test_a_port_that_is_none_is_said(port: str) -> None:
    assert "is not a port" in start_app.problem_with(port)


def test_the_app_listens_on_this_computer_alone_whatever_the_environment_says() -> None:
    command = start_app.streamlit_command("8600")
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8600"


def test_streamlit_is_set_to_this_computer_and_to_silence() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["headless"] is True
    assert config["browser"]["gatherUsageStats"] is False


def test_a_browser_that_is_named_is_the_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = executable(tmp_path / "chromium", "")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert find_browser.browser() == str(named)


def test_a_missing_browser_fails_where_one_is_required_and_is_said_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    monkeypatch.setattr(sys, "argv", ["find_browser.py"])
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert find_browser.main() == 0
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    assert find_browser.main() == 1
    assert capsys.readouterr().err.count("install Chromium") == 2


def test_a_root_of_debian_gets_its_chromium(
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


def test_every_package_of_the_lock_has_a_version_and_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.split("\n", 2)[2])
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+ ", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


def test_the_locks_name_no_index() -> None:
    for lock in ("requirements.txt", "requirements-gpu.txt"):
        assert not re.search(r"index-url|find-links|://", (ROOT / lock).read_text()), lock


def test_every_package_asked_for_is_in_the_lock() -> None:
    asked = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.in").read_text(), re.MULTILINE)
    assert set(asked) <= compile_lock.names(LOCK)


def test_what_a_gpu_needs_does_not_repeat_the_lock() -> None:
    gpu = compile_lock.names((ROOT / "requirements-gpu.txt").read_text())
    assert gpu
    assert not gpu & compile_lock.names(LOCK)


def test_only_what_the_lock_lacks_is_kept_for_a_gpu() -> None:
    whole = "# made\na==1 \\\n    --hash=x\nb[more]==2 \\\n    --hash=y\nc==3 \\\n    --hash=z\n"
    kept = compile_lock.without({"a", "b"}, whole)
    assert kept.splitlines()[1:] == ["# made", "c==3 \\", "    --hash=z"]


def test_make_alone_lists_every_target_with_a_line() -> None:
    make = shutil.which("make")
    if not make:
        pytest.skip("there is no make on this machine")
    listed = subprocess.run([make], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^([a-z-]+):(?!=).*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"run", "test", "check", "bench", "champion", "mlflow", "clean"} <= set(targets)
    for target in targets:
        assert re.search(rf"^  make {target} +\S", listed, re.MULTILINE), target
