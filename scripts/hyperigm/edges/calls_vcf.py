"""A sample's normalised calls as a VCF of its own, with what was concluded in INFO; bgzip and indexed."""

from collections.abc import Iterable
from functools import lru_cache, partial
from operator import itemgetter
from pathlib import Path
from unicodedata import category
from urllib.parse import quote

from hyperigm import __version__
from hyperigm.core.alike import Alike
from hyperigm.core.finding import Finding, SampleResult
from hyperigm.core.kept import Kept
from hyperigm.core.variant import Call, Slot
from hyperigm.edges.bgzip import write_indexed_vcf

INFO = (
    ("HIGM_GENE", "1", "HGNC symbol"),
    ("HIGM_TIER", "1", "Tier under the disease entity that comes first"),
    ("HIGM_DISEASE", ".", "Disease entities, one per finding"),
    ("HIGM_MATCH", ".", "Inheritance match (yes, potential, no), one per finding"),
    ("HIGM_HGVSC", "1", "HGVS coding DNA name on MANE Select"),
    ("HIGM_HGVSP", "1", "HGVS predicted protein name"),
    ("HIGM_HGVSC_OLD", ".", "HGVS coding DNA names on older transcripts, not MANE Select"),
    ("HIGM_HGVSP_OLD", ".", "HGVS predicted protein names on older transcripts, not MANE Select"),
    ("HIGM_HGVSG", "1", "HGVS genomic name"),
    ("HIGM_VRS", "1", "GA4GH VRS 2 allele id"),
    ("HIGM_SPDI", "1", "SPDI, fully justified"),
    ("HIGM_CONSEQUENCE", ".", "Sequence Ontology terms, most severe first"),
    ("HIGM_CLINVAR", "1", "Significance in ClinVar's words"),
    ("HIGM_CLINVAR_CONDITION", ".", "Diseases that ClinVar's record names, as far as they are reported"),
    ("HIGM_FLAGS", ".", "Words of the data dictionary"),
    ("HIGM_GT", "1", "GT as the input has it"),
)
FORMAT = (
    ("GT", "1", "String", "Genotype seen from this ALT; another ALT of the input record counts as 0"),
    ("DP", "1", "Integer", "Reads at the site"),
    ("GQ", "1", "Float", "Genotype quality, Phred"),
    ("AF", "1", "Float", "Share of reads with this ALT, 0-1"),
)
DECLARED = (
    *(f'##INFO=<ID={name},Number={number},Type=String,Description="{text}">' for name, number, text in INFO),
    *(
        f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{text}">'
        for name, number, kind, text in FORMAT
    ),
)
MAX_INTEGER = 2**31 - 1
"""The largest Integer of a VCF (4.3, section 1.3); a larger one is missing."""
SLOT = {Slot.REF: "0", Slot.THIS: "1", Slot.OTHER: "0", Slot.SPANNED: "0", Slot.MISSING: "."}


Place = tuple[int, str, int, str, str, int]


def write_calls(path: Path, result: SampleResult, kept: "CallsVcf | None" = None) -> None:
    """Writes S.calls.vcf.gz and its .tbi; one record per allele and gene, in genome order of the contigs."""
    write_indexed_vcf(path, vcf_text(result, kept))


class CallsVcf:
    """The records of samples; what those of findings that are alike have in common is put together once."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._places = Kept[Place]()
        self._kept = Kept[tuple[str, str]]()

    def records(self, result: SampleResult) -> tuple[list[Finding], list[str]]:
        """The first finding of each record, and the record, in genome order."""
        findings, numbers = result.findings, self._alike.numbers(result.findings)
        rows = [
            (self._places.get(numbers[row[0]], partial(_place, findings[row[0]])), row)
            for row in self._alike.rows(findings)
        ]
        rows.sort(key=itemgetter(0))
        records = [self._record([numbers[at] for at in row], [findings[at] for at in row]) for _, row in rows]
        return [findings[row[0]] for _, row in rows], records

    def _record(self, numbers: list[int], found: list[Finding]) -> str:
        before, behind = self._kept.get(tuple(numbers), partial(_around_id, found))
        call = found[0].call
        return f"{before}{_plain(call.record.vcf_id) or '.'}{behind}:{_numbers(call)}"


def vcf_text(result: SampleResult, kept: CallsVcf | None = None) -> str:
    """The whole file as text."""
    rows, records = (kept or CallsVcf(Alike())).records(result)
    contigs = dict.fromkeys(finding.contig for finding in rows)
    named = dict.fromkeys(finding.call.record.filters for finding in rows)
    filters = sorted({_plain(name) for names in named for name in names} - {"PASS", "."})
    lines = [
        "##fileformat=VCFv4.3",
        f"##source=hyperigm {__version__}",
        *([f"##reference={result.build}"] if result.build else []),
        f"##clinvar={_header(', '.join(result.clinvar) or 'not used')}",
        f"##gnomad={_header(', '.join(result.gnomad) or 'not used')}",
        *(f"##contig=<ID={contig}>" for contig in contigs),
        *(f'##FILTER=<ID={name},Description="As in the input">' for name in filters),
        *DECLARED,
        "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", result.sample)),
        *records,
    ]
    return "\n".join(lines) + "\n"


def _place(finding: Finding) -> Place:
    """Genome order of the contigs."""
    allele = finding.call.allele
    return _rank(allele.chrom), finding.contig, allele.pos, allele.ref, allele.alt, allele.end


def _rank(chrom: str) -> int:
    """Place of a chromosome in the genome: 1 to 22, then X."""
    number = chrom.removeprefix("chr")
    return int(number) if number.isdecimal() else 23


def _header(text: str) -> str:
    """One line of printable text: a file's name may have anything in it."""
    return "".join(char if char.isprintable() else "_" for char in text)


