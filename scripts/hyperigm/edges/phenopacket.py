"""S.phenopacket.json: a sample as a GA4GH Phenopacket v2, proved by the standard's own library.

What goes into `interpretations`: findings of tier diagnostic and candidate, one interpretation per disease. A
carrier's allele is no part of a diagnosis, and background and secondary findings are none: they are in
S.report.json. What the words claim, by the standard's definitions (phenopacket-schema 2.0):

- progressStatus is IN_PROGRESS: COMPLETED and SOLVED are a person's to say, and software solves no case.
- interpretationStatus is CONTRIBUTORY ("related to the diagnosis") for `diagnostic`, CANDIDATE ("possibly
  related") for `candidate`. CAUSATIVE goes with SOLVED, so it is never written.
- metaData.created is the day of the newest dated evidence, not of the run: same inputs, same bytes.
  The run's own time is in provenance/.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from typing import Any

import msgspec

from hyperigm import __version__
from hyperigm.core.alike import Alike
from hyperigm.core.evidence_used import evidence_of
from hyperigm.core.family import Sex
from hyperigm.core.finding import AcmgClass, Finding, SampleResult, Tier
from hyperigm.core.kept import Kept
from hyperigm.core.panel import Entity
from hyperigm.core.structural import structural_type
from hyperigm.core.verdict import Zygosity
from hyperigm.edges.phenotypes import term_labels
from hyperigm.edges.resources import shipped
from hyperigm.edges.rows import read_rows

Element = dict[str, Any]

SCHEMA = "2.0"
STATUS = {Tier.DIAGNOSTIC: "CONTRIBUTORY", Tier.CANDIDATE: "CANDIDATE"}
SEX = {Sex.MALE: "MALE", Sex.FEMALE: "FEMALE"}
ALLELIC_STATE = {
    Zygosity.HETEROZYGOUS: "GENO:0000135",
    Zygosity.HOMOZYGOUS: "GENO:0000136",
    Zygosity.HEMIZYGOUS: "GENO:0000134",
}
"""Of the other zygosities (mosaic, half-called, a heterozygous call on a man's X) none is claimed."""
CLASSES = {acmg_class: acmg_class.upper() for acmg_class in AcmgClass}
WITHOUT_OMIM = ("MONDO", "hyperigm")
"""Prefixes that only a disease without OMIM's number has."""
NO_DATE = "1970-01-01"
"""Where no evidence has a date."""
RESEARCH_USE = "For research use; not a medical device."


@dataclass(frozen=True, slots=True)
class Ontology:
    """A row of resources/panel/ontologies.tsv: a resource whose terms a packet uses."""

    id: str
    name: str
    url: str
    version: str
    prefix: str
    iri_prefix: str


class Packets:
    """Writes the packets; what they say of findings that are alike is put together, and proved, once."""

    def __init__(self, alike: Alike) -> None:
        self._alike = alike
        self._kept = Kept[bytes]()
        self._proved = Kept[bool]()

    def text(self, result: SampleResult) -> str:
        """The packet of a sample that did not fail.

        The keys that the standard requires are written even where they have its default. Raises the
        library's ParseError where the packet is none.
        """
        numbered = zip(self._alike.numbers(result.findings), result.findings, strict=True)
        numbers = {id(finding): number for number, finding in numbered if finding.tier in STATUS}
        start = b'{"subjectOrBiosampleId":' + msgspec.json.encode(result.sample)

        def genomic(finding: Finding) -> msgspec.Raw:
            behind = self._kept.get(numbers[id(finding)], partial(self._behind_sample, finding))
            return msgspec.Raw(start + behind)

        packet = phenopacket(result, genomic)
        for part in _frames(packet):
            self._proved.get(msgspec.json.encode(part), partial(_prove, part))
        return f"{msgspec.json.format(msgspec.json.encode(packet), indent=2).decode('utf-8')}\n"

    def _behind_sample(self, finding: Finding) -> bytes:
        """What is said of a finding, proved, behind the name of its sample, which comes first."""
        said = _genomic(replace(finding, sample=""))
        _prove({"interpretations": [{"diagnosis": {"genomicInterpretations": [said]}}]})
        return msgspec.json.encode(said).removeprefix(b'{"subjectOrBiosampleId":""')


def _frames(packet: Element) -> Iterator[Element]:
    """The packet in parts, without what it says of findings and the name of the sample: any text is one."""
    yield {**packet, "id": "", "subject": {**packet["subject"], "id": ""}, "interpretations": []}
    for one in packet["interpretations"]:
        diagnosis = {**one["diagnosis"], "genomicInterpretations": []}
        yield {"interpretations": [{**one, "id": "", "diagnosis": diagnosis}]}


def _prove(packet: Element) -> bool:
    """Raises the library's ParseError where the packet is none."""
    import_module("google.protobuf.json_format").ParseDict(
        packet, import_module("phenopackets").Phenopacket()
    )
    return True


def phenopacket(result: SampleResult, genomic: Callable[[Finding], object]) -> Element:
    """The packet in the standard's JSON form. genomic: what it says of one finding."""
    reported = [finding for finding in result.findings if finding.tier in STATUS]
    return {
        "id": result.sample,
        "subject": {"id": result.sample, "sex": SEX.get(Sex(result.sex_declared), "UNKNOWN_SEX")},
        "phenotypicFeatures": [{"type": _term(hpo)} for hpo in dict.fromkeys(result.hpo)],
        "interpretations": list(_interpretations(reported, genomic)),
        "metaData": {
            "created": f"{_newest(result.clinvar)}T00:00:00Z",
            "createdBy": f"hyperigm {__version__}",
            "resources": [_resource(ontology) for ontology in _used(reported)],
            "phenopacketSchemaVersion": SCHEMA,
            "externalReferences": [*_held_against(result), *_references(reported)],
        },
    }


def _used(findings: Iterable[Finding]) -> Iterator[Ontology]:
    """The shipped panel's, and those of the numbers that diseases of a user's have instead of OMIM's."""
    prefixes = {_disease(finding.entity).partition(":")[0] for finding in findings}
    return (row for row in _ontologies() if row.prefix not in WITHOUT_OMIM or row.prefix in prefixes)


def _interpretations(findings: Iterable[Finding], genomic: Callable[[Finding], object]) -> Iterator[Element]:
    """One per disease, in the order in which the findings name the diseases."""
    order = {finding.entity.id: None for finding in findings}
    for entity in order:
        mine = [finding for finding in findings if finding.entity.id == entity]
        yield {
            "id": f"{mine[0].sample}:{entity}",
            "progressStatus": "IN_PROGRESS",
            "diagnosis": {
                "disease": {"id": _disease(mine[0].entity), "label": mine[0].entity.name},
                "genomicInterpretations": [genomic(finding) for finding in mine],
            },
            "summary": " ".join((*dict.fromkeys(finding.explanation for finding in mine), RESEARCH_USE)),
        }


def _disease(entity: Entity) -> str:
    """OMIM's number; of a user's disease without one MONDO's, or the panel's own word."""
    return f"OMIM:{entity.mim}" if entity.mim else entity.mondo or f"hyperigm:{entity.id}"


def _genomic(finding: Finding) -> Element:
    return {
        "subjectOrBiosampleId": finding.sample,
        "interpretationStatus": STATUS[finding.tier],
        "variantInterpretation": {
            "acmgPathogenicityClassification": (
                CLASSES[finding.acmg_class] if finding.acmg_class else "NOT_PROVIDED"
            ),
            "therapeuticActionability": "UNKNOWN_ACTIONABILITY",
            "variationDescriptor": _descriptor(finding),
        },
    }


def _descriptor(finding: Finding) -> Element:
    annotation, call = finding.annotation, finding.call
    state = ALLELIC_STATE.get(finding.verdict.zygosity)
    names = {
        "hgvs.c": annotation.effect.hgvs_c,
        "hgvs.p": annotation.effect.hgvs_p,
        "hgvs.g": annotation.hgvs_g,
        "spdi": annotation.spdi,
    }
    clinvar = annotation.clinvar.variation_id if annotation.clinvar else ""
    elsewhere = (f"clinvar:{clinvar}" if clinvar else None, annotation.vrs_id)
    return {
        "id": call.allele.key,
        "label": f"{finding.gene.symbol} {annotation.name}",
        "geneContext": {"valueId": finding.gene.hgnc or finding.gene.symbol, "symbol": finding.gene.symbol},
        "expressions": [{"syntax": syntax, "value": name} for syntax, name in names.items() if name],
        "vcfRecord": _record(finding),
        "xrefs": [identifier for identifier in elsewhere if identifier],
        "moleculeContext": "genomic",
        **({"allelicState": _term(state)} if state else {}),
    }


def _record(finding: Finding) -> Element:
    """The normalised allele, in the input's own contig naming; pos 1-based."""
    allele, record = finding.call.allele, finding.call.record
    info = [f"END={allele.end}"] if allele.end else []
    info += [f"SVTYPE={structural_type(allele)}"] if allele.alt.startswith("<") else []
    optional = {"filter": ";".join(record.filters), "info": ";".join(info)}
    return {
        "genomeAssembly": str(finding.build),
        "chrom": finding.contig,
        "pos": allele.pos,
        "ref": allele.ref,
        "alt": allele.alt,
        **{name: text for name, text in optional.items() if text},
    }


def _references(findings: Iterable[Finding]) -> Iterator[Element]:
    """The ClinVar records of the reported alleles, each once."""
    records = [finding.annotation.clinvar for finding in findings if finding.annotation.clinvar]
    for number, record in {record.variation_id: record for record in records if record.variation_id}.items():
        yield {
            "id": f"clinvar:{number}",
            "reference": f"https://www.ncbi.nlm.nih.gov/clinvar/variation/{number}/",
            "description": f"ClinVar: {record.significance}",
        }


def _held_against(result: SampleResult) -> Iterator[Element]:
    """The releases, and the build, which a packet without a variant says nowhere else."""
    for used in evidence_of(result):
        yield {
            "id": "hyperigm:evidence",
            "reference": "https://www.ncbi.nlm.nih.gov/clinvar/",
            "description": f"Held against {used}",
        }


def _newest(releases: Iterable[str]) -> str:
    """The latest YYYY-MM-DD among the names of the releases consulted."""
    return max((day for name in releases for day in re.findall(r"\d{4}-\d{2}-\d{2}", name)), default=NO_DATE)


def _term(identifier: str) -> Element:
    """An ontology term; one whose label this project does not have has its id for a label."""
    return {"id": identifier, "label": term_labels().get(identifier, identifier)}


@cache
def _ontologies() -> tuple[Ontology, ...]:
    return read_rows(shipped("resources") / "panel" / "ontologies.tsv", Ontology)


def _resource(ontology: Ontology) -> Element:
    return {
        "id": ontology.id,
        "name": ontology.name,
        "url": ontology.url,
        "version": ontology.version,
        "namespacePrefix": ontology.prefix,
        "iriPrefix": ontology.iri_prefix,
    }
