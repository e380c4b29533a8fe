"""Commands of the brain: `python -m nlu COMMAND`, run from the project's root."""

import argparse
import importlib
import os
import sys

COMMANDS = {
    "train": "train a model, unless one of these very inputs exists; prints its path",
    "serve": "serve the model to the front door",
    "parse": "read one message a line, print what is understood as one JSON object a line",
    "evaluate": "measure the live model on the held-out messages of tests/nlu",
    "release": "train a candidate and compare it with the live model",
    "rollback": "put the model before the live one back",
    "compare": "put a candidate beside the live model",
    "work": "the trainer: runs release jobs for the console",
    "bench": "measure the pipeline on any NLU file",
    "check": "check that the responses match across languages and with the dialogue",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs a command and returns its exit status."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")  # A city's assistant reports to nobody.
    # One message is too little work to share: threads that wait for one another cost more than they help, the busier the
    # machine the more. Set before numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(prog="python -m nlu", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    given = sys.argv[1:] if arguments is None else arguments
    for name, meaning in COMMANDS.items():
        sub = commands.add_parser(name, help=meaning, description=meaning)
        if given and given[0] == name:  # Only the asked command is imported: "nothing to train" must be said at once.
            importlib.import_module(f"nlu.commands.{name}").configure(sub)
    options = parser.parse_args(given)
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    sys.exit(main())
