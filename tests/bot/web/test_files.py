"""The files of the page: small, complete in both languages, and named by what they do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Response

from tests.bot.web.conftest import Visit
from tests.bot.web.fake_door import WEB

FIRST_LOAD_BYTES = 60_000
HAN = re.compile("[\u4e00-\u9fff]")
KEY = re.compile(r'"([a-z_]+(?:\.[a-z_0-9]+)+)"')
SOURCES = sorted([*WEB.glob("*.mjs"), *WEB.glob("cards/*.mjs")])


def words(language: str) -> dict[str, str | dict[str, str]]:
    """Return a catalogue; a key written twice is an error."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs), [key for key, _ in pairs if [k for k, _ in pairs].count(key) > 1]
        return dict(pairs)

    text = (WEB / "locales" / f"{language}.json").read_text("utf-8")
    return json.loads(text, object_pairs_hook=once)  # type: ignore[no-any-return]


def holes(sentence: str | dict[str, str]) -> list[str]:
    """Return the placeholders."""
    text = sentence if isinstance(sentence, str) else sentence["other"]
    return sorted(re.findall(r"\{(\w+)\}", text))


def test_both_languages_say_the_same_things() -> None:
    chinese, english = words("zh"), words("en")
    assert list(chinese) == list(english)
    for key, sentence in chinese.items():
        assert isinstance(sentence, dict) == isinstance(english[key], dict), key
        assert holes(sentence) == holes(english[key]), key


def test_chinese_is_chinese_and_english_is_english() -> None:
    assert [key for key, text in words("en").items() if HAN.search(json.dumps(text, ensure_ascii=False))] == []
    latin = [key for key, text in words("zh").items() if not HAN.search(json.dumps(text, ensure_ascii=False))]
    assert latin == ["from.assistant_badge"]


def test_every_word_that_is_used_exists_and_every_word_is_used() -> None:
    known = set(words("zh"))
    used = {key for source in SOURCES for key in KEY.findall(source.read_text("utf-8"))}
    page = (WEB / "index.html").read_text("utf-8")
    used |= set(re.findall(r'data-i18n(?:-placeholder)?="([^"]+)"', page))
    assert {key for key in used if key.split(".")[0] in {name.split(".")[0] for name in known}} <= known
    # Keys that are put together from a code: `appointment.${status}`.
    built = {
        prefix
        for source in SOURCES
        for prefix in re.findall(r"`([a-z_]+(?:\.[a-z_]+)*\.)\$\{", source.read_text("utf-8"))
    }
    assert {key for key in known - used if not any(key.startswith(prefix) for prefix in built)} == set()


def test_the_page_as_written_says_what_its_catalogue_says() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    written = re.findall(r'data-i18n="([^"]+)">([^<]+)<', page)
    assert len(written) > 20
    chinese = words("zh")
    assert [(key, text) for key, text in written if chinese[key] != text] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_modules_are_small_and_say_what_they_are(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.startswith("/**"), "begins with what it is for"
    assert len(source.splitlines()) <= 260
    assert max(map(len, source.splitlines())) <= 160
    for forbidden in (
        "innerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "http://",
        "https://",
    ):
        allowed = path.name == "dom.mjs" and forbidden == "http://"  # the name space of SVG
        assert allowed or forbidden not in source.replace("https?://", ""), forbidden


@pytest.mark.asyncio(loop_scope="session")
async def test_the_first_load_is_small(visit: Visit) -> None:
    citizen = await visit()
    loaded: list[Response] = []
    citizen.page.on("response", lambda it: loaded.append(it))  # noqa: PLW0108 - Playwright marks the function, a builtin cannot be
    await citizen.page.reload()
    await citizen.page.wait_for_selector(".suggestion")
    sizes = {r.url.removeprefix(citizen.door.url): (await r.request.sizes())["responseBodySize"] for r in loaded}
    assert sum(sizes.values()) < FIRST_LOAD_BYTES, sizes
    assert not [name for name in sizes if "/cards/" in name and name.endswith(".mjs") and "index" not in name]
