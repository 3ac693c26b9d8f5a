"""GA4GH VRS 2 allele ids and SPDI names, computed by hgvs-weaver on the bundled sequence.

A VRS id holds the digest of the whole chromosome, which the bundle does not have: the digests come from
its table of chromosomes. Without one there is no id.
"""

from importlib import import_module
from typing import Protocol

from hyperigm.core.edit import Stretch, trimmed
from hyperigm.core.variant import Allele
from hyperigm.edges.reference import Reference


class _Mapper(Protocol):
    """The part of hgvs-weaver's VariantMapper that is used; the library ships no types."""

    def to_spdi_unambiguous(self, variant: object, /) -> str:
        """The fully justified SPDI."""

    def vrs_id(self, variant: object, /) -> str:
        """The computed identifier."""


class _Genome:
    """What hgvs-weaver asks for: sequence by accession, and the digest of each chromosome."""

    def __init__(self, reference: Reference) -> None:
        self._fetch = reference.fetch
        self._lengths = {item.refseq: (item.name, item.length) for item in reference.chromosomes}
        self._digests = {item.refseq: item.refget for item in reference.chromosomes}

    def get_seq(self, accession: str, start: int, end: int | None, _kind: object) -> str:
        """Bases [start, end), 0-based; N where the bundle has none."""
        chrom, length = self._lengths[accession]
        return self._fetch(chrom, start + 1, length if end is None else min(end, length))

    def get_identifier_type(self, _identifier: str) -> str:
        """Only chromosomes are asked for."""
        return "genomic_accession"

    def get_symbol_accessions(self, _symbol: str, _source: str, _target: str) -> list[tuple[str, str]]:
        """No other names are known."""
        return []

    def get_refget_accession(self, accession: str) -> str | None:
        """The digest of a chromosome."""
        return self._digests.get(accession)

    def get_accession_for_refget(self, refget: str) -> str | None:
        """The chromosome of a digest."""
        return next((name for name, digest in self._digests.items() if digest == refget), None)


class Identifiers:
    """Names of alleles for machines, on one build."""

    def __init__(self, reference: Reference) -> None:
        genome = _Genome(reference)
        weaver = import_module("weaver")
        self._parse = weaver.parse
        self._mapper: _Mapper = weaver.VariantMapper(genome, refget=genome)
        self._accessions = {item.name: item.refseq for item in reference.chromosomes}
        self._digested = {item.name for item in reference.chromosomes if item.refget}

    def of(self, allele: Allele, plus: Stretch) -> tuple[str | None, str]:
        """VRS id (None without a digest) and SPDI, both fully justified, of a sequence allele that fits the
        reference. plus: the stretch of the plus strand that the allele lies on."""
        variant = self._parse(self._expression(allele, plus))
        spdi = self._spdi(allele) or self._mapper.to_spdi_unambiguous(variant)
        vrs_id = self._mapper.vrs_id(variant) if allele.chrom in self._digested else None
        return vrs_id, spdi

    def _spdi(self, allele: Allele) -> str | None:
        """A single base needs no justification, and may lie where the bundle has no sequence."""
        if len(allele.ref) == 1 == len(allele.alt):
            return f"{self._accessions[allele.chrom]}:{allele.pos - 1}:{allele.ref}:{allele.alt}"
        return None

    def _expression(self, allele: Allele, plus: Stretch) -> str:
        """A plain HGVS expression of the allele, not moved: the library justifies it itself."""
        start, end, alt = trimmed(plus.bases, plus.edit(allele.pos, allele.ref, allele.alt))
        accession = self._accessions[allele.chrom]
        first, last = plus.position(start), plus.position(end - 1)
        if start == end:
            return f"{accession}:g.{first - 1}_{first}ins{alt}"
        if end - start == 1 == len(alt):
            return f"{accession}:g.{first}{plus.bases[start]}>{alt}"
        where = str(first) if first == last else f"{first}_{last}"
        return f"{accession}:g.{where}del" + (f"ins{alt}" if alt else "")
