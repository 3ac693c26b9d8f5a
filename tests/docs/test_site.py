"""The site of docs/, README and the others: no dead link, nothing asked of the network, no misspelling."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "config/README.md",
    "resources/README.md",
)
ASSET = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"([^\"]*)\"|<link\b[^>]*\bhref=\"([^\"]*)\"")
OUTSIDE = re.compile(r"<a\b[^>]*\bhref=\"([a-z]+:[^\"]*)\"")
HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
WORDS_OF = ("conclusion", "tier", "zygosity", "inheritance_match", "mechanism", "phase", "origin", "status")
TEMPLATES = "scripts/hyperigm/templates"
NOT_THERE = {
    "ok": "of summary.tsv, where the row has its conclusion",
    "failed": "stands under conclusion",
    ".": "none",
}
"""Words of these columns that the page for readers leaves out of its tables, and why."""


def built(folder: Path, out: Path) -> None:
    """The site, every warning an error (Abort)."""
    build(load_config(str(folder / "mkdocs.yml"), site_dir=str(out), strict=True))


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    built(root, out)
    return out


def test_every_page_is_on_the_site(site: Path, root: Path) -> None:
    pages = {f"{path.stem}.html" for path in root.glob("docs/*.md")}
    assert pages | {"index.html", "config.html", "resources.html", "changelog.html"} <= {
        path.name for path in site.glob("*.html")
    }
    assert "Does this patient's VCF explain" in (site / "index.html").read_text(encoding="utf-8")


def test_the_pages_ask_the_network_for_nothing(site: Path) -> None:
    for page in site.rglob("*.html"):
        assets = ["".join(found) for found in ASSET.findall(page.read_text(encoding="utf-8"))]
        assert assets
        assert not [asset for asset in assets if "//" in asset], page.name


def test_links_to_elsewhere_are_well_formed(site: Path) -> None:
    """They are not fetched: no network is promised."""
    links = {
        link for page in site.rglob("*.html") for link in OUTSIDE.findall(page.read_text(encoding="utf-8"))
    }
    assert len(links) > 10
    for link in links:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert HOST.fullmatch(parts.hostname or ""), link
        assert " " not in link


def test_the_tables_of_a_page_are_the_data(site: Path, root: Path) -> None:
    """Each row of tiers.tsv, as it stands in the file, is on the page of verdicts."""
    page = (site / "verdicts.html").read_text(encoding="utf-8")
    assert "<!-- table:" not in page
    with (root / "resources" / "panel" / "tiers.tsv").open(encoding="utf-8", newline="") as file:
        sources = [row["source"] for row in csv.DictReader(file, delimiter="\t")]
    assert all(page.count(source.replace("`", "")) for source in sources if "`" not in source)
    assert page.count("<td>report contract: tiers</td>") == sources.count("report contract: tiers")


@pytest.mark.parametrize(
    "link", ["[x](nowhere.md)", "[x](tutorial.md#nowhere)", "[x](../resources/nothing.tsv)"]
)
def test_a_dead_link_fails_the_build(link: str, root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("mkdocs.yml", *(page for page in PAGES if "/" not in page)):
        (copy / name).symlink_to(root / name)
    for name in ("resources", "config", "tests", "scripts"):
        (copy / name).symlink_to(root / name)
    shutil.copytree(root / "docs", copy / "docs")
    with (copy / "docs" / "limits.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{link}\n")
    with pytest.raises(Abort, match="1 warnings"):
        built(copy, tmp_path / "bad")


def test_tabs_stay_tabs(site: Path) -> None:
    """A sheet that is copied from the page has them."""
    assert "\nsample\tvcf\tvcf_sample\tsex\t" in (site / "first-batch.html").read_text(encoding="utf-8")


def test_every_word_of_a_report_is_explained_to_its_reader(root: Path) -> None:
    """The words of the data dictionary, and no others, under the head that has their column's name."""
    text = (root / "docs" / "reading.md").read_text(encoding="utf-8")
    with (root / "resources" / "panel" / "words.tsv").open(encoding="utf-8", newline="") as file:
        rows = [(row["column"], row["word"]) for row in csv.DictReader(file, delimiter="\t")]
    for column in WORDS_OF:
        table = text.partition(f"| {column} |")[2].partition("\n\n")[0]
        shown = set(re.findall(r"^\| `([a-z0-9_]+)` \|", table, re.M))
        known = {word for name, word in rows if name == column and not word.startswith("pair_in_one_codon")}
        combined = {"hemizygous_written_diploid", "heterozygous_carrier"}
        combined |= {word for word in known if word.startswith("compound_heterozygous_")}
        assert shown == known - combined - (
            set(NOT_THERE) - ({"failed"} if column == "conclusion" else set())
        ), column


def test_spelling(root: Path) -> None:
    """codespell knows common slips, not every word."""
    command = [sys.executable, "-m", "codespell_lib", *PAGES, "docs", "resources/panel", TEMPLATES]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    slip = subprocess.run(
        [*command[:3], "-"], input="teh recieved\n", capture_output=True, text=True, check=False
    )
    assert slip.stdout.count("==>") == 2
