"""`make run`: start the city, print the two addresses, and stop everything on Ctrl-C."""

import os
import signal
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from stack import PORTS, ROOT, Stack, StackError


def main() -> None:
    """Run until a signal comes or the process manager ends."""
    ports = {name: int(os.environ.get(setting, default)) for name, (setting, default) in PORTS.items()}
    # On a laptop the city runs for rehearsal: loopback only, with /dev/*. A deployment sets its own mode.
    settings = {"SHIMIN_MODE": os.environ.get("SHIMIN_MODE", "development")}
    if settings["SHIMIN_MODE"] == "development":
        # Another app on this machine may file reports in a rehearsal; a deployment gives keys to the apps it knows.
        settings["SHIMIN_OPEN311_CLIENTS"] = os.environ.get("SHIMIN_OPEN311_CLIENTS", "rehearsal:rehearsal")
    stack = Stack(Path(os.environ.get("SHIMIN_STATE_DIR", ROOT / "var")), ports, settings)
    asked_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: asked_to_stop.set())
    print("Starting the city ...", flush=True)
    try:
        stack.start()
    except StackError as error:
        sys.exit(f"The city did not start: {error}")
    print(f"\n  citizens  http://localhost:{ports['citizens']}\n  staff     http://localhost:{ports['staff']}\n")
    print(f"Ctrl-C stops everything. Logs: {stack.logs}", flush=True)
    while not asked_to_stop.wait(1):
        if stack.supervisord is None or stack.supervisord.poll() is not None:
            sys.exit("The process manager ended by itself; see the logs.")
    print("\nStopping ...", flush=True)
    stack.stop()


if __name__ == "__main__":
    main()
