"""The /verify page in Chromium: the same verdicts as `python -m ledger verify`, and what a person sees of them."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from ledger import policy, verify
from ledger.errors import Defect, UnreadableError
from scripts import verify_texts
from tests.bot.web import verify_site
from tests.bot.web.verify_site import VerifySite
from tests.vectors.ledger import make
from tests.vectors.ledger.build import POLICY, Receipt

pytestmark = pytest.mark.asyncio(loop_scope="session")

VECTORS = Path(make.__file__).parent
TRUSTED = policy.parse(POLICY)
PHONE = {"width": 390, "height": 844}
LINK = "/receipts/AAAAAAAAAAAAAAAAAAAAAA?key=secret-key_1"
JUDGE = """async ([policy, files]) => {
    const { parsePolicy, verify } = await import('/web/verify/verify.mjs');
    const trusted = await parsePolicy(policy);
    const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const results = [];
    for (const file of files) results.push(await verify(bytes(file), trusted));
    return results.map((r) => ({
        defect: r.defect, proven: r.proven, index: r.index, size: r.checkpoint?.size ?? null,
        disclosed: r.statement && Object.fromEntries(r.statement.disclosed), hidden: r.statement?.hidden ?? null,
    }));
}"""
PARSE_POLICY = """async (texts) => {
    const { parsePolicy } = await import('/web/verify/policy.mjs');
    return Promise.all(texts.map((text) => parsePolicy(text).then(() => 'accept', (error) => error.code)));
}"""


@dataclass
class Visitor:
    """Somebody on the page; `complaints` are what the browser had to say about it."""

    page: Page
    site: VerifySite
    complaints: list[str] = field(default_factory=list)

    async def open(self, fragment: str = "") -> None:
        await self.page.goto(f"{self.site.url}/verify{fragment}")
        await self.page.wait_for_function("document.title !== '核验凭证 · Verify a receipt'")

    async def choose(self, text: str, name: str = "my.receipt.json") -> None:
        await self.page.set_input_files(
            "#file", {"name": name, "mimeType": "application/json", "buffer": text.encode()}
        )

    async def title(self) -> str:
        await self.page.wait_for_selector("#result-title")
        return await self.page.inner_text("#result-title")

    async def steps(self) -> list[str]:
        classes = await self.page.locator(".step").evaluate_all("items => items.map(i => i.className)")
        return [name.removeprefix("step is-") for name in classes]


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser) -> AsyncIterator[Visitor]:
    """An English-speaking visitor on a phone."""
    site = VerifySite()
    server = await verify_site.start(site)
    context = await browser.new_context(viewport=PHONE, locale="en-GB", base_url=site.url)  # type: ignore[arg-type]
    page = await context.new_page()
    visitor = Visitor(page, site)
    page.on("console", lambda message: message.type == "error" and visitor.complaints.append(message.text))
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    yield visitor
    await context.close()
    await server.close()
    refused = [text for text in visitor.complaints if "Failed to load resource" not in text]
    assert not refused


def python_says(data: bytes) -> dict[str, object]:
    try:
        result = verify.verify(data, TRUSTED)
    except UnreadableError as error:
        return {"defect": error.code, "proven": []}
    return {"defect": result.defect and result.defect.value, "proven": [step.value for step in result.proven]}


async def browser_says(visitor: Visitor, files: list[bytes]) -> list[dict[str, object]]:
    await visitor.open()
    encoded = [base64.b64encode(data).decode() for data in files]
    results: list[dict[str, object]] = await visitor.page.evaluate(JUDGE, [POLICY, encoded])
    return results


async def test_every_vector_gets_the_verdict_that_python_gives(visitor: Visitor) -> None:
    paths = sorted([*(VECTORS / "accept").iterdir(), *(VECTORS / "reject").iterdir()])
    results = await browser_says(visitor, [path.read_bytes() for path in paths])
    for path, result in zip(paths, results, strict=True):
        said = {name: result[name] for name in ("defect", "proven")}
        assert said == python_says(path.read_bytes()), path.name


async def test_every_policy_vector(visitor: Visitor) -> None:
    await visitor.open()
    paths = sorted((VECTORS / "policy").iterdir())
    said = await visitor.page.evaluate(PARSE_POLICY, [path.read_text("utf-8", newline="") for path in paths])
    assert said == [path.name.partition("--")[0] for path in paths]


async def test_reads_the_same_from_a_receipt(visitor: Visitor) -> None:
    data = Receipt(disclosures=Receipt().disclosures[:3], size=1000, index=617).text().encode()
    (result,) = await browser_says(visitor, [data])
    ours = verify.verify(data, TRUSTED).to_json()
    assert {name: ours[name] for name in ("index", "size", "disclosed", "hidden")} == {
        name: result[name] for name in ("index", "size", "disclosed", "hidden")
    }


async def test_every_change_of_one_character_gets_the_same_verdict(visitor: Visitor) -> None:
    text = Receipt(size=3, index=2, disclosures=[], jwt=make.smallest_jwt()).text()
    changed = [
        (text[:i] + other + text[i + 1 :]).encode()
        for i, character in enumerate(text)
        for other in (chr(ord(character) ^ 1), "")
    ]
    for data, result in zip(changed, await browser_says(visitor, changed), strict=True):
        said = {name: result[name] for name in ("defect", "proven")}
        assert said == python_says(data), data
        assert said["defect"] is not None


async def test_a_chosen_file(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.choose(Receipt(disclosures=Receipt().disclosures[:3]).text())
    assert await visitor.title() == "This receipt is genuine"
    assert await visitor.steps() == ["yes"] * 5
    shown = await visitor.page.inner_text("#result")
    fields = ("Appointment booked", "办理护照", "Exit-Entry Hall", "¥120.00", "24 November 2026")
    for text in (*fields, "2 fields were left out"):
        assert text in shown
    assert await visitor.page.evaluate("document.activeElement.id") == "result-title"


async def test_the_receipt_leaves_the_browser_by_no_way(visitor: Visitor) -> None:
    await visitor.open()
    await expect(visitor.page.locator("#fingerprint")).not_to_have_text("…")
    before = list(visitor.site.requests)
    await visitor.choose(Receipt().text())
    await visitor.title()
    assert visitor.site.requests == before


async def test_works_offline_once_loaded(visitor: Visitor) -> None:
    await visitor.open()
    await expect(visitor.page.locator("#fingerprint")).not_to_have_text("…")
    await visitor.page.context.set_offline(True)
    await visitor.choose(Receipt().text())
    assert await visitor.title() == "This receipt is genuine"
    await visitor.page.click("text=Verify another receipt")
    await visitor.choose(Receipt().text().replace("index 5", "index 4"))
    assert await visitor.title() == "Not a valid receipt"


@pytest.mark.parametrize(
    ("vector", "reason", "steps"),
    [
        ("issuer_signature_wrong--payload-changed", "signature does not fit", ["no", "open", "open", "open", "open"]),
        ("disclosure_wrong--value-changed", "A field is not what", ["open", "no", "open", "open", "open"]),
        ("log_signature_wrong--bit-flipped", "The ledger's signature", ["yes", "yes", "no", "open", "open"]),
        ("inclusion_wrong--other-index", "not show that this receipt", ["yes", "yes", "yes", "no", "open"]),
        ("not_canonical--blank-inside", "has been edited", ["no", "open", "open", "open", "open"]),
    ],
)
async def test_an_invalid_receipt_shows_why_and_nothing_else(
    visitor: Visitor, vector: str, reason: str, steps: list[str]
) -> None:
    await visitor.open()
    await visitor.choose((VECTORS / "reject" / f"{vector}.receipt.json").read_text("utf-8"))
    assert await visitor.title() == "Not a valid receipt"
    assert reason in await visitor.page.inner_text(".verdict")
    assert await visitor.steps() == steps
    assert "办理护照" not in await visitor.page.inner_text("#result")
    await visitor.page.click("text=For experts")
    assert vector.partition("--")[0] in await visitor.page.inner_text("#result")
    assert "办理护照" not in await visitor.page.inner_text("#result")


async def test_pasted_text(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.fill("#text", f"\n {Receipt().text()}\n")
    await visitor.page.click("#paste button")
    assert await visitor.title() == "This receipt is genuine"


async def test_nothing_pasted(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.click("#paste button")
    await expect(visitor.page.get_by_role("alert")).to_contain_text("Choose a file")


async def test_a_dropped_file(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.page.evaluate(
        """(text) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], 'x.receipt.json'));
            document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        Receipt().text(),
    )
    assert await visitor.title() == "This receipt is genuine"


