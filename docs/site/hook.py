"""What mkdocs lacks for us: pages outside docs/, links to files of the repository, tables made of data.

A page is written for its place in the repository, where its links lead too. On the site, the README is the
front page, and a link to another file of the repository leads to a copy of it. A line
`<!-- table: FILE.tsv: a, b -->` becomes the table's columns a and b; without columns, all of them. Tabs stay
tabs, of which Markdown makes blanks: a sheet is copied from a page. Columns joined by `+` are conditions, and
become one, which leaves out those that are `*`.
"""

import csv
import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

OUTSIDE = {
    "README.md": "index.md",
    "config/README.md": "config.md",
    "resources/README.md": "resources.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that lie outside docs/, by their path in the repository, and where the site has them."""
INSIDE = {page: source for source, page in OUTSIDE.items()}
LINK = re.compile(r"(!?\[[^\]]*\]\()([^)\s#]*)(#[^)\s]*)?\)")
TAB = "\ue009"
"""Stands for a tab while Markdown is read: a character of the private use area (Unicode)."""
TABLE = re.compile(r"^<!-- table: (\S+?)(?:: (.+?))? -->$", re.MULTILINE)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that lie outside docs/."""
    for source, page in OUTSIDE.items():
        files.append(File.generated(config, page, abs_src_path=str(_root(config) / source)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The page's text for the site: tables filled in, links turned to where the site has their files."""
    root, source = _root(config), INSIDE.get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def turned(link: re.Match[str]) -> str:
        before, target, anchor = link.groups()
        return f"{before}{_target(target, source, root, config, files)}{anchor or ''})"

    return LINK.sub(turned, TABLE.sub(lambda said: _table(said, root), markdown)).replace("\t", TAB)


def on_page_content(html: str, **_: object) -> str:
    """The tabs again; and what may scroll can be reached by the keyboard (WCAG 2.1.1)."""
    reached = html.replace("<pre><code", '<pre><code tabindex="0"').replace("<table>", '<table tabindex="0">')
    return reached.replace(TAB, "\t")


def _root(config: MkDocsConfig) -> Path:
    return Path(config.docs_dir).parent


def _target(target: str, source: str, root: Path, config: MkDocsConfig, files: Files) -> str:
    """Where the site has what `target` names, seen from the repository's file `source`."""
    if not target or "://" in target or target.startswith("mailto:"):
        return target
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    if path in OUTSIDE:
        there = OUTSIDE[path]
    elif path.startswith("docs/"):
        there = path.removeprefix("docs/")
    elif (root / path).is_file():
        there = f"repository/{path}"
        if files.get_file_from_path(there) is None:
            files.append(File.generated(config, there, abs_src_path=str(root / path)))
    else:
        return target
    here = INSIDE.get(source, source)
    return posixpath.relpath(there, posixpath.dirname(OUTSIDE.get(source, here.removeprefix("docs/"))) or ".")


def _table(said: re.Match[str], root: Path) -> str:
    """A table of the data; a column or file that is not there stops the build."""
    with (root / said.group(1)).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = said.group(2).split(", ") if said.group(2) else list(rows[0])
    heads = ["when" if "+" in name else name for name in columns]
    lines = [heads, ["---"] * len(columns), *([_value(row, name) for name in columns] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _value(row: dict[str, str], column: str) -> str:
    """A cell; of conditions joined by `+`, those that ask for something."""
    if "+" not in column:
        return row[column].replace("|", " or ").replace("<", "&lt;").replace("*", "any")
    asked = (f"{name} **{row[name].replace('|', ' or ')}**" for name in column.split("+") if row[name] != "*")
    return "; ".join(asked) or "else"
