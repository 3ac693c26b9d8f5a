"""Transcript models as GFF3 in the form bcftools csq takes (ids with `gene:` and `transcript:`, biotypes)."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from hyperigm.core.assembly import Chromosome
from hyperigm.core.gene_model import numbered
from hyperigm.core.panel import Transcript, span_of
from hyperigm.core.variant import Build
from hyperigm.errors import Problem, ResourceError

BIOTYPE = "biotype=protein_coding"


def gff_text(transcripts: Sequence[Transcript], chromosomes: Sequence[Chromosome], source: str) -> str:
    """The whole file: genes in genome order, each followed by its transcripts."""
    order = [chromosome.name for chromosome in chromosomes]
    lines = ["##gff-version 3"]
    lines += [f"##sequence-region {chromosome.name} 1 {chromosome.length}" for chromosome in chromosomes]
    ordered = sorted(transcripts, key=lambda model: (order.index(model.chrom), model.gene, model.accession))
    genes = [list(group) for _, group in groupby(ordered, key=lambda model: model.gene)]
    for models in sorted(genes, key=lambda group: (order.index(group[0].chrom), span_of(group)[0])):
        lines.append(_gene_line(models, source))
        for model in models:
            lines += _transcript_lines(model, source)
    return "\n".join(lines) + "\n"


def read_gff(path: Path, build: Build) -> tuple[Transcript, ...]:
    """The transcripts of a file `gff_text` made, in its order. ResourceError where it can't be read."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return tuple(_transcripts([line.split("\t") for line in lines if line[:1] != "#"], build))
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ResourceError(
            Problem(
                str(path), f"not a readable gene model file: {error!r}", "restore it, or run hyperigm bundle"
            )
        ) from error


def phases(model: Transcript) -> list[tuple[int, int, int]]:
    """The coding parts of the exons in transcript order: start, end (1-based, inclusive), GFF phase."""
    if model.cds is None:
        return []
    parts, coded = [], 0
    for exon in model.exons:
        start, end = max(exon.start, model.cds[0]), min(exon.end, model.cds[1])
        if start <= end:
            parts.append((start, end, -coded % 3))
            coded += end - start + 1
    return parts


def _gene_line(models: Sequence[Transcript], source: str) -> str:
    first, (start, end) = models[0], span_of(models)
    return _line(first, source, "gene", start, end, f"ID=gene:{first.gene};Name={first.gene};{BIOTYPE}")


def _transcript_lines(model: Transcript, source: str) -> Iterator[str]:
    start, end = span_of([model])
    names = {
        "protein_id": model.protein,
        "ensembl": model.ensembl,
        "ensembl_protein": model.ensembl_protein,
        "tag": "MANE_Select" if model.mane else None,
    }
    tail = "".join(f";{key}={value}" for key, value in names.items() if value)
    parent = f"Parent=transcript:{model.accession}"
    own = f"ID=transcript:{model.accession};Parent=gene:{model.gene};Name={model.accession};{BIOTYPE}{tail}"
    yield _line(model, source, "mRNA", start, end, own)
    for exon in model.exons:
        yield _line(model, source, "exon", exon.start, exon.end, f"{parent};rank={exon.number}")
    for kind, first, last in _untranslated(model):
        yield _line(model, source, kind, first, last, parent)
    for first, last, phase in phases(model):
        yield _line(model, source, "CDS", first, last, parent, str(phase))


def _untranslated(model: Transcript) -> Iterator[tuple[str, int, int]]:
    if model.cds is None:
        return
    before, after = ("five_prime_UTR", "three_prime_UTR")[:: model.strand]
    for exon in model.exons:
        if exon.start < model.cds[0]:
            yield before, exon.start, min(exon.end, model.cds[0] - 1)
        if exon.end > model.cds[1]:
            yield after, max(exon.start, model.cds[1] + 1), exon.end


def _line(
    model: Transcript, source: str, kind: str, start: int, end: int, attributes: str, phase: str = "."
) -> str:
    strand = "+" if model.strand == 1 else "-"
    return "\t".join((model.chrom, source, kind, str(start), str(end), ".", strand, phase, attributes))


def _transcripts(rows: Sequence[Sequence[str]], build: Build) -> Iterator[Transcript]:
    parts: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for row in rows:
        if row[2] in ("exon", "CDS"):
            named = _attributes(row[8])
            spans = parts.setdefault(named["Parent"], {"exon": [], "CDS": []})
            spans[row[2]].append((int(row[3]), int(row[4])))
    for row in rows:
        if row[2] == "mRNA":
            named = _attributes(row[8])
            spans, strand = parts[named["ID"]], 1 if row[6] == "+" else -1
            coding = [place for span in spans["CDS"] for place in span]
            yield Transcript(
                accession=named["Name"],
                protein=named.get("protein_id"),
                gene=named["Parent"].removeprefix("gene:"),
                build=build,
                chrom=row[0],
                strand=strand,
                exons=numbered(spans["exon"], strand),
                cds=(min(coding), max(coding)) if coding else None,
                mane=named.get("tag") == "MANE_Select",
                ensembl=named.get("ensembl"),
                ensembl_protein=named.get("ensembl_protein"),
            )


def _attributes(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(";"))
