"""The documents of the API say what the door does: every route is in them, every card has its schema."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from bot.app import create_app
from bot.emergency import Lexicon
from bot.errors import DoorError
from bot.settings import Settings
from city.bootstrap import City

API = Path(__file__).parents[2] / "docs" / "api"
CARDS = sorted((API / "cards").glob("*.json"))


def openapi() -> dict[str, Any]:
    return dict(yaml.safe_load((API / "openapi.yml").read_text(encoding="utf-8")))


def test_every_route_is_documented(settings: Settings, city: City) -> None:
    app = create_app(settings, city)
    served = {
        (route.method.lower(), re.sub(r":[^}]*\}+", "}", route.resource.canonical))
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD" and not route.resource.canonical.startswith("/dev/")
    }
    documented = {(method, path) for path, methods in openapi()["paths"].items() for method in methods}
    assert {(method, path.replace("{path:tile/.+}", "{path}")) for method, path in served} == documented


def test_every_refusal_is_documented() -> None:
    text = openapi()["components"]["responses"]["Refusal"]["description"]
    refusals = {kind.code: kind.status for kind in DoorError.__subclasses__()}
    assert {code for code in refusals if code not in text} == set()
    for code, status in refusals.items():
        before = text[: re.search(rf"\b{code}\b", text).start()]
        assert re.findall(r"\b[45]\d\d\b", before)[-1] == str(status), code


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_card_has_a_sound_schema(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["type"]["const"] == path.stem
    referred = openapi()["components"]["schemas"]["Said"]["properties"]["card"]["oneOf"]
    assert {"$ref": f"cards/{path.name}"} in referred


def test_the_doors_own_card_fits_its_schema() -> None:
    schema = json.loads((API / "cards" / "handoff.json").read_text(encoding="utf-8"))
    lexicon = Lexicon.read()
    for kind in lexicon.kinds:
        for language in ("zh", "en"):
            Draft202012Validator(schema).validate(lexicon.card(kind, language))  # type: ignore[arg-type]
