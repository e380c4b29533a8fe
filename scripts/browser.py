"""Makes sure that a Chromium is there for the browser tests: installed, else Debian's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def places() -> Iterator[str | None]:
    """Yield where a Chromium may be, the named one first."""
    yield os.environ.get("SHIMIN_CHROMIUM")
    yield from (shutil.which(name) for name in NAMES)
    yield MAC
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (it starts a process: only when all else failed)

    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((place for place in places() if place and Path(place).exists()), None)


def bring() -> None:
    """Install one: by apt-get where that may be done, else the build that Playwright knows."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update"], check=False, **quiet)
        install = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
        subprocess.run(install, check=False, **quiet)
    if not find():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not find():
        print("  bringing Chromium for the browser tests", flush=True)
        bring()
    if not find():
        sys.exit("The browser tests need Chromium: install it, or name it in SHIMIN_CHROMIUM.")
