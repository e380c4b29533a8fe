"""Finds or brings what the two runtimes are built with: uv, Python 3.10 and Python 3.13.

Runs on any Python 3 with the standard library alone, so it keeps to syntax that Python 3.6 reads.
"""

import glob
import hashlib
import os
import platform
import re
import shutil
import subprocess
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOLS = os.path.join(ROOT, ".tools")


class SetupError(Exception):
    """Why the set-up cannot go on, in one line for the person at the keyboard."""


def uv():
    """Return the path of our own uv, bringing it from the package index when it is not there yet."""
    version, wheel_url, wheel_hash = locked_uv()
    target = os.path.join(TOOLS, "uv-" + version, "uv")
    if not os.access(target, os.X_OK):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        wheel = os.path.join(os.path.dirname(target), "uv.whl")
        download(wheel_url, wheel, version)
        with open(wheel, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != wheel_hash:
                raise SetupError("The downloaded uv does not have the hash that uv.lock names; nothing was installed.")
        unpack(wheel, target)
        os.remove(wheel)
    return target


def locked_uv():
    """Read version, wheel address and SHA-256 of uv for this machine from the lock file."""
    with open(os.path.join(ROOT, "uv.lock"), encoding="utf-8") as file:
        package = re.search(r'\[\[package\]\]\nname = "uv"\n.*?(?=\n\[\[package\]\]|\Z)', file.read(), re.S).group(0)
    version = re.search(r'^version = "([^"]+)"', package, re.M).group(1)
    tag = platform_tag(platform.system(), platform.machine().lower(), os.path.exists("/etc/alpine-release"))
    for url, digest in re.findall(r'url = "([^"]+\.whl)", hash = "sha256:([0-9a-f]{64})"', package):
        if tag.search(os.path.basename(url)):
            return version, url, digest
    raise SetupError(f"uv has no build for {platform.system()} {platform.machine()}.")


def platform_tag(system, machine, musl):
    """Return the pattern of the wheel's file name for one kind of machine."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if system == "Darwin":
        return re.compile(r"macosx_\d+_\d+_" + {"aarch64": "arm64"}.get(machine, machine))
    return re.compile(("musllinux_.*_" if musl else "manylinux_.*") + machine)


def download(url, target, version):
    """Fetch the wheel: by curl from the locked address, else by pip from the index that this machine is set up for."""
    if subprocess.run(["curl", "-fsSL", "--retry", "2", "-o", target, url], stderr=subprocess.DEVNULL).returncode == 0:
        return
    folder = os.path.dirname(target)
    pip = ["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "-d", folder]
    if subprocess.run([*pip, "uv==" + version], stderr=subprocess.DEVNULL).returncode == 0:
        os.replace(glob.glob(os.path.join(folder, "uv-*.whl"))[0], target)
        return
    raise SetupError("No network: uv could not be fetched from the package index. Connect, then run the command again.")


def unpack(wheel, target):
    """Take the one executable out of the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        member = next(name for name in archive.namelist() if name.endswith(".data/scripts/uv"))
        partial = target + ".partial"
        with archive.open(member) as source, open(partial, "wb") as sink:
            shutil.copyfileobj(source, sink)
    os.chmod(partial, 0o755)
    os.replace(partial, target)


def interpreter(version):
    """Return a working interpreter of `version` ("3.10"): on PATH, under pyenv, else the version for uv to bring."""
    for candidate in candidates(version):
        if works(candidate, version):
            return candidate
    return version


def candidates(version):
    """Yield the places where an interpreter may lie. pyenv hides those of versions that are not activated."""
    name = "python" + version
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield os.path.join(folder, name)
    for root in pyenv_roots():
        yield from sorted(glob.glob(os.path.join(root, "versions", version + ".*", "bin", name)), reverse=True)
    yield os.path.join("/opt/homebrew/bin", name)
    yield os.path.join("/usr/local/bin", name)


def pyenv_roots():
    """Yield where pyenv may keep its versions; its shims on PATH tell, even where HOME is another one."""
    if os.environ.get("PYENV_ROOT"):
        yield os.environ["PYENV_ROOT"]
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if os.path.basename(folder.rstrip(os.sep)) == "shims":
            yield os.path.dirname(folder.rstrip(os.sep))
    yield os.path.expanduser(os.path.join("~", ".pyenv"))


def works(path, version):
    """Say whether the file is an interpreter of that version which starts (a pyenv shim may refuse)."""
    if not os.access(path, os.X_OK):
        return False
    question = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([path, "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return answer.returncode == 0 and answer.stdout.decode().strip() == version