def _around_id(found: list[Finding]) -> tuple[str, str]:
    """A record up to its ID, and from there to the sample's GT."""
    allele, genotype = found[0].call.allele, found[0].call.genotype
    seen = ("|" if genotype.phased else "/").join(SLOT[slot] for slot in genotype.slots) or "."
    filters = ";".join(_filters(found[0].call)) or "."
    names = ":".join(name for name, *_ in FORMAT)
    behind = "\t".join(("", allele.ref, allele.alt, ".", filters, _info(found), names, seen))
    return f"{found[0].contig}\t{allele.pos}\t", behind


def _filters(call: Call) -> tuple[str, ...]:
    return tuple(_plain(name) for name in call.record.filters if name != ".")


def _info(found: list[Finding]) -> str:
    first = found[0]
    effect, clinvar = first.annotation.effect, first.annotation.clinvar
    values: dict[str, Iterable[str | None]] = {
        "HIGM_GENE": (first.gene.symbol,),
        "HIGM_TIER": (first.tier,),
        "HIGM_DISEASE": [finding.entity.name for finding in found],
        "HIGM_MATCH": [finding.verdict.match for finding in found],
        "HIGM_HGVSC": (effect.hgvs_c,),
        "HIGM_HGVSP": (effect.hgvs_p,),
        "HIGM_HGVSC_OLD": [other.hgvs_c for other in first.annotation.others],
        "HIGM_HGVSP_OLD": dict.fromkeys(other.hgvs_p for other in first.annotation.others),
        "HIGM_HGVSG": (first.annotation.hgvs_g,),
        "HIGM_VRS": (first.annotation.vrs_id,),
        "HIGM_SPDI": (first.annotation.spdi,),
        "HIGM_CONSEQUENCE": effect.consequence,
        "HIGM_CLINVAR": (clinvar.significance if clinvar else None,),
        "HIGM_CLINVAR_CONDITION": clinvar.conditions.split("|") if clinvar else (),
        "HIGM_FLAGS": first.flags,
        "HIGM_GT": (first.call.genotype.text,),
    }
    cells = {name: ",".join(_encoded(value) for value in parts if value) for name, parts in values.items()}
    end = [f"END={first.call.allele.end}"] if first.call.allele.end else []
    return ";".join([*end, *(f"{name}={text}" for name, text in cells.items() if text)])


@lru_cache(maxsize=65536)
def _encoded(value: str) -> str:
    """Percent-encoded as VCF 4.3 section 1.2 asks: no blanks, `;`, `=`, `,`, `%` or control characters."""
    return quote(value, safe="()[]<>|/*+>:.@&'!?-_", encoding="utf-8")


def _plain(text: str) -> str:
    """As the input has it, but for what would end the field or the line."""
    if text.isascii() and text.isprintable() and ";" not in text and " " not in text:
        return text
    return "".join("_" if char == ";" or char.isspace() or category(char) == "Cc" else char for char in text)


def _numbers(call: Call) -> str:
    """What the sample's column has behind GT."""
    depth, quality, fraction = call.depth, call.quality, call.allele_fraction
    reads = "." if depth is None or depth > MAX_INTEGER else depth
    return f"{reads}:{_float(quality)}:{_float(fraction)}"


def _float(number: float | None) -> str:
    return "." if number is None else f"{number:g}"
