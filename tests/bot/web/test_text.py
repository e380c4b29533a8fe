"""From a message's text to elements: what becomes a link, a list, a paragraph, and what stays text. Run in the page's own modules."""

from __future__ import annotations

import pytest

from tests.bot.web.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

RENDER = """async text => {
  const { paragraphs } = await import('/web/text.mjs');
  const box = document.createElement('div');
  box.append(...paragraphs(text, key => key));
  return [box.innerHTML, [...box.querySelectorAll('a')].map(a => a.getAttribute('href'))];
}"""
FORMAT = "async ([name, args]) => (await import('/web/format.mjs'))[name](...args)"

LINKS = [
    ("见 https://www.gov.cn/zh?a=1。", ["https://www.gov.cn/zh?a=1"]),
    ("(see http://example.com/a_(b).)", ["http://example.com/a_(b"]),
    ("任何人都可以核验：/verify", ["/verify"]),
    ("在 /dev/inbox 查看", ["/dev/inbox"]),
    ("/receipts/abc?key=d-e_f，请保存", ["/receipts/abc?key=d-e_f"]),
    ("拨打 12345 或 0898-88869000", ["tel:12345", "tel:089888869000"]),
    ("热线 4000012871、400-001-2871", ["tel:4000012871", "tel:4000012871"]),
    ("报警 110，火警 119，急救 120", ["tel:110", "tel:119", "tel:120"]),
    ("请马上拨打 120，告诉对方地点", ["tel:120"]),
    ("Please call 110 now", ["tel:110"]),
    ("心理援助热线 12356", ["tel:12356"]),
]
PLAIN = [
    "javascript:alert(1)",
    "data:text/html,x",
    "费用 120 元",
    "免赔额 ¥110",
    "一共 12345 元",
    "1200 和 11000",
    "编号 2026-12345-1",
    "http://user:pass@example.com/",
    "https://",
    "//example.com/x",
    "/etc/passwd",
    "/verifyx",
    "a/verify",
    "C:/verify",
    "13800138000",
]


async def test_links_lead_where_they_say(visit: Visit) -> None:
    page = (await visit()).page
    for text, addresses in LINKS:
        assert (await page.evaluate(RENDER, text))[1] == addresses, text


async def test_what_only_looks_like_a_link_stays_text(visit: Visit) -> None:
    page = (await visit()).page
    for text in PLAIN:
        assert await page.evaluate(RENDER, text) == [f"<p>{text}</p>", []], text


async def test_paragraphs_lines_and_bullets(visit: Visit) -> None:
    page = (await visit()).page
    html, _ = await page.evaluate(RENDER, "一\r\n二\n\n三\n• 甲\n• 乙\n四")
    assert html == '<p>一<br>二</p><p>三</p><ul class="bullets"><li>甲</li><li>乙</li></ul><p>四</p>'


async def test_markup_is_text(visit: Visit) -> None:
    page = (await visit()).page
    html, _ = await page.evaluate(RENDER, "<b>x</b>&amp;<script>1</script>")
    assert html == "<p>&lt;b&gt;x&lt;/b&gt;&amp;amp;&lt;script&gt;1&lt;/script&gt;</p>"


async def test_a_foreign_link_opens_apart_and_tells_nobody(visit: Visit) -> None:
    page = (await visit()).page
    html, _ = await page.evaluate(RENDER, "https://www.gov.cn/")
    assert 'target="_blank" rel="noopener noreferrer"' in html
    assert '<span class="visually-hidden">link.new_tab</span>' in html


FORMATS = [
    ("day", ["2026-12-02", "zh"], "12月2日（周三）"),
    ("day", ["2026-12-02", "en"], "Wednesday 2 December"),
    ("clock", ["2026-12-02T09:00:00+08:00", "zh"], "上午9:00"),
    ("clock", ["2026-12-02T14:30:00+08:00", "en"], "2:30 pm"),
    ("clock", ["2026-12-02T12:00:00+08:00", "zh"], "中午12:00"),
    ("clock", ["2026-12-02T13:00:00+08:00", "zh"], "下午1:00"),
    ("clock", ["2026-12-02T19:05:00+08:00", "zh"], "晚上7:05"),
    ("clock", ["2026-12-02T00:05:00+08:00", "en"], "12:05 am"),
    ("when", ["2026-12-02T01:00:00Z", "zh"], "12月2日（周三）上午9:00"),
    ("span", ["2026-12-02T09:00:00+08:00", "2026-12-02T09:20:00+08:00", "zh"], "12月2日（周三）上午9:00至9:20"),
    ("span", ["2026-12-02T09:00:00+08:00", "2026-12-02T09:20:00+08:00", "en"], "Wednesday 2 December, 9:00 to 9:20 am"),
    ("span", ["2026-12-02T11:50:00+08:00", "2026-12-02T12:10:00+08:00", "zh"], "12月2日（周三）上午11:50至中午12:10"),
    (
        "span",
        ["2026-12-02T11:50:00+08:00", "2026-12-02T12:10:00+08:00", "en"],
        "Wednesday 2 December, 11:50 am to 12:10 pm",
    ),
    ("date", ["2026-12-02", "zh"], "2026年12月2日"),
    ("date", ["2026-12-02", "en"], "2 December 2026"),
    ("money", [1_700_000, "zh"], "17,000元"),
    ("money", [1_050, "en"], "¥10.50"),
    ("money", [0, "en"], "¥0"),
    ("percent", [8_000], "80%"),
    ("percent", [1_750], "17.5%"),
    ("percent", [10_000], "100%"),
]


async def test_dates_and_money_read_as_the_assistant_writes_them(visit: Visit) -> None:
    page = (await visit(timezone_id="America/New_York")).page
    for name, arguments, expected in FORMATS:
        assert await page.evaluate(FORMAT, [name, arguments]) == expected, (name, arguments)
