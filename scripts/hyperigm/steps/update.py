"""`hyperigm update`: current ClinVar or gnomAD for the six genes, proved before it replaces the old."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hyperigm import __version__
from hyperigm.core.release import Fetched, Source, SourceFile, named
from hyperigm.core.variant import Build
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.clinvar import read_clinvar
from hyperigm.edges.download import Server, Watch
from hyperigm.edges.excerpt import Excerpt, checked, joined, of_file, of_server, stated, without
from hyperigm.edges.integrity import sum_of
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.sources import load_sources
from hyperigm.edges.store import read_value, write_value, written_whole
from hyperigm.errors import HyperigmError, Problem, ResourceError, reason

RECORD = ".source.json"
PREVIOUS = ".previous"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for. base_url: in place of the source's own; builds: all of them where empty;
    force: also an older release, or one that has lost many records, replaces what is here."""

    kind: str
    out: Path
    builds: tuple[Build, ...] = ()
    base_url: str = ""
    dry_run: bool = False
    force: bool = False


def update(wish: Wish, server: Server, say: Callable[[str], None], today: date | None = None) -> None:
    """Brings each file of the source up to date in `wish.out`, and says what happened to each.

    A file that can't be fetched, or does not stand its checks, leaves what was there as it was; the others
    are still done. Raises ResourceError with every problem then.
    """
    source = load_sources()[wish.kind]
    files = [file for file in source.files if not wish.builds or file.build in wish.builds]
    problems: list[Problem] = []
    for file in files:
        try:
            say(_one(wish, source, file, server, today or date.today()))
        except HyperigmError as error:
            problems.extend(error.problems)
        except OSError as error:
            what = f"can't be written: {reason(error)}"
            problems.append(Problem(str(wish.out / file.target), what, "make room, or choose another --out"))
    if problems:
        raise ResourceError(*problems)
    if not wish.dry_run:
        names = ", ".join(str(wish.out / file.target) for file in files)
        say(f"to use them, write into the config:  {wish.kind}: [{names}]")


@contextmanager
def progress() -> Iterator[Watch | None]:
    """A bar on standard error where a person watches it, else None."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, size: bar.update(task, completed=done, total=size)


def _one(wish: Wish, source: Source, file: SourceFile, server: Server, today: date) -> str:
    reference = load_reference(file.build)
    urls = file.urls(wish.base_url or source.base_url, reference.regions)
    target = wish.out / file.target
    published = _published(source, urls, server)
    known = _known(target)
    if known and known.is_current(published, named(reference.regions)):
        return f"{target}: is current ({known.release}, fetched {known.fetched})"
    if wish.dry_run:
        return _announced(source, target, urls, server)
    excerpt = _excerpt(source, urls, target, server, reference, published)
    with tempfile.TemporaryDirectory(dir=wish.out, prefix=".new.") as folder:
        made = Path(folder) / file.target
        write_indexed_vcf(made, "\n".join((*excerpt.header, *excerpt.records)) + "\n")
        release = file.release or _release(made, reference)
        warned = _objected(wish, target, known, release, len(excerpt.records), reference)
        fetched = Fetched(
            file=file.target,
            title=source.title,
            build=file.build,
            release=release,
            fetched=today.isoformat(),
            published=published,
            sha256=sum_of(made),
            records=len(excerpt.records),
            regions=named(reference.regions),
            licence=source.licence,
            hyperigm=__version__,
        )
        write_value(Path(f"{made}{RECORD}"), fetched)
        _put(made, target)
    before = f"before: {known.release}, {known.records}" if known else "new"
    return f"{target}: {release}, {len(excerpt.records)} records in the genes ({before}){warned}"


def _objected(
    wish: Wish, target: Path, known: Fetched | None, release: str, records: int, reference: Reference
) -> str:
    """What is wrong with the new file beside the one that is here, as the end of a line; "" for nothing.

    Raises ResourceError unless the user forces it."""
    found = known.objections(release, records, named(reference.regions)) if known else ()
    if found and not wish.force:
        mend = "what was there is untouched; look at the address, and give --force to take it all the same"
        raise ResourceError(*(Problem(str(target), f"the server's file {what}", mend) for what in found))
    return "".join(f"; warning: it {what}" for what in found)


def _published(source: Source, urls: dict[str, str], server: Server) -> dict[str, str]:
    """What the server says of each file: the MD5 of its list, or the version of the file."""
    if source.reading == "whole":
        return {url: _md5_of_list(f"{url}.md5", server) for url in urls}
    return {url: server.look(url).version for url in urls}


def _md5_of_list(url: str, server: Server) -> str:
    """The sum in a list of one line, `SUM  NAME`."""
    word = (server.text(url).split() or [""])[0].lower()
    if len(word) != 32 or set(word) - set("0123456789abcdef"):
        raise ResourceError(Problem(url, "has no MD5", "check the address; what was there is untouched"))
    return word


def _known(target: Path) -> Fetched | None:
    """The record of what is here; None where there is none, or it is not of the file that is here."""
    record = Path(f"{target}{RECORD}")
    if not target.is_file() or not record.is_file():
        return None
    known = read_value(record, Fetched)
    return known if known.sha256 == sum_of(target) else None


def _announced(source: Source, target: Path, urls: dict[str, str], server: Server) -> str:
    sizes = {url: server.look(url).size for url in urls}
    lines = [f"{target}: would be fetched from"]
    for url, size in sizes.items():
        much = "size unknown" if size is None else f"{size / 1e6:,.1f} MB"
        lines.append(f"  {url} ({much}{'' if source.reading == 'whole' else ', of which the genes alone'})")
    return "\n".join(lines)


def _excerpt(
    source: Source,
    urls: dict[str, str],
    target: Path,
    server: Server,
    reference: Reference,
    published: dict[str, str],
) -> Excerpt:
    """The genes' records of all files of the source, checked."""
    target.parent.mkdir(parents=True, exist_ok=True)
    found = []
    for url, chrom in urls.items():
        if source.reading == "whole":
            whole = target.with_name(f".whole.{target.name}")
            try:
                server.fetch(url, whole, published[url])
                found.append(of_file(whole, url, reference))
            finally:
                whole.unlink(missing_ok=True)
        else:
            found.append(of_server(server, url, published[url], chrom, reference))
    excerpt = checked(joined(found), next(iter(urls)), reference)
    return stated(without(excerpt, source.drop_info), reference)


def _release(made: Path, reference: Reference) -> str:
    """The date of a ClinVar file; reading it proves that every word in it is known here."""
    return ", ".join(read_clinvar((made,), reference.build, reference.regions).releases)


def _put(made: Path, target: Path) -> None:
    """Puts the new file, its index and its record in place; what was there is kept as `.previous`.

    At each moment there is a whole file, and never the index of another one beside it.
    """
    index = Path(f"{target}.tbi")
    if index.exists():
        index.replace(f"{index}{PREVIOUS}")
    for path in (target, Path(f"{target}{RECORD}")):
        if path.exists():
            with written_whole(Path(f"{path}{PREVIOUS}")) as part:
                shutil.copyfile(path, part)
    for suffix in ("", ".tbi", RECORD):
        Path(f"{made}{suffix}").replace(f"{target}{suffix}")
