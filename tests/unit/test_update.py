"""`hyperigm update` against mirrors on loopback. Oracles: the mirror's own files, read by htslib."""

import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pysam
import pytest
from click.testing import CliRunner
from tests.loopback import Fault, Site, serving

from hyperigm.cli import main
from hyperigm.core.release import Fetched
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.bgzip import write_indexed_vcf
from hyperigm.edges.clinvar import bundled, read_clinvar
from hyperigm.edges.download import Patience, Server
from hyperigm.edges.gnomad import read_gnomad
from hyperigm.edges.reference import Reference, load_reference
from hyperigm.edges.store import read_value
from hyperigm.errors import ResourceError
from hyperigm.steps.update import Wish, update

TODAY = date(2026, 1, 9)
CLINVAR = "/vcf_{build}/clinvar.vcf.gz"
ELSEWHERE = "1\t1000\t9\tA\tG\t.\t.\tCLNSIG=A_word_nobody_knows\n"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(Site()) as made:
        yield made


def snapshot(build: Build) -> str:
    """The bundled snapshot's text: real ClinVar records of the six genes."""
    (path,) = (path for path in bundled() if build in path.name)
    return gzip.decompress(path.read_bytes()).decode()


def publish(site: Site, build: Build, text: str) -> None:
    """Puts a ClinVar VCF and its .md5 on the server as NCBI does."""
    path, data = CLINVAR.format(build=build), gzip.compress(text.encode())
    site.files[path] = data
    site.files[f"{path}.md5"] = f"{hashlib.md5(data).hexdigest()}  /somewhere/clinvar.vcf.gz\n".encode()


def release(build: Build, day: str) -> str:
    """A whole release of that day: the snapshot with records of another chromosome before it."""
    head, body = snapshot(build).replace("2018-06-01", day).split("INFO\n", 1)
    return f"{head}INFO\n{ELSEWHERE * 20}{body}"


def no_sleep(seconds: float) -> None:
    """Attempts follow each other at once."""
    assert seconds > 0


def run(
    site: Site,
    out: Path,
    kind: str = "clinvar",
    builds: tuple[Build, ...] = (),
    dry_run: bool = False,
    force: bool = False,
) -> list[str]:
    """What the command said."""
    said: list[str] = []
    server = Server(Patience(attempts=3, connect=5, silence=0.3), no_sleep)
    update(Wish(kind, out, builds, site.url, dry_run, force), server, said.append, TODAY)
    return said


def test_clinvar_of_both_builds_for_the_six_genes(site: Site, tmp_path: Path) -> None:
    for build in Build:
        publish(site, build, release(build, "2026-01-04"))
    said = run(site, tmp_path)
    assert "2026-01-04" in said[0]
    for build in Build:
        path = tmp_path / f"clinvar.{build}.vcf.gz"
        regions = load_reference(build).regions
        ours, theirs = read_clinvar((path,), build, regions), read_clinvar((), build, regions)
        assert set(ours.alleles) == set(theirs.alleles)
        assert ours.releases == ("2026-01-04",)
        assert "\n1\t" not in gzip.decompress(path.read_bytes()).decode(), "only the six genes are kept"
        record = read_value(Path(f"{path}.source.json"), Fetched)
        assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (record.release, record.fetched, record.records) == (
            "2026-01-04",
            "2026-01-09",
            len(theirs.alleles),
        )
        with pysam.TabixFile(str(path)) as table:
            assert len(list(table.fetch())) == record.records
    config = said[-1].split(":  ")[1]
    assert config == f"clinvar: [{tmp_path / 'clinvar.GRCh37.vcf.gz'}, {tmp_path / 'clinvar.GRCh38.vcf.gz'}]"
    assert len(list(tmp_path.iterdir())) == 6, "a VCF, its index and its record, per build"


