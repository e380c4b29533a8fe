"""Sets up what is missing, and only that: environments, keys, database, model. `make run` and `make test` call it.

Usage: python3 scripts/setup.py [run|dev]. A second call finds its stamps and is done in well under three seconds.
Everything that a step prints is kept in var/logs/setup.log; the person at the keyboard sees one line a step.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import toolchain
from toolchain import ROOT, SetupError

STATE = os.environ.get("SHIMIN_STATE_DIR", os.path.join(ROOT, "var"))
LOG = os.path.join(STATE, "logs", "setup.log")
NEEDED_BYTES = 3 * 10**9
CITY_PYTHON = os.path.join(ROOT, ".venv", "bin", "python")
BRAIN_PYTHON = os.path.join(ROOT, "nlu", ".venv", "bin", "python")

# What a failed step says in its output, and the one line that helps. The first match counts.
EXPLANATIONS = [
    (r"No space left on device|ENOSPC|disk.*full", "The disk is full: free about 3 GB and run the command again."),
    (
        r"command '?(gcc|cc|clang|c\+\+|g\+\+)'? failed|(gcc|cc|clang)['\"]?: (command )?not found"
        r"|No such file.*'(gcc|cc)'|xcrun: error",
        "A C compiler is missing: install it (Debian: apt-get install build-essential; macOS: xcode-select --install).",
    ),
    (
        r"dns error|error sending request|Connection refused|Network is unreachable|Temporary failure in name"
        r"|client error \(Connect\)|Failed to fetch|timed out",
        "No network: the package index cannot be reached. Connect, then run the command again.",
    ),
    (
        r"No interpreter found|No download found",
        "Python {python} was not found and could not be fetched: install it, then run again.",
    ),
]


def main(arguments):
    """Bring the house to the wanted level ("run", or "dev" with the tools for tests) and say in one line what fails."""
    level = arguments[0] if arguments else "run"
    began = time.time()
    try:
        os.makedirs(os.path.dirname(LOG), exist_ok=True)
        environment("city", "3.13", ROOT, level)
        environment("brain", "3.10", os.path.join(ROOT, "nlu"), level)
        step("keys", [CITY_PYTHON, "-m", "ledger", "keys"])
        step("database", [CITY_PYTHON, "-m", "city", "setup"])
        step("model", [BRAIN_PYTHON, "-m", "nlu", "train"])
    except SetupError as error:
        sys.exit(f"Set-up stopped: {error}")
    except OSError as error:
        sys.exit(f"Set-up stopped: {explain(str(error)) or error}")
    print(f"Set up in {time.time() - began:.1f} s.")


def environment(name, python, project, level):
    """Sync one locked environment unless its stamp says that lock, interpreter and level are the same as last time."""
    stamp = os.path.join(project, ".venv", ".synced-" + level)
    inputs = hashlib.sha256()
    for file_name in ("pyproject.toml", "uv.lock"):
        with open(os.path.join(project, file_name), "rb") as file:
            inputs.update(file.read())
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == inputs.hexdigest():
                return
    free = shutil.disk_usage(project).free
    if free < NEEDED_BYTES:
        raise SetupError(f"The disk is nearly full ({free / 1e9:.1f} GB free): free about 3 GB.")
    groups = ["--group", "dev"] if level == "dev" else ["--no-default-groups"]
    command = [toolchain.uv(), "sync", "--locked", "--inexact", "--python", toolchain.interpreter(python), *groups]
    # A virtual environment that happens to be active must not be taken for one of ours.
    surroundings = {
        key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
    }
    step(f"{name} environment (Python {python})", command, cwd=project, env=surroundings, python=python)
    with open(stamp, "w") as file:
        file.write(inputs.hexdigest())


def step(name, command, python="", **options):
    """Run one step with its output in the log; raise SetupError with one helpful line when it fails."""
    began = time.time()
    with open(LOG, "ab") as log:
        log.write("\n== {}: {}\n".format(name, " ".join(command)).encode())
        log.flush()
        start = log.tell()
        options.setdefault("cwd", ROOT)
        # A laptop is set up for rehearsal, as run.py starts it: with the invented people. A deployment names its own mode.
        options.setdefault("env", dict(os.environ, SHIMIN_MODE=os.environ.get("SHIMIN_MODE", "development")))
        code = subprocess.run(
            command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **options
        ).returncode
    if code:
        with open(LOG, "rb") as log:
            log.seek(start)
            output = log.read().decode(errors="replace")
        raise SetupError(explain(output, python) or f"{name} failed: {last_line(output)} (more in {LOG})")
    if time.time() - began > 3:
        print(f"  {name} ready ({time.time() - began:.0f} s)", flush=True)


def explain(output, python=""):
    """Return the one line that tells what to do about a failed step, or None."""
    for pattern, sentence in EXPLANATIONS:
        if re.search(pattern, output, re.I):
            return sentence.format(python=python)
    return None


def last_line(output):
    """Return the last line that says something."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "no output"


if __name__ == "__main__":
    main(sys.argv[1:])
