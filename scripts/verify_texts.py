"""Writes the texts of the /verify page, from `data/responses/<language>/verify.yml` to `bot/web/verify/texts.mjs`.

The page works offline and without a build step, so its texts are a module beside it. A test compares the two.
"""

import json
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bot/web/verify/texts.mjs"
PREFIX = "utter_verify_"
LANGUAGES = ("zh", "en")
NOTICE = "Made by scripts/verify_texts.py from data/responses: change the texts there."


def texts(language: str) -> dict[str, str]:
    """Return the texts of a language by key, without the prefix that all have."""
    path = ROOT / "data/responses" / language / "verify.yml"
    responses = yaml.safe_load(path.read_text("utf-8"))["responses"]
    return {key.removeprefix(PREFIX): variations[0]["text"] for key, variations in responses.items()}


def module() -> str:
    """Return the module that the page imports."""
    content = json.dumps({language: texts(language) for language in LANGUAGES}, ensure_ascii=False, indent=2)
    return f"/** {NOTICE} */\n\nexport default {content};\n"


if __name__ == "__main__":
    TARGET.write_text(module(), "utf-8")