def test_a_newer_release_keeps_the_older_one(site: Site, tmp_path: Path) -> None:
    for day in ("2025-12-01", "2026-01-04"):
        for build in Build:
            publish(site, build, release(build, day))
        run(site, tmp_path)
    path = tmp_path / "clinvar.GRCh38.vcf.gz"
    regions = load_reference(Build.GRCH38).regions
    assert read_clinvar((path,), Build.GRCH38, regions).releases == ("2026-01-04",)
    kept = read_clinvar((Path(f"{path}.previous"),), Build.GRCH38, regions)
    assert kept.releases == ("2025-12-01",)
    assert read_value(Path(f"{path}.source.json.previous"), Fetched).release == "2025-12-01"
    assert Path(f"{path}.tbi.previous").is_file()


def test_what_is_current_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    for build in Build:
        publish(site, build, release(build, "2026-01-04"))
    run(site, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    site.asked.clear()
    assert "is current" in run(site, tmp_path)[0]
    assert {item.path for item in site.asked} == {f"{CLINVAR.format(build=build)}.md5" for build in Build}
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    (tmp_path / "clinvar.GRCh38.vcf.gz").write_bytes(b"damaged")
    assert "is current" not in run(site, tmp_path)[1], "a file that is not the one recorded is fetched anew"


def _first_of_each_gene(text: str) -> str:
    """The release with one record per gene."""
    kept, seen = [], set[str]()
    for line in text.splitlines(keepends=True):
        gene = line.partition("GENEINFO=")[2].partition(":")[0]
        if not gene or gene not in seen:
            kept.append(line)
        seen.add(gene)
    return "".join(kept)


@pytest.mark.parametrize(
    ("day", "few", "what"),
    [
        ("2024-01-01", False, "is of 2024-01-01, and what is here of 2026-01-04"),
        ("2026-02-04", True, "has 6 records in the genes, and what is here"),
    ],
)
def test_an_older_or_a_shrunken_release_is_refused_unless_forced(
    site: Site, tmp_path: Path, day: str, few: bool, what: str
) -> None:
    """A mirror that lags behind, or one that lost its records: six genes have six records left."""
    only = (Build.GRCH38,)
    publish(site, Build.GRCH38, release(Build.GRCH38, "2026-01-04"))
    run(site, tmp_path, builds=only)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    text = release(Build.GRCH38, day)
    publish(site, Build.GRCH38, _first_of_each_gene(text) if few else text)
    with pytest.raises(ResourceError, match=what):
        run(site, tmp_path, builds=only)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert f"warning: it {what}" in run(site, tmp_path, builds=only, force=True)[0]
    found = read_clinvar(
        (tmp_path / "clinvar.GRCh38.vcf.gz",), Build.GRCH38, load_reference(Build.GRCH38).regions
    )
    assert found.releases == (day,)


def test_a_dry_run_writes_nothing(site: Site, tmp_path: Path) -> None:
    for build in Build:
        publish(site, build, release(build, "2026-01-04"))
    said = run(site, tmp_path / "new", dry_run=True)
    assert not (tmp_path / "new").exists()
    assert f"{site.url}{CLINVAR.format(build='GRCh38')} (0.0 MB)" in said[1]
    assert not site.gets(CLINVAR.format(build="GRCh38"))


def damage(site: Site, fault: str) -> None:
    """Turns the GRCh38 release on the server into something that must not be taken."""
    path, text = CLINVAR.format(build="GRCh38"), release(Build.GRCH38, "2026-01-04")
    other = release(Build.GRCH37, "2026-01-04").replace("GRCh37", "GRCh38")
    publish(site, Build.GRCH38, TEXTS[fault](text, other) if fault in TEXTS else text)
    site.faults[path] = ANSWERS.get(fault, []) * 9
    if fault == "missing":
        del site.files[path]
    elif fault == "gzip":
        site.files[path] = site.files[path][:-400]
        site.files[f"{path}.md5"] = hashlib.md5(site.files[path]).hexdigest().encode()
    elif fault in SUMS:
        site.files[f"{path}.md5"] = SUMS[fault]
    site.ranges = fault != "cut"


def other_bases(text: str) -> str:
    """The same records with REF and ALT exchanged."""
    return re.sub(r"\t([ACGT])\t([ACGT])\t", r"\t\2\t\1\t", text)


TEXTS: dict[str, Callable[[str, str], str]] = {
    "half": lambda text, _: "\n".join(text.split("\n")[:60]) + "\n",
    "build": lambda _, other: other,
    "bases": lambda text, _: other_bases(text),
    "word": lambda text, _: text.replace("CLNSIG=Pathogenic", "CLNSIG=Very_bad", 1),
    "page": lambda *_: "<html>log in</html>\n",
}
ANSWERS = {
    "503": [Fault(status=503)],
    "cut": [Fault(cut_after=100)],
    "stall": [Fault(stall_after=100)],
}
SUMS = {"sum": b"0" * 32, "no sum": b"<html>not found</html>"}
FAULTS = {
    "sum": "MD5",
    "no sum": "has no MD5",
    "missing": "404",
    "503": "503",
    "cut": "after 100 bytes",
    "stall": "broke off",
    "half": "has no record at",
    "build": "has no record at",
    "bases": "REF differs",
    "word": "very_bad",
    "gzip": "can't be read",
    "page": "is no VCF",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_release_leaves_what_was_there(site: Site, tmp_path: Path, fault: str) -> None:
    for build in Build:
        publish(site, build, release(build, "2025-12-01"))
    run(site, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publish(site, Build.GRCH37, release(Build.GRCH37, "2026-01-04"))
    damage(site, fault)
    with pytest.raises(ResourceError) as caught:
        run(site, tmp_path)
    assert len(caught.value.problems) == 1
    assert FAULTS[fault] in str(caught.value)
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    of_38 = {name: data for name, data in before.items() if "GRCh38" in name}
    assert {name: after[name] for name in of_38} == of_38
    assert not any(name.startswith("clinvar.GRCh38") for name in after.keys() - before.keys())
    assert after["clinvar.GRCh37.vcf.gz"] != before["clinvar.GRCh37.vcf.gz"], "the other build is still done"


def test_the_next_run_mends_it(site: Site, tmp_path: Path) -> None:
    publish(site, Build.GRCH37, release(Build.GRCH37, "2026-01-04"))
    publish(site, Build.GRCH38, release(Build.GRCH38, "2026-01-04"))
    site.faults[CLINVAR.format(build="GRCh38")] = [Fault(cut_after=100), *[Fault(status=503)] * 3]
    with pytest.raises(ResourceError):
        run(site, tmp_path)
    site.faults.clear()
    run(site, tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")], "no part is left"
    assert site.gets(CLINVAR.format(build="GRCh38"))[-1].range == "bytes=100-"


@pytest.mark.parametrize("broken", range(7))
def test_wherever_it_breaks_there_is_a_whole_file(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: int
) -> None:
    """The n-th renaming fails. The file is the old or the new one, and an index beside it is its own."""
    publish(site, Build.GRCH38, release(Build.GRCH38, "2025-12-01"))
    run(site, tmp_path, builds=(Build.GRCH38,))
    publish(
        site, Build.GRCH38, release(Build.GRCH38, "2026-01-04").replace("\tCLNREVSTAT", "\tX=1;CLNREVSTAT")
    )
    later: list[Path] = []
    rename = Path.replace

    def fails(path: Path, target: Path | str) -> Path:
        if Path(target).parent == tmp_path:
            later.append(path)
            if len(later) == broken + 1:
                raise OSError(28, "No space left on device")
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fails)
        with pytest.raises(ResourceError, match="no space left"):
            run(site, tmp_path, builds=(Build.GRCH38,))
    path = tmp_path / "clinvar.GRCh38.vcf.gz"
    regions = load_reference(Build.GRCH38).regions
    found = read_clinvar((path,), Build.GRCH38, regions)
    assert found.releases in (("2025-12-01",), ("2026-01-04",))
    assert len(found.alleles) == 584
    if Path(f"{path}.tbi").exists():
        with pysam.TabixFile(str(path)) as table:
            assert sum(1 for _ in table.fetch("X")) == sum(key.startswith("chrX") for key in found.alleles)
    run(site, tmp_path, builds=(Build.GRCH38,))
    assert read_clinvar((path,), Build.GRCH38, regions).releases == ("2026-01-04",), "the next run mends it"


def test_a_folder_that_can_not_be_written(site: Site, tmp_path: Path) -> None:
    publish(site, Build.GRCH38, release(Build.GRCH38, "2026-01-04"))
    (tmp_path / "file").write_text("")
    with pytest.raises(ResourceError, match="can't be written"):
        run(site, tmp_path / "file" / "out", builds=(Build.GRCH38,))


GNOMAD = "/4.1/vcf/joint/gnomad.joint.v4.1.sites.{chrom}.vcf.bgz"
GNOMAD_HEADER = """\
##fileformat=VCFv4.2
##INFO=<ID=AC_joint,Number=A,Type=Integer,Description="x">
##INFO=<ID=vep,Number=.,Type=String,Description="x">
##INFO=<ID=gq_hist_alt_bin_freq_joint,Number=A,Type=String,Description="x">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO
"""


def gnomad(site: Site, folder: Path, reference: Reference) -> dict[str, Path]:
    """Whole chromosomes in gnomAD's format: a record every 97 bases in the genes, and others far off."""
    made: dict[str, Path] = {}
    for chrom in dict.fromkeys(region.chrom for region in reference.regions):
        places = set(range(100_000, reference.chromosome(chrom).length, 20_000))
        for region in reference.regions:
            if region.chrom == chrom:
                places.update(range(region.start - 970, region.end + 970, 97))
        lines = [gnomad_record(reference, chrom, pos) for pos in sorted(places)]
        made[chrom] = folder / f"{chrom}.vcf.gz"
        write_indexed_vcf(made[chrom], GNOMAD_HEADER + "".join(lines))
        path = GNOMAD.format(chrom=chrom)
        site.files[path] = made[chrom].read_bytes()
        site.files[f"{path}.tbi"] = Path(f"{made[chrom]}.tbi").read_bytes()
    return made


def gnomad_record(reference: Reference, chrom: str, pos: int) -> str:
    ref = reference.fetch(chrom, pos, pos).replace("N", "A")
    noise = hashlib.sha256(f"{chrom}{pos}".encode()).hexdigest() * 8
    alt = "C" if ref != "C" else "G"
    info = f"AC_joint={pos % 7};AN_joint=5000;vep={noise};gq_hist_alt_bin_freq_joint=1|2"
    return f"{chrom}\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\t{info}\n"


def test_a_server_that_tells_no_version_is_read_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 9110, 8.8: ETag and Last-Modified may both be missing; two answers without them prove nothing."""
    site.etags = False
    reference, out, only = load_reference(Build.GRCH38), tmp_path / "out", (Build.GRCH38,)
    gnomad(site, tmp_path, reference)
    run(site, out, "gnomad", only)
    record = gnomad_record
    monkeypatch.setattr(
        "tests.unit.test_update.gnomad_record",
        lambda *place: record(*place).replace("AN_joint=5000", "AN_joint=9000"),
    )
    gnomad(site, tmp_path, reference)
    assert "is current" not in run(site, out, "gnomad", only)[0]
    (made,) = out.glob("gnomad_joint*.vcf.gz")
    assert "AN_joint=9000" in gzip.decompress(made.read_bytes()).decode()


def test_gnomad_is_read_in_ranges(site: Site, tmp_path: Path) -> None:
    reference = load_reference(Build.GRCH38)
    files = gnomad(site, tmp_path, reference)
    out = tmp_path / "out"
    site.faults[GNOMAD.format(chrom="chrX")] = [Fault(cut_after=5), Fault(status=503)]
    run(site, out, "gnomad", (Build.GRCH38,))
    expected = []
    for region in reference.regions:
        with pysam.TabixFile(str(files[region.chrom])) as table:
            expected += list(table.fetch(region.chrom, region.start - 1, region.end))
    path = out / "gnomad_joint_v4.1.GRCh38.vcf.gz"
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    records = [line for line in lines if not line.startswith("#")]
    assert [line.split("\t")[:7] for line in records] == [line.split("\t")[:7] for line in expected]
    assert {line.split("\t")[7] for line in records} == {
        f"AC_joint={rest};AN_joint=5000" for rest in range(7)
    }
    top = GNOMAD_HEADER.split("\n")
    assert lines[:3] == [top[0], "##reference=GRCh38", top[1]], "gnomAD's headers do not say their build"
    assert not any("vep" in line for line in lines)
    ranges = [
        item for item in site.asked if item.path == GNOMAD.format(chrom="chr7") and item.method == "GET"
    ]
    assert all(item.range for item in ranges)
    got = sum(int(item.range.split("-")[1]) - int(item.range[6:].split("-")[0]) for item in ranges)
    assert got < len(site.files[GNOMAD.format(chrom="chr7")]) / 2, "the genes' blocks, not the chromosome"
    assert read_value(Path(f"{path}.source.json"), Fetched).release == "v4.1"
    alleles = [Allele(c, int(p), r, a) for c, p, _, r, a, *_ in (line.split("\t") for line in records)]
    read = read_gnomad((path,), alleles, reference, load_acmg_rules().populations)
    assert read.files == (path.name,)
    bundled_bases = [one for one in alleles if reference.fetch(one.chrom, one.pos, one.pos) != "N"]
    assert len(bundled_bases) > 1000
    assert set(read.found) == {one.key for one in bundled_bases}, "the annotate step reads what was fetched"


@pytest.mark.parametrize("fault", ["no ranges", "no index", "damaged"])
def test_gnomad_that_can_not_be_read(site: Site, tmp_path: Path, fault: str) -> None:
    gnomad(site, tmp_path, load_reference(Build.GRCH38))
    path = GNOMAD.format(chrom="chr12")
    if fault == "no ranges":
        site.ranges = False
    elif fault == "no index":
        site.files[f"{path}.tbi"] = b"none"
    else:
        middle = bytearray(site.files[path])
        middle[200:-200:50] = bytes(byte ^ 0xFF for byte in middle[200:-200:50])
        site.files[path] = bytes(middle)
    words = {"no ranges": "no ranges", "no index": "no tabix index", "damaged": "damaged|bgzip"}
    with pytest.raises(ResourceError, match=words[fault]):
        run(site, tmp_path / "out", "gnomad", (Build.GRCH38,))
    assert not list((tmp_path / "out").glob("gnomad*"))


def test_the_command(site: Site, tmp_path: Path) -> None:
    publish(site, Build.GRCH38, release(Build.GRCH38, "2026-01-04"))
    args = ["update", "clinvar", "--build", "GRCh38", "--base-url", site.url, "--out", str(tmp_path / "e")]
    done = CliRunner().invoke(main, args)
    assert done.exit_code == 0, done.output
    assert "release" not in done.stderr, "no bar where nobody watches"
    assert (tmp_path / "e" / "clinvar.GRCh38.vcf.gz").is_file()
    assert not (tmp_path / "e" / "clinvar.GRCh37.vcf.gz").exists()
    del site.files[CLINVAR.format(build="GRCh38")]
    site.files[f"{CLINVAR.format(build='GRCh38')}.md5"] = b"1" * 32
    failed = CliRunner().invoke(main, args)
    assert failed.exit_code == 4
    assert "404" in failed.stderr
