"""The browser tests can fail: a bad page is seen to be bad."""

from pathlib import Path

from tests.browser.conftest import PHONE, Open

BAD = """<!doctype html><html lang="en"><title>bad</title><main><h1>bad</h1>
<p style="color:#ccc;background:#fff">faint</p><p style="width:900px">wide</p>
<div aria-label="t"><table><thead style="clip-path:inset(50%)"><tr><th>Head</th></tr></thead>
<tbody><tr><td>7</td></tr></tbody></table></div><img src="beside.png" alt="">
<script>console.error("said"); document.querySelector("nothing").remove()</script></main></html>"""


def test_a_bad_page_is_seen_to_be_bad(tmp_path: Path, opened: Open) -> None:
    path = tmp_path / "bad page.html"
    path.write_text(BAD, encoding="utf-8")
    seen = opened(path, PHONE)
    assert [rule.split(":")[0] for rule in seen.serious()] == ["color-contrast"]
    assert "said" in seen.errors
    assert any("Cannot read properties of null" in error for error in seen.errors)
    assert [address.rsplit("/", 1)[1] for address in seen.outside] == ["beside.png"]
    assert seen.too_wide() > 400
    assert seen.headless() == ["t: 7"]
    assert "faint" in seen.printed(tmp_path / "bad.pdf")
