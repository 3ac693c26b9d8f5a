"""The files of one sample: HTML that asks for nothing and trusts nothing, VCF that htslib reads."""

import base64
import gzip
import hashlib
import html
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pysam
import pysam.bcftools
import pytest
from tests.conftest import Run
from tests.vcf_files import CONTAINERS, contain, header

from hyperigm.core.alike import Alike
from hyperigm.core.annotation import Annotation, ClinVar, Impact, TranscriptEffect
from hyperigm.core.columns import FINDING_COLUMNS
from hyperigm.core.coverage import exon_statuses
from hyperigm.core.evidence_used import clinvar_warnings
from hyperigm.core.family import Affected, Person, Sex
from hyperigm.core.finding import Conclusion, Finding, SampleResult, Tier
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build, Call, Genotype, Record, Slot
from hyperigm.core.verdict import Match, Mechanism, Verdict, Zygosity
from hyperigm.core.warning import WarningKind, about
from hyperigm.edges.calls_vcf import CallsVcf, vcf_text, write_calls
from hyperigm.edges.finding_lines import FindingLines
from hyperigm.edges.html import report_html, template
from hyperigm.edges.panel import load_panel
from hyperigm.edges.phenopacket import Packets
from hyperigm.edges.reference import load_reference
from hyperigm.edges.report_json import ReportFile, ReportJson
from hyperigm.edges.report_page.cards import cards
from hyperigm.edges.report_page.texts import Texts
from hyperigm.edges.store import read_value, write_results
from hyperigm.edges.tables import row_line
from hyperigm.steps.report import ERROR, GOOD, report

VCF = import_module("cyvcf2").VCF
PANEL = load_panel()
EXONS = exon_statuses(PANEL, load_reference(Build.GRCH38).transcripts, ())
TODAY = date(2026, 11, 22)
EVIL = "<script>alert('x')</script>\"&=HYPERLINK(1)\u202e"


def finding(
    alt: str = "A",
    tier: Tier = Tier.DIAGNOSTIC,
    text: str = "1",
    slots: tuple[Slot, ...] = (Slot.THIS,),
    pos: int = 136648355,
) -> Finding:
    gene = PANEL.gene("CD40LG")
    allele = Allele("chrX", pos, "T", alt)
    effect = TranscriptEffect(
        "NM_000074.3",
        "NM_000074.3:c.107T>A",
        "NP_000065.1:p.(Met36Lys)",
        ("missense_variant",),
        Impact.MODERATE,
        exon="1",
    )
    record = Record("X", pos, "T", (alt,), ("PASS",), "rs1")
    verdict = Verdict(allele.key, "HIGM1", Zygosity.HEMIZYGOUS, Match.YES, Mechanism.HEMIZYGOUS, "one X.")
    annotation = Annotation(
        allele.key, "CD40LG", None, effect, clinvar=ClinVar("26201", "Pathogenic/Likely_pathogenic", "", None)
    )
    made = Call(allele, Genotype(text, slots, "|" in text), record, 41, 41, 1.0, 99.0)
    return Finding(
        "boy", Build.GRCH38, "X", gene, gene.entities[0], made, annotation, verdict, tier, "It fits; one X."
    )


def result(*findings: Finding) -> SampleResult:
    return SampleResult(
        sample="boy",
        conclusion=Conclusion.DIAGNOSTIC if findings else Conclusion.NOT_ASSESSABLE,
        conclusion_sentence="A sentence.",
        sex_declared="male",
        sex_inferred="male",
        sex_reason="no heterozygous call on X",
        build=Build.GRCH38,
        build_evidence="contig lengths",
        n_calls=len(findings),
        findings=findings,
        exons=EXONS,
        clinvar=("2018-06-01",),
    )