async def test_a_link_loads_the_receipt_from_this_site(visitor: Visitor) -> None:
    visitor.site.receipts[LINK] = [Receipt().text()]
    await visitor.open(f"#{LINK}")
    assert await visitor.title() == "This receipt is genuine"


async def test_a_link_waits_until_the_log_has_the_receipt(visitor: Visitor) -> None:
    visitor.site.receipts[LINK] = [Receipt().text(proof=None), Receipt().text()]
    await visitor.open(f"#{LINK}")
    assert await visitor.title() == "Signed, but not in the ledger yet"
    assert await visitor.steps() == ["yes", "yes", "open", "open", "open"]
    await expect(visitor.page.locator("#result-title")).to_have_text("This receipt is genuine")


async def test_a_file_without_proof_says_what_to_do(visitor: Visitor) -> None:
    await visitor.open()
    await visitor.choose(Receipt().text(proof=None))
    assert await visitor.title() == "Signed, but not in the ledger yet"
    assert "Download the receipt again" in await visitor.page.inner_text(".verdict")


@pytest.mark.parametrize(
    "fragment",
    [
        "#/receipts/AAAAAAAAAAAAAAAAAAAAAA?key=wrong",
        "#/receipts/AAAAAAAAAAAAAAAAAAAAAA",
        "#/receipts/../ledger/policy?key=x",
        "#//evil.example/receipts/A?key=x",
        "#/receipts/A?key=x&more=1",
    ],
)
async def test_links_to_anything_else_load_nothing(visitor: Visitor, fragment: str) -> None:
    visitor.site.receipts[LINK] = [Receipt().text()]
    await visitor.open(fragment)
    await expect(visitor.page.get_by_role("alert")).to_contain_text("There is no receipt under this link")
    allowed = ("/verify", "/web/", "/ledger/policy", "/receipts/AAAAAAAAAAAAAAAAAAAAAA?key=wrong", "/favicon.ico")
    assert all(path.startswith(allowed) for path in visitor.site.requests)


