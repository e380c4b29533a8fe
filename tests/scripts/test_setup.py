"""The set-up: one clear line for what goes wrong, interpreters found where they hide, nothing done twice."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import stack
from tests.stacks import free_ports

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import setup
import toolchain


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("error: command 'gcc' failed: No such file or directory", "C compiler"),
        ("error: command 'cc' failed with exit code 1", "C compiler"),
        ("  cause: client error (Connect)\n  cause: dns error", "No network"),
        ("error: Failed to fetch: `https://example.org/simple/rasa/`", "No network"),
        ("error: No interpreter found for Python 3.10 in managed installations", "Python 3.10"),
    ],
)
def test_a_failed_step_is_explained_in_one_line(output: str, words: str) -> None:
    sentence = setup.explain(output, "3.10")
    assert sentence is not None
    assert words in sentence
    assert "\n" not in sentence


def test_what_is_not_known_is_quoted_by_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "LOG", str(tmp_path / "setup.log"))
    program = "print('working'); print('the moon is in the way'); raise SystemExit(3)"
    with pytest.raises(toolchain.SetupError, match="the moon is in the way"):
        setup.step("stars", [sys.executable, "-c", program], cwd=tmp_path)


def test_a_step_that_fails_does_not_pass_for_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "LOG", str(tmp_path / "setup.log"))
    for name in ("pyproject.toml", "uv.lock"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(toolchain, "uv", lambda: sys.executable)
    monkeypatch.setattr(toolchain, "interpreter", lambda version: version)
    with pytest.raises(toolchain.SetupError):
        setup.environment("city", "3.13", str(tmp_path), "run")
    assert not list((tmp_path / ".venv").iterdir())


def test_a_full_disk_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pyproject.toml", "uv.lock"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(setup, "NEEDED_BYTES", 10**18)
    with pytest.raises(toolchain.SetupError, match="disk is nearly full"):
        setup.environment("city", "3.13", str(tmp_path), "run")


def fake_python(path: Path, version: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_pyenv_version_that_is_not_activated_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "pyenv"
    shim = root / "shims" / "python3.10"
    shim.parent.mkdir(parents=True)
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    fake_python(root / "versions" / "3.10.13" / "bin" / "python3.10", "3.10")
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    assert toolchain.interpreter("3.10") == str(root / "versions" / "3.10.13" / "bin" / "python3.10")


def test_an_interpreter_that_lies_about_its_version_is_passed_over(tmp_path: Path) -> None:
    fake_python(tmp_path / "bin" / "python3.10", "3.9")
    assert not toolchain.works(str(tmp_path / "bin" / "python3.10"), "3.10")


def test_without_an_interpreter_uv_is_asked_to_bring_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(toolchain, "candidates", lambda version: iter([str(tmp_path / "python3.10")]))
    assert toolchain.interpreter("3.10") == "3.10"


@pytest.mark.parametrize(
    ("system", "machine", "musl", "wheel"),
    [
        ("Linux", "x86_64", False, "uv-0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"),
        (
            "Linux",
            "aarch64",
            False,
            "uv-0-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
        ),
        ("Linux", "x86_64", True, "uv-0-py3-none-musllinux_1_1_x86_64.whl"),
        ("Darwin", "arm64", False, "uv-0-py3-none-macosx_11_0_arm64.whl"),
        ("Darwin", "x86_64", False, "uv-0-py3-none-macosx_10_12_x86_64.whl"),
    ],
)
def test_the_wheel_of_the_machine_is_chosen(system: str, machine: str, musl: bool, wheel: str) -> None:
    assert toolchain.platform_tag(system, machine, musl).search(wheel)


def test_the_lock_names_uv_for_this_machine() -> None:
    version, url, digest = toolchain.locked_uv()
    assert version in url
    assert len(digest) == 64


def test_a_second_set_up_is_quick_and_says_so() -> None:
    """The first call may have work to do; the second has none. No time is measured: each step leaves its mark."""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "scripts/setup.py", "dev"], cwd=toolchain.ROOT, check=False, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Set up in"), "a second set-up did work again: " + done.stdout


def test_a_taken_port_is_named_with_its_setting(tmp_path: Path) -> None:
    import socket

    ports = free_ports()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", ports["citizens"]))
        squatter.listen()
        with pytest.raises(stack.StackError, match=r"port \d+ \(citizens\) is taken.*SHIMIN_PORT"):
            stack.Stack(tmp_path, ports).start()
    assert not list(tmp_path.iterdir())
