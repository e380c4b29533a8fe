"""The response catalogue: read strictly, said in the right language, complete."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from nlu import turn
from nlu.commands.check import main_faults
from nlu.formats import FormatError
from nlu.parity import compare, missing, used_in_dialogue, used_in_python, well_formed
from nlu.response_catalogue import HONEST, ResponseCatalogue
from nlu.responses import Button, Catalogue, CatalogueError, Response, read


def response(text: str, *payloads: str, file: str = "zh/a.yml") -> Response:
    return Response(text, tuple(Button(f"button {payload}", payload) for payload in payloads), file)


CATALOGUE: Catalogue = {
    "zh": {"utter_hello": response("您好，{name}", "/stop"), HONEST: response("抱歉")},
    "en": {
        "utter_hello": response("Hello, {name}", "/stop", file="en/a.yml"),
        HONEST: response("Sorry", file="en/a.yml"),
    },
}


def tracker(said: str | None = None, known: str | None = None, pinned: str | None = None) -> DialogueStateTracker:
    given = DialogueStateTracker("c-1", [AnySlot("language_choice", mappings=[], influence_conversation=False)])
    if pinned:
        given.update(SlotSet("language_choice", pinned))
    given.update(UserUttered("x", parse_data={"language": said} if said else {}, metadata={"language": known}))
    return given


async def generate(
    catalogue: ResponseCatalogue, key: str, given: DialogueStateTracker, **values: Any
) -> dict[str, Any]:
    answer = await catalogue.generate(key, given, "shimin", **values)
    assert answer is not None
    return answer


@pytest.mark.parametrize(
    ("said", "known", "pinned", "text"),
    [
        ("zh", "en", None, "您好，A"),
        ("en", "zh", None, "Hello, A"),
        (None, "en", None, "Hello, A"),
        (None, None, None, "您好，A"),
        ("zh", "zh", "en", "Hello, A"),
    ],
)
async def test_the_language_of_an_answer(said: str | None, known: str | None, pinned: str | None, text: str) -> None:
    catalogue = ResponseCatalogue(catalogue=CATALOGUE, strict=True)
    answer = await generate(catalogue, "utter_hello", tracker(said, known, pinned), name="A")
    assert answer == {"text": text, "buttons": [{"title": "button /stop", "payload": "/stop"}]}


@pytest.mark.parametrize(("key", "error"), [("utter_nothing", KeyError), ("utter_hello", FormatError)])
async def test_in_development_a_missing_key_or_value_fails_the_turn(key: str, error: type[Exception]) -> None:
    catalogue = ResponseCatalogue(catalogue=CATALOGUE, strict=True)
    with turn.opened() as played:
        with pytest.raises(error):
            await generate(catalogue, key, tracker("en"))
        assert played.failure == turn.RESPONSE_FAILED
        assert key in played.detail


@pytest.mark.parametrize("key", ["utter_nothing", "utter_hello"])
async def test_in_production_the_citizen_reads_an_honest_sentence(key: str) -> None:
    catalogue = ResponseCatalogue(catalogue=CATALOGUE, strict=False)
    with turn.opened() as played:
        assert (await generate(catalogue, key, tracker("en")))["text"] == "Sorry"
        assert played.failure is None


def written(folder: Path, **files: Any) -> Path:
    for language in ("zh", "en"):
        (folder / language).mkdir()
        for stem, responses in files.items():
            text = (
                yaml.safe_dump({"version": "3.1", "responses": responses}) if isinstance(responses, dict) else responses
            )
            (folder / language / f"{stem}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "files",
    [
        {"a": {"utter_x": [{"text": "1"}]}, "b": {"utter_x": [{"text": "2"}]}},
        {"a": {"utter_x": [{"text": "1"}, {"text": "2"}]}},
        {"a": {"utter_x": []}},
        {"a": {"utter_x": [{"buttons": []}]}},
        {"a": {"utter_x": [{"text": "1", "image": "x"}]}},
        {"a": "version: '3.1'\n"},
        {"a": "[]"},
    ],
)
def test_a_catalogue_that_is_not_as_it_must_be_is_refused(tmp_path: Path, files: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError):
        read(written(tmp_path, **files))


def test_a_sound_catalogue_is_read(tmp_path: Path) -> None:
    button = {"title": "t", "payload": "/stop"}
    folder = written(tmp_path, a={"utter_x": [{"text": "1", "buttons": [button]}]})
    assert read(folder)["zh"]["utter_x"] == Response("1", (Button("t", "/stop"),), "zh/a.yml")


@pytest.mark.parametrize(
    ("other", "fault"),
    [
        ({}, "only in zh"),
        (
            {"utter_x": response("{a}", "/stop", file="en/a.yml"), "utter_y": response("", file="en/a.yml")},
            "only in en",
        ),
        ({"utter_x": response("{b}", "/stop", file="en/a.yml")}, "placeholders differ"),
        ({"utter_x": response("{a:money}", "/stop", file="en/a.yml")}, "placeholders differ"),
        ({"utter_x": response("{a}", "/deny", file="en/a.yml")}, "buttons differ"),
        ({"utter_x": response("{a}", file="en/a.yml")}, "buttons differ"),
        ({"utter_x": response("{a}", "/stop", file="en/b.yml")}, "in zh/a.yml but in en/b.yml"),
    ],
)
def test_languages_that_differ_are_told(other: dict[str, Response], fault: str) -> None:
    faults = compare({"zh": {"utter_x": response("{a}", "/stop")}, "en": other})
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    "bad",
    [
        response("{a:fancy}"),
        response("{a"),
        response("", "stop"),
        response("", "/nothing"),
        response("", "/EXTERNAL_x"),
    ],
)
def test_malformed_responses_are_told(bad: Response) -> None:
    assert len(well_formed({"zh": {"utter_x": bad}, "en": {}}, {"stop", "EXTERNAL_x"})) == 1


def test_keys_that_are_used_must_exist(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'talk("utter_x"); talk(f"utter_why_{why}"); talk("utter_none"); talk(f"utter_no_{x}")\n'
    )
    catalogue: Catalogue = {"zh": {"utter_x": response(""), "utter_why_full": response("")}, "en": {}}
    faults = missing(catalogue, used_in_python(tmp_path))
    assert [fault.split(": ")[1] for fault in faults] == ["no response utter_none", "no response utter_no_..."]


def test_rules_are_searched_for_keys(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        "rules: [{rule: r, steps: [{intent: stop}, {action: utter_gone}, {action: action_x}]}]\n"
    )
    assert [key for _, key, _ in used_in_dialogue(tmp_path, {"actions": ["utter_listed"]})] == [
        "utter_gone",
        "utter_listed",
    ]


def test_our_own_catalogue_has_no_faults() -> None:
    assert main_faults() == []
