"""Samples with the same calls under two names, across all batches and files of a run. Pure.

Two people can have the same calls in six genes by chance, and do where there are few. What counts is how
many such pairs a run of this size would have: the share of the other samples that have the same calls, gene
by gene (the genes lie apart, so that these multiply; calls of one gene are inherited together).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from hyperigm.core.kinds import Kind, SampleKinds

PAIRS = 0.05
"""Same calls are told where fewer pairs than this are expected by chance among all samples of the run."""
DEPTHS = 5
"""Calls whose reads are counted, from which on the same numbers everywhere mean the same data."""

Pattern = int
"""A number that stands for a set of calls; equal sets have equal numbers in one run of the program."""


@dataclass(frozen=True, slots=True)
class Calls:
    """What a sample's calls are compared by. genes: gene -> pattern of its calls; reads: pattern of all calls
    with their depths, None where too few are counted."""

    sample: str
    genes: Mapping[str, Pattern]
    reads: Pattern | None
    count: int


@dataclass(frozen=True, slots=True)
class Twins:
    """Samples with the same calls. same_reads: the depths too: one file. related: one family."""

    samples: tuple[str, ...]
    calls: int
    same_reads: bool
    related: bool


def calls_of(told: SampleKinds[Kind]) -> Calls:
    """The calls of a sample, each allele once, those not carried left out."""
    carried: dict[str, tuple[int, Kind]] = {}
    for kind, place in told.rows:
        if kind.copies and place >= carried.get(kind.variant, (0,))[0]:
            carried[kind.variant] = place, kind
    genes: dict[str, list[tuple[str, int]]] = defaultdict(list)
    reads = []
    for variant in sorted(carried):
        place, kind = carried[variant]
        call = told.calls[place]
        genes[kind.finding.gene.symbol].append((variant, kind.copies))
        reads.append((variant, kind.copies, call.depth, call.alt_depth))
    counted = sum([depth is not None for _, _, depth, _ in reads])
    return Calls(
        told.result.sample,
        {gene: hash(tuple(calls)) for gene, calls in genes.items()},
        hash(tuple(reads)) if counted >= DEPTHS else None,
        len({kind.allele for _, kind in carried.values()}),
    )


def twins(everybody: Sequence[Calls], families: Mapping[str, str]) -> tuple[Twins, ...]:
    """Groups of samples with the same calls that chance does not explain. families: sample -> its group."""
    groups: dict[frozenset[tuple[str, Pattern]], list[Calls]] = defaultdict(list)
    for one in everybody:
        if one.genes:
            groups[frozenset(one.genes.items())].append(one)
    counts = Counter(item for one in everybody for item in one.genes.items())
    told: list[list[Calls]] = []
    for group in (members for members in groups.values() if len(members) > 1):
        rare = _pairs_by_chance(group, counts, len(everybody)) < PAIRS
        told += [part for part in ([group] if rare else _by_reads(group)) if len(part) > 1]
    return tuple(_told(group, families) for group in told)


def _by_reads(group: Sequence[Calls]) -> list[list[Calls]]:
    """The group's members that have the same numbers of reads."""
    parts: dict[Pattern, list[Calls]] = defaultdict(list)
    for one in group:
        if one.reads is not None:
            parts[one.reads].append(one)
    return list(parts.values())


def _told(group: Sequence[Calls], families: Mapping[str, str]) -> Twins:
    return Twins(
        samples=tuple(one.sample for one in group),
        calls=group[0].count,
        same_reads=group[0].reads is not None and len({one.reads for one in group}) == 1,
        related=len({families[one.sample] for one in group}) == 1,
    )


def _pairs_by_chance(group: Sequence[Calls], counts: Mapping[tuple[str, Pattern], int], total: int) -> float:
    """Pairs of samples with these calls that are expected in the run, judged by all but two of the group.

    Half a sample is added, so that a small run claims little.
    """
    shares = ((counts[item] - 2 + 0.5) / (total - 1) for item in group[0].genes.items())
    return total * (total - 1) / 2 * prod(shares)