async def test_without_the_citys_keys_it_says_so_and_tries_again(visitor: Visitor) -> None:
    visitor.site.policy = None
    await visitor.open()
    await visitor.choose(Receipt().text())
    await expect(visitor.page.get_by_role("alert")).to_contain_text("public keys of the city could not be loaded")
    visitor.site.policy = POLICY
    await visitor.page.click("#retry")
    assert await visitor.title() == "This receipt is genuine"


async def test_a_broken_policy_is_the_sites_fault(visitor: Visitor) -> None:
    visitor.site.policy = "trust everybody\n"
    await visitor.open()
    await visitor.choose(Receipt().text())
    await expect(visitor.page.get_by_role("alert")).to_contain_text("fault of the site")


async def test_issuers_of_a_policy_that_pins_none_come_from_the_jwk_set(visitor: Visitor) -> None:
    lines = POLICY.splitlines()
    visitor.site.policy = "\n".join(line for line in lines if not line.startswith("#issuer")) + "\n"
    published = [json.loads(line.removeprefix("#issuer ")) for line in lines if line.startswith("#issuer")]
    visitor.site.jwks = json.dumps({"keys": published})
    await visitor.open()
    await visitor.choose(Receipt().text())
    assert await visitor.title() == "This receipt is genuine"


async def test_a_policy_of_ones_own(visitor: Visitor) -> None:
    visitor.site.policy = "trust everybody\n"
    await visitor.open()
    await visitor.page.set_input_files(
        "#policy", {"name": "policy", "mimeType": "text/plain", "buffer": POLICY.encode()}
    )
    await expect(visitor.page.locator("#fingerprint")).not_to_have_text("…")
    await visitor.choose(Receipt().text())
    assert await visitor.title() == "This receipt is genuine"


async def test_both_languages(visitor: Visitor) -> None:
    await visitor.open()
    assert await visitor.page.inner_text("h1") == "Verify a receipt"
    await visitor.choose(Receipt().text())
    await visitor.title()
    await visitor.page.click("#language")
    assert await visitor.title() == "这份凭证是真的"
    assert await visitor.page.get_attribute("html", "lang") == "zh-CN"
    assert "2026年11月24日" in await visitor.page.inner_text("#result")
    await visitor.open()
    assert await visitor.page.inner_text("h1") == "核验凭证"


async def test_texts_of_the_page_are_those_of_the_catalogue() -> None:
    assert verify_texts.TARGET.read_text("utf-8") == verify_texts.module()


async def test_every_text_exists_in_both_languages_and_every_defect_has_one() -> None:
    zh, en = (verify_texts.texts(language) for language in ("zh", "en"))
    assert list(zh) == list(en)
    # What can be wrong with keys and policies is the site's fault and has one text for all.
    of_policies = {Defect.KEY_MALFORMED, Defect.POLICY_MALFORMED, Defect.JWKS_MALFORMED, Defect.CONSISTENCY_WRONG}
    assert {f"defect_{code}" for code in [*set(Defect) - of_policies, "unreadable"]} == {
        key for key in zh if key.startswith("defect_")
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("text", [None, Receipt().text(), Receipt().text(proof=None), Receipt().text(proof="x")])
async def test_accessible(visitor: Visitor, scheme: str, text: str | None) -> None:
    await visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await visitor.open()
    await visitor.page.evaluate("document.getElementById('trust').open = true")
    if text is not None:
        await visitor.choose(text)
        await visitor.title()
        await visitor.page.click("text=For experts")
    results = await Axe().run(visitor.page)
    assert results.violations_count == 0, results.generate_report()


async def test_fits_a_narrow_phone(visitor: Visitor) -> None:
    await visitor.page.set_viewport_size({"width": 320, "height": 640})
    await visitor.open()
    await visitor.choose(Receipt().text())
    await visitor.title()
    await visitor.page.click("text=For experts")
    width = await visitor.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


async def test_by_keyboard_alone(visitor: Visitor) -> None:
    await visitor.open()
    reached = []
    for _ in range(8):
        await visitor.page.keyboard.press("Tab")
        reached.append(await visitor.page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert [name for name in reached if name in {"language", "file", "text", "SUMMARY"}] == [
        "language",
        "file",
        "text",
        "SUMMARY",
    ]
