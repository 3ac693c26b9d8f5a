"""Locus Reference Genomic records (XML, schema 1.9) as values of the core."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, parse

from hyperigm.core.locus import AlignedSpan, Difference, Locus
from hyperigm.core.variant import Build
from hyperigm.errors import Problem, ResourceError

MEND = "fetch the record again from lrg-sequence.org"


def read_locus(path: Path) -> Locus:
    """The record in a file. Raises ResourceError where it is missing, not XML, or lacks a part."""
    try:
        root = parse(path).getroot()
        fixed = _child(root, "fixed_annotation")
        transcript = _child(fixed, "transcript[@name='t1']")
        record = _text(fixed, "id")
        return Locus(
            id=record,
            gene=_text(root, ".//lrg_locus"),
            sequence=_text(fixed, "sequence"),
            cdna=_text(transcript, "cdna/sequence"),
            protein=_text(transcript, "coding_region/translation/sequence"),
            exons=tuple(_range(exon, record) for exon in transcript.iterfind("exon")),
            cds=_range(_child(transcript, "coding_region"), record),
            placements=_placements(root),
            transcripts=_transcripts(root),
        )
    except (OSError, ParseError, KeyError, ValueError) as error:
        raise ResourceError(Problem(str(path), f"not a readable LRG record: {error}", MEND)) from error


def _child(element: Element, path: str) -> Element:
    child = element.find(path)
    if child is None:
        raise ValueError(f"no <{path}> in <{element.tag}>")
    return child


def _text(element: Element, path: str) -> str:
    text = (_child(element, path).text or "").strip()
    if not text:
        raise ValueError(f"<{path}> in <{element.tag}> is empty")
    return text


def _range(element: Element, record: str) -> tuple[int, int]:
    """Start and end of an element in LRG coordinates."""
    coordinates = _child(element, f"coordinates[@coord_system='{record}']")
    return int(coordinates.attrib["start"]), int(coordinates.attrib["end"])


def _placements(root: Element) -> dict[Build, tuple[str, AlignedSpan]]:
    """The assemblies' chromosomes; patches and haplotypes are left out."""
    found = {}
    for mapping in root.iterfind(".//mapping"):
        accession = mapping.attrib.get("other_id", "")
        if accession.startswith("NC_"):
            build = Build(mapping.attrib["coord_system"].partition(".")[0])
            spans = _spans(mapping)
            if len(spans) != 1:
                raise ValueError(f"{len(spans)} spans on {accession} in place of one")
            found[build] = (accession, spans[0])
    return found


def _transcripts(root: Element) -> dict[str, tuple[AlignedSpan, ...]]:
    """Coding RefSeq transcripts, one span per exon."""
    return {
        mapping.attrib["other_id"]: _spans(mapping)
        for mapping in root.iterfind(".//mapping[@type='transcript']")
        if mapping.attrib["other_id"].startswith("NM_")
    }


def _spans(mapping: Element) -> tuple[AlignedSpan, ...]:
    return tuple(
        AlignedSpan(
            lrg_start=int(span.attrib["lrg_start"]),
            lrg_end=int(span.attrib["lrg_end"]),
            start=int(span.attrib["other_start"]),
            end=int(span.attrib["other_end"]),
            strand=int(span.attrib["strand"]),
            differences=tuple(_difference(diff) for diff in span.iterfind("diff")),
        )
        for span in mapping.iterfind("mapping_span")
    )


def _difference(diff: Element) -> Difference:
    return Difference(
        kind=diff.attrib["type"],
        start=int(diff.attrib["lrg_start"]),
        end=int(diff.attrib["lrg_end"]),
        lrg=diff.attrib["lrg_sequence"].replace("-", ""),
        other=diff.attrib["other_sequence"].replace("-", ""),
    )
