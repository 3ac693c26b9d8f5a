"""The cases of scoreboard.yaml as values, and as the VCF, PED and sheet that the tools read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from hyperigm.edges.reference import Reference

READS = 30  # at a call of which the case says nothing else
SEX = {"male": "1", "female": "2"}
STATUS = {"affected": "2", "unaffected": "1", "unknown": "0"}
SHEET_STATUS = {"affected": "yes", "unaffected": "no", "unknown": "unknown"}
FORMATS = (
    ("GT", "1", "String", "Genotype"),
    ("AD", "R", "Integer", "Reads of each allele"),
    ("DP", "1", "Integer", "Reads"),
    ("PS", "1", "Integer", "Phase set"),
)
INFOS = (("END", "1", "Integer", "Last base"), ("SVTYPE", "1", "String", "Kind of structural variant"))


class Ask(StrEnum):
    """What a case asks."""

    EFFECT = "effect"
    DECAY = "decay"
    NAME = "name"
    FIT = "fit"
    PAIR = "pair"
    NEW = "new"


FAMILY = (Ask.FIT, Ask.PAIR, Ask.NEW)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a case was met in public."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Site:
    """One record. end: last base of a symbolic allele, else 0."""

    chrom: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    end: int = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """CHROM-POS-REF-ALT of each ALT."""
        return tuple(f"{self.chrom}-{self.pos}-{self.ref}-{alt}" for alt in self.alts)


@dataclass(frozen=True, slots=True)
class Person:
    """sex, status: words of scoreboard.yaml; genotypes: one of each site of the case."""

    sex: str
    status: str
    genotypes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One row of scoreboard.yaml. people: role -> person, the child always among them."""

    id: str
    ask: Ask
    title: str
    sources: tuple[Source, ...]
    sites: tuple[Site, ...]
    people: Mapping[str, Person]
    right: Any
    mode: str = ""

    @property
    def child(self) -> str:
        """Sample name of the person asked about."""
        return self.sample("child")

    def sample(self, role: str) -> str:
        """Sample name of a member of the family."""
        return f"{self.id}_{role}"

    @property
    def carried(self) -> tuple[Site, ...]:
        """The sites at which the child has an ALT."""
        texts = self.people["child"].genotypes
        return tuple(
            site
            for site, text in zip(self.sites, texts, strict=True)
            if set(text.partition(":")[0].partition("@")[0]) & set("123456789")
        )

    @property
    def phased(self) -> bool:
        """Whether a genotype has a phase set."""
        return any("@" in text for person in self.people.values() for text in person.genotypes)

    def parent(self, role: str, which: str) -> str | None:
        """Sample name of a person's father or mother (`which`), if in the family."""
        if role in ("son", "daughter"):
            return self.child if which == "mother" else None
        child = role not in ("father", "mother")
        return self.sample(which) if child and which in self.people else None


def load_cases(path: Path) -> tuple[Case, ...]:
    """Every case of the file, in its order."""
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    sources = {name: Source(**row) for name, row in said["sources"].items()}
    return tuple(_case(row, sources) for row in said["cases"])


def _case(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Case:
    return Case(
        id=row["id"],
        ask=Ask(row["asks"]),
        title=row["title"],
        sources=tuple(sources[name] for name in row["source"]),
        sites=tuple(_site(text) for text in row["records"]),
        people={role: _person(cells) for role, cells in row["people"].items()},
        right=row["right"],
        mode=row.get("mode", ""),
    )


def _site(text: str) -> Site:
    chrom, pos, ref, alts, *end = text.split("-")
    return Site(chrom, int(pos), ref, tuple(alts.split(",")), int(end[0]) if end else 0)


def _person(cells: Sequence[object]) -> Person:
    sex, status, *genotypes = (str(cell) for cell in cells)
    return Person(sex, status, tuple(genotypes))


def write_vcf(path: Path, cases: Iterable[Case], reference: Reference) -> Path:
    """One joint VCF of all people; who is of another case is reference at a site."""
    cases = tuple(cases)
    calls: dict[Site, dict[str, str]] = {}
    for case in cases:
        for at, site in enumerate(case.sites):
            found = calls.setdefault(site, {})
            found |= {case.sample(role): person.genotypes[at] for role, person in case.people.items()}
    samples = [case.sample(role) for case in cases for role in case.people]
    order = [item.name for item in reference.chromosomes]
    sites = sorted(calls, key=lambda site: (order.index(site.chrom), site.pos, site.ref, site.alts))
    lines = [*_header(reference), "\t".join((*_FIXED, *samples))]
    for site in sites:
        texts = (_call(calls[site].get(sample, "0/0"), len(site.alts)) for sample in samples)
        lines.append("\t".join((*_fields(site), *texts)))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


_FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")


def _header(reference: Reference) -> list[str]:
    kinds = (("INFO", INFOS), ("FORMAT", FORMATS))
    return [
        "##fileformat=VCFv4.2",
        '##FILTER=<ID=PASS,Description="All filters passed">',
        '##ALT=<ID=DEL,Description="Deletion">',
        *(
            f'##{kind}=<ID={name},Number={number},Type={type_},Description="{meaning}">'
            for kind, rows in kinds
            for name, number, type_, meaning in rows
        ),
        *(f"##contig=<ID={item.name},length={item.length}>" for item in reference.chromosomes),
    ]


def _fields(site: Site) -> tuple[str, ...]:
    info = f"SVTYPE={site.alts[0].strip('<>')};END={site.end}" if site.end else "."
    keys = ":".join(name for name, *_ in FORMATS)
    return (site.chrom, str(site.pos), ".", site.ref, ",".join(site.alts), "50", "PASS", info, keys)


def _call(text: str, alts: int) -> str:
    """GT:AD:DP:PS of a genotype as scoreboard.yaml writes it."""
    rest, _, reads = text.partition(":")
    genotype, _, phase_set = rest.partition("@")
    depths = [int(part) for part in reads.split(",")] if reads else _reads(genotype, alts)
    return ":".join((genotype, ",".join(map(str, depths)), str(sum(depths)), phase_set or "."))


def _reads(genotype: str, alts: int) -> list[int]:
    """Reads that agree with a genotype, shared evenly among the alleles that were called."""
    called = [int(part) for part in genotype.replace("|", "/").split("/") if part != "."]
    return [READS * called.count(at) // max(len(called), 1) for at in range(alts + 1)]


def write_ped(path: Path, cases: Iterable[Case]) -> Path:
    """The families as genmod takes them."""
    lines = ["#FamilyID\tSampleID\tFather\tMother\tSex\tPhenotype"]
    for case in cases:
        for role, person in case.people.items():
            parents = [case.parent(role, which) or "0" for which in ("father", "mother")]
            lines.append(
                "\t".join((case.id, case.sample(role), *parents, SEX[person.sex], STATUS[person.status]))
            )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_sheet(path: Path, vcf: Path, cases: Iterable[Case]) -> Path:
    """The families as this project's sample sheet."""
    lines = ["sample\tvcf\tsex\tfamily\tfather\tmother\taffected"]
    for case in cases:
        for role, person in case.people.items():
            parents = [case.parent(role, which) or "." for which in ("father", "mother")]
            row = (case.sample(role), vcf.name, person.sex, case.id, *parents, SHEET_STATUS[person.status])
            lines.append("\t".join(row))
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