class Tags(HTMLParser):
    """Every tag with its attributes, and whether elements close in order."""

    void = frozenset({"meta", "br", "link", "img", "input", "hr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(*findings: Finding) -> str:
    return report_html(result(*findings), PANEL, 365, TODAY)


def test_the_page_is_whole_small_and_asks_for_nothing() -> None:
    """Oracle: HTML living standard, the elements and attributes that make a browser fetch."""
    text = page(finding(), finding("C", Tier.BACKGROUND))
    tags = Tags(text)
    assert tags.open == []
    assert len(text.encode("utf-8")) < 300_000
    assert {"link", "img", "iframe", "object", "base", "form", "use", "image"}.isdisjoint(
        tag for tag, _ in tags.tags
    )
    for _, attributes in tags.tags:
        assert {"src", "srcset", "action", "background", "xlink:href"}.isdisjoint(attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert re.findall(r"url\(([^)]*)\)", text) == ["#cross", "#hatch"]
    assert "@import" not in text


def test_a_healthy_relative_has_no_cause_to_be_missed() -> None:
    """Oracle: Lee 2005 counts patients; a person who the sheet says is not affected is none."""
    negative = replace(result(), conclusion=Conclusion.NONE_FOUND)
    for affected in Affected:
        one = replace(negative, people=(Person("boy", Sex.MALE, affected=affected),))
        said = "published patients" in report_html(one, PANEL, 365, TODAY)
        assert said == (affected is not Affected.NO)


def test_the_policy_names_the_one_script_by_its_hash() -> None:
    """Oracle: CSP level 3: base64 of the SHA-256 of what stands between the tags."""
    text = page(finding())
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"\son\w+=", text)


def test_nothing_in_a_sample_becomes_markup() -> None:
    """Every text of the result is hostile; the page must have the same tags as with harmless text."""
    plain = finding()
    effect = replace(plain.annotation.effect, hgvs_c=EVIL, hgvs_p=EVIL, consequence=(EVIL,), exon=EVIL)
    clinvar = ClinVar(EVIL, EVIL, EVIL, 2)
    call = replace(
        plain.call,
        genotype=replace(plain.call.genotype, text=EVIL),
        record=replace(plain.call.record, contig=EVIL, filters=(EVIL,), vcf_id=EVIL),
        flags=(EVIL,),
    )
    gene = replace(plain.gene, symbol=EVIL)
    evil = replace(
        plain,
        sample=EVIL,
        contig=EVIL,
        gene=gene,
        call=call,
        annotation=replace(plain.annotation, effect=effect, clinvar=clinvar),
        explanation=EVIL,
        verdict=replace(plain.verdict, reason=EVIL, partners=(EVIL,)),
    )
    others = replace(evil, tier=Tier.BACKGROUND)
    hostile = replace(
        result(evil, others),
        sample=EVIL,
        conclusion_sentence=EVIL,
        sex_reason=EVIL,
        build_evidence=EVIL,
        warnings=about(WarningKind.OTHER, (EVIL,)),
        clinvar=(EVIL,),
    )
    text = report_html(hostile, PANEL, 365, TODAY)
    assert text.count("<script") == 1
    assert text.count("&lt;script&gt;") > 15
    tame = replace(plain, annotation=replace(plain.annotation, clinvar=ClinVar("1", "Benign", "", 2)))
    harmless = report_html(
        replace(result(tame, replace(tame, tier=Tier.BACKGROUND)), warnings=about(WarningKind.OTHER, ("w",))),
        PANEL,
        365,
        TODAY,
    )
    assert {tag for tag, _ in Tags(text).tags} == {tag for tag, _ in Tags(harmless).tags}


def test_a_sample_with_thousands_of_calls_has_a_small_page_that_says_what_it_left_out() -> None:
    """The size is the issue's: under 300 kB. A card is never left out of the table."""
    words = "A reason of usual length, " * 12
    many = [
        replace(finding(alt, Tier.BACKGROUND, pos=136648000 + shift), explanation=words)
        for shift in range(1000)
        for alt in "AC"
    ]
    heads = [replace(finding("G", pos=136648000 + 7 * shift), explanation=words) for shift in range(40)]
    text = page(*heads, *many)
    assert len(text.encode("utf-8")) < 300_000
    assert text.count('<article class="card') == 10
    assert "30 more are in the table" in text
    assert text.count('<tbody data-tier="diagnostic"') == 40
    (left,) = re.findall(r"(\d+) more are in <bdi>", text)
    assert int(left) == 2000 - text.count('<tbody data-tier="background"')


def test_words_of_ten_thousand_letters_are_shown_with_their_length() -> None:
    plain = finding("A" * 10_000)
    long = replace(plain.annotation.effect, hgvs_c="NM_000074.3:c.107ins" + "A" * 10_000)
    odd = replace(plain, explanation="x" * 10_000, annotation=replace(plain.annotation, effect=long))
    text = page(odd)
    assert len(text.encode("utf-8")) < 100_000
    assert "(10,000 letters)" in text
    assert max(len(word) for word in re.sub(r"<(script|style)>.*?</\1>", "", text, flags=re.S).split()) < 400


def test_a_relative_of_whom_the_file_says_nothing_has_no_data_and_never_reference() -> None:
    """Domain: a missing genotype is unknown. The mother is known, the father's file has no such record."""
    people = (
        Person("boy", Sex.MALE, "F", "dad", "mum", Affected.YES),
        Person("mum", Sex.FEMALE, "F"),
        Person("dad", Sex.MALE, "F"),
    )
    plain = finding()
    family = replace(
        result(plain), people=people, genotypes={"mum": {plain.call.allele.key: "0/1"}, "dad": {}}
    )
    (card,) = cards(family)
    assert card.family is not None
    drawn = {one.name: (one.sex, one.affected, one.lines) for one in card.family.relatives}
    assert drawn == {
        "dad": ("male", "unknown", ("no data",)),
        "mum": ("female", "unknown", ("0/1",)),
        "boy": ("male", "yes", ("1",)),
    }


@pytest.mark.parametrize(
    "other",
    [
        {"depth": None},
        {"depth": 1234, "allele_fraction": 0.4321},
        {"allele_fraction": None},
        {"record": replace(finding().call.record, vcf_id=f"mine {EVIL}")},
        {"record": replace(finding().call.record, vcf_id=".")},
        {"record": replace(finding().call.record, filters=("LowQual",))},
        {"flags": ("low_depth",)},
    ],
    ids=lambda other: "-".join(other),
)
def test_a_page_is_the_same_whatever_pages_were_written_before(other: dict[str, Any]) -> None:
    """What pages have in common is written once: none may have what is another sample's."""
    first, second = finding(), finding("C")
    partner = (second.call.allele.key,)
    paired = replace(
        first, verdict=replace(first.verdict, partners=partner), explanation=f"With {partner[0]}."
    )
    quiet = replace(paired, explanation=first.explanation)
    renamed = replace(second.annotation.effect, hgvs_c="NM_000074.3:c.108G>C")
    samples = [
        (first, second),
        (replace(first, call=replace(first.call, **other)), second),
        (second, replace(first, call=replace(first.call, **other))),
        (paired, second),
        (paired, replace(second, annotation=replace(second.annotation, effect=renamed))),
        (quiet, second),
        (quiet, replace(second, annotation=replace(second.annotation, effect=renamed))),
        (first, second),
    ]
    alike = Alike()
    texts, packets, lines = Texts(alike, template().environment), Packets(alike), FindingLines(alike)
    calls, encoder = CallsVcf(alike), ReportJson(alike)
    for findings in samples:
        mine = result(*findings)
        assert report_html(mine, PANEL, 365, TODAY, texts) == report_html(mine, PANEL, 365, TODAY)
        assert packets.text(mine) == Packets(Alike()).text(mine)
        assert lines.lines(findings).decode() == "".join(row_line(FINDING_COLUMNS, one) for one in findings)
        assert vcf_text(mine, calls) == vcf_text(mine)
        assert encoder.encoded(mine) == msgspec.json.encode(ReportFile.of(mine))


def test_a_nul_of_the_file_takes_no_place_of_the_calls_own_values() -> None:
    """A FILTER may hold any character: the page is that of another letter in its place."""
    pages = []
    for letter in ("\0", "z"):
        first = finding()
        record = replace(first.call.record, filters=(f"q{letter}bad",))
        pages.append(page(replace(first, call=replace(first.call, record=record))))
    assert pages[0].count("q\0bad") == pages[1].count("qzbad") > 0
    assert pages[0].replace("q\0bad", "qzbad") == pages[1]


@pytest.mark.parametrize(("many", "lists"), [(20, 2), (21, 1)])
def test_a_long_list_of_alts_is_told_once_a_record(many: int, lists: int) -> None:
    """A thousand ALTs in each of their thousand findings are a million. Every ALT stands somewhere."""
    alts = tuple(f"T{n * 'A'}" for n in range(many))
    first = finding()
    record = replace(first.call.record, alts=alts)
    both = [
        replace(first, call=replace(first.call, record=record, allele=replace(first.call.allele, alt=alt)))
        for alt in alts[:2]
    ]
    encoder = ReportJson(Alike())
    for _ in range(2):  # what is told is told to each sample
        found = json.loads(encoder.encoded(result(*both)))["result"]["findings"]
        told = [tuple(one["call"]["record"]["alts"]) for one in found]
        assert told == [alts, alts if lists == 2 else ()]
        assert [one["call"]["allele"]["alt"] for one in found] == list(alts[:2])


def test_a_negative_page_says_the_prior_and_never_no_variant_found() -> None:
    """Oracle: domain.md, 33 of 140 unexplained (Lee 2005); contract, words it must never say."""
    text = re.sub(r"\s+", " ", page())
    assert "of 140 published patients" in text
    assert "33 had no known cause" in text
    assert "no variant found" not in text.lower()
    assert "lynch" not in text.lower()


def test_the_page_has_its_parts() -> None:
    text = page(finding(), finding("C", Tier.BACKGROUND))
    for part in (
        "A sentence.",
        "It fits; one X.",
        "Blind spots",
        "For research use.",
        "2018-06-01",
        "Context, not advice",
    ):
        assert part in text
    assert "of 140 published" not in text


@pytest.mark.parametrize(
    ("releases", "count", "word"),
    [
        (("2026-11-01",), 0, ""),
        (("2025-11-22",), 0, ""),
        (("2025-11-21",), 1, "2025-11-21"),
        (("2018-06-01", "2026-11-01"), 1, "2018-06-01"),
        (("mine.vcf (undated)",), 1, "does not say its date"),
        ((), 1, "No ClinVar"),
    ],
)
def test_the_age_of_clinvar(releases: tuple[str, ...], count: int, word: str) -> None:
    """By the calendar: 2025-11-22 is 365 days before 2026-11-22."""
    warnings = clinvar_warnings(releases, 365, TODAY)
    assert len(warnings) == count
    assert all(word in warning for warning in warnings)


def test_the_calls_read_in_cyvcf2_as_they_were_called(tmp_path: Path) -> None:
    """Oracle: the VCF specification through htslib: haploid and half-missing calls stay so."""
    calls = (
        finding("A"),
        finding("C", Tier.BACKGROUND, "./1", (Slot.MISSING, Slot.THIS), pos=136648360),
        finding("G", Tier.BACKGROUND, "1|2", (Slot.THIS, Slot.OTHER), pos=136648350),
    )
    path = tmp_path / "boy.calls.vcf.gz"
    write_calls(path, result(*calls))
    read = {variant.POS: variant for variant in VCF(str(path))("X:136648300-136648400")}
    assert list(read) == [136648350, 136648355, 136648360]
    assert [copies for *copies, _ in read[136648355].genotypes] == [[1]]
    assert read[136648360].genotypes == [[-1, 1, False]]
    assert read[136648350].genotypes == [[1, 0, True]]
    info = read[136648355].INFO
    assert info["HIGM_GENE"] == "CD40LG"
    assert info["HIGM_TIER"] == "diagnostic"
    assert info["HIGM_HGVSC"] == "NM_000074.3:c.107T>A"
    assert info["HIGM_CLINVAR"] == "Pathogenic/Likely_pathogenic"
    assert read[136648355].format("DP")[0][0] == 41
    assert read[136648355].FILTER is None  # htslib's PASS
    assert VCF(str(path)).samples == ["boy"]


def test_bcftools_reads_any_depth_and_contigs_come_in_genome_order(tmp_path: Path) -> None:
    """Oracle: bcftools, which refuses 2.3e+06 in an Integer; VCF 4.3, section 1.3: at most 2**31 - 1."""
    depths = {"7": 2_345_678, "12": 1_000_000, "20": 2**31 - 1, "X": 2**31}
    calls = []
    for name, depth in reversed(depths.items()):
        one = finding()
        call = replace(one.call, allele=replace(one.call.allele, chrom=f"chr{name}"), depth=depth)
        calls.append(replace(one, contig=name, call=call))
    path = tmp_path / "boy.calls.vcf.gz"
    write_calls(path, result(*calls))
    assert str(pysam.bcftools.query("-f", "%CHROM [%DP]\n", str(path))).splitlines() == [
        "7 2345678",
        "12 1000000",
        "20 2147483647",
        "X .",
    ]
    contigs = [
        line for line in str(pysam.bcftools.head(str(path))).splitlines() if line.startswith("##contig")
    ]
    assert contigs == [f"##contig=<ID={name}>" for name in depths]


@pytest.mark.parametrize("kind", CONTAINERS)
def test_an_id_in_utf_8_reaches_page_table_and_vcf_as_it_was(
    kind: str, run_steps: Run, tmp_path: Path
) -> None:
    """VCF 4.3, section 1: the file is UTF-8. What is not (a lone 0xE9) is read as Latin-1."""
    name, word = "rs1_é_\u202e_日本", "tiefe_ü"
    records = [
        f"chrX\t136648355\t{name}\tT\tA\t50\t{word}\t.\tGT:AD:DP\t1:0,30:30\n",
        "chrX\t136648360\told_\udce9\tG\tT\t50\tPASS\t.\tGT:AD:DP\t1:0,30:30\n",
    ]
    if kind.startswith("bcf"):
        records = records[:1]  # htslib's own decoder, of UTF-8 alone
    text = header(["boy"]).replace("##FILTER=<ID=q10", f"##FILTER=<ID={word}") + "".join(records)
    plain = tmp_path / "a.vcf"
    plain.write_bytes(text.encode("utf-8", "surrogateescape"))
    vcf = contain(plain, kind)
    (tmp_path / "samples.tsv").write_text(f"sample\tvcf\tsex\nboy\t{vcf}\tmale\n")
    run_steps(tmp_path / "samples.tsv", tmp_path / "out", Settings())
    folder = tmp_path / "out" / "samples" / "boy"
    lines = gzip.decompress((folder / "boy.calls.vcf.gz").read_bytes()).decode("utf-8").splitlines()
    ids = [line.split("\t")[2] for line in lines if line[0] != "#"]
    assert ids == [name, "old_é"][: len(records)]
    filters = [line.split("\t")[6] for line in lines if line[0] != "#"]
    assert filters == [word, "PASS"][: len(records)]
    read = str(pysam.bcftools.query("-f", "%ID\n", str(folder / "boy.calls.vcf.gz")))
    assert read.splitlines() == ids
    page = (folder / "boy.report.html").read_text(encoding="utf-8")
    assert name in html.unescape(page)
    assert word in (folder / "boy.findings.tsv").read_text(encoding="utf-8")


def test_hostile_text_stays_inside_its_field(tmp_path: Path) -> None:
    plain = finding()
    hostile = replace(
        plain,
        annotation=replace(plain.annotation, clinvar=ClinVar("1", "a;b=c,d e\tf\n%", "", 1)),
        call=replace(plain.call, record=replace(plain.call.record, vcf_id="a b;c", filters=("q 1", "LOW"))),
    )
    path = tmp_path / "boy.calls.vcf.gz"
    write_calls(path, result(hostile))
    (variant,) = VCF(str(path))
    assert variant.INFO["HIGM_CLINVAR"] == "a%3Bb%3Dc%2Cd%20e%09f%0A%25"
    assert variant.ID == "a_b_c"
    assert variant.FILTER == "q_1;LOW"


def written(tmp_path: Path, one: SampleResult) -> Path:
    write_results(tmp_path / "interpret.json", (one,))
    report(tmp_path / "interpret.json", Settings(), tmp_path / "out", tmp_path / "report.json")
    return tmp_path / "out" / "samples" / "boy"


def test_every_file_is_written_listed_and_the_same_again(tmp_path: Path) -> None:
    folder = written(tmp_path, result(finding()))
    names = sorted([*(f"boy.{ending}" for ending in GOOD), "datapackage.json"])
    assert sorted(path.name for path in folder.iterdir()) == names
    assert sorted(read_value(tmp_path / "report.json", list[str])) == [
        f"samples/boy/{name}" for name in names
    ]
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    written(tmp_path, result(finding()))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first
    loaded = json.loads(first["boy.report.json"])
    assert loaded["schema"] == "1.0"
    assert loaded["result"]["findings"][0]["tier"] == "diagnostic"


def test_a_failed_sample_leaves_its_error_and_nothing_stale(tmp_path: Path) -> None:
    """Contract: a sample that fails keeps samples/S/S.error.txt (what, where, how to mend)."""
    written(tmp_path, result(finding()))
    failed = replace(
        result(), conclusion=Conclusion.FAILED, error="boy.vcf.gz: cut off", mend="copy it again"
    )
    folder = written(tmp_path, failed)
    assert [path.name for path in folder.iterdir()] == [f"boy.{ERROR}"]
    text = (folder / f"boy.{ERROR}").read_text(encoding="utf-8")
    assert "boy.vcf.gz: cut off" in text
    assert "copy it again" in text
    folder = written(tmp_path, result(finding()))
    assert not (folder / f"boy.{ERROR}").exists()


def test_a_card_says_whether_clinvar_was_looked_at_and_names_its_condition() -> None:
    """An allele that ClinVar does not list is another thing than a run without ClinVar."""
    plain = finding()
    unlisted = replace(plain, annotation=replace(plain.annotation, clinvar=None))
    record = ClinVar("26201", "Pathogenic", "", None, conditions="Hyper-IgM_syndrome_type_1|Other_one")
    listed = replace(plain, annotation=replace(plain.annotation, clinvar=record))
    for case, releases, words in (
        (unlisted, ("2018-06-01",), "not in the file used"),
        (unlisted, (), "no ClinVar was used"),
        (listed, ("2018-06-01",), "Condition: <bdi>Hyper-IgM syndrome type 1, Other one</bdi>"),
    ):
        page = report_html(replace(result(case), clinvar=releases), PANEL, 365, TODAY)
        assert words in page
