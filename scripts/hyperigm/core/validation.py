"""What came out for each spike, and the sensitivity per gene, class and zygosity. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from hyperigm.core.columns import Column, join
from hyperigm.core.finding import Tier
from hyperigm.core.spikes import Kind, Spike, State

ALL = "all"
NORMAL_QUANTILE = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """What is needed of one line of findings.tsv."""

    tier: Tier
    zygosity: str
    explanation: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """One spike. found: None where it was not spiked. seen: tiers and zygosities of its rows; why: of a miss,
    or of what was not spiked."""

    spike: Spike
    sample: str
    found: bool | None
    seen: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One line of the table; gene, kind and state may be `all`."""

    gene: str
    kind: str
    state: str
    spiked: int
    found: int

    @property
    def share(self) -> float:
        """0-1."""
        return self.found / self.spiked

    @property
    def lower(self) -> float:
        """Lower end of the 95 % interval (Wilson 1927), 0-1."""
        n, p, z = self.spiked, self.share, NORMAL_QUANTILE
        middle = p + z * z / (2 * n)
        return max(0.0, (middle - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n))


def outcome(spike: Spike, sample: str, rows: Sequence[FoundRow], absent: str) -> Outcome:
    """A spike is found when a row has its zygosity, at least its tier, and the flag of a pair that is read
    together. absent: why there is no row."""
    if spike.tier is None:
        return Outcome(spike, "", None, why=spike.reason)
    seen = tuple(dict.fromkeys(f"{row.tier} {row.zygosity}" for row in rows))
    if not rows:
        return Outcome(spike, sample, False, seen, f"no row: {absent}")
    fits = [row for row in rows if row.zygosity == spike.zygosity]
    if not fits:
        return Outcome(spike, sample, False, seen, f"called {rows[0].zygosity}: {rows[0].explanation}")
    best = min(fits, key=lambda row: _RANK.index(row.tier))
    if _RANK.index(best.tier) > _RANK.index(spike.tier):
        return Outcome(spike, sample, False, seen, f"{best.tier}: {best.explanation}")
    if spike.flag and not any(spike.flag in row.flags for row in fits):
        return Outcome(
            spike, sample, False, seen, f"not read together with its neighbour: {best.explanation}"
        )
    return Outcome(spike, sample, True, seen)


_RANK = list(Tier)


def table(outcomes: Iterable[Outcome]) -> tuple[Sensitivity, ...]:
    """Per gene, class and zygosity; then over all genes per class and zygosity; then all."""
    counted: dict[tuple[str, str, str], list[bool]] = {}
    for one in outcomes:
        if one.found is None:
            continue
        gene, kind, state = one.spike.known.gene, one.spike.known.kind.value, one.spike.state.value
        keys = ((gene, kind, state), (ALL, kind, state), (ALL, kind, ALL), (ALL, ALL, ALL))
        for key in keys:
            counted.setdefault(key, []).append(one.found)
    genes = list(dict.fromkeys(gene for gene, _, _ in counted if gene != ALL))
    order = ([*genes, ALL], [*Kind, ALL], [*State, ALL])
    ordered = sorted(counted, key=lambda key: tuple(o.index(k) for o, k in zip(order, key, strict=True)))
    return tuple(Sensitivity(*key, len(counted[key]), sum(counted[key])) for key in ordered)


SENSITIVITY_COLUMNS: tuple[Column[Sensitivity], ...] = (
    Column("gene", "string", "HGNC symbol, or all", lambda s: s.gene),
    Column("class", "string", "SNV, MNV or indel, or all", lambda s: s.kind),
    Column("zygosity", "string", "How the made-up people carry the alleles, or all", lambda s: s.state),
    Column("spiked", "integer", "Alleles put in", lambda s: s.spiked),
    Column(
        "found", "integer", "Alleles found with their zygosity and at least their tier", lambda s: s.found
    ),
    Column("sensitivity", "number", "found / spiked, 0-1", lambda s: s.share),
    Column("lower_95", "number", "Lower end of its 95 % interval (Wilson), 0-1", lambda s: s.lower),
)
WORDS: Mapping[bool | None, str] = {True: "found", False: "missed", None: "not_spiked"}
OUTCOME_COLUMNS: tuple[Column[Outcome], ...] = (
    Column("outcome", "string", "Whether it was found", lambda o: WORDS[o.found], tuple(WORDS.values())),
    Column("gene", "string", "HGNC symbol", lambda o: o.spike.known.gene),
    Column("class", "string", "SNV, MNV or indel", lambda o: o.spike.known.kind),
    Column("zygosity", "string", "How the person carries it", lambda o: o.spike.state, tuple(State)),
    Column("allele", "string", "CHROM-POS-REF-ALT", lambda o: o.spike.known.allele.key),
    Column("hgvs_c", "string", "Its name", lambda o: o.spike.known.name),
    Column(
        "partner",
        "string",
        "The second hit of a pair",
        lambda o: o.spike.partner.allele.key if o.spike.partner else None,
    ),
    Column("sample", "string", "The made-up person", lambda o: o.sample or None),
    Column("expected_tier", "string", "The least tier that counts", lambda o: o.spike.tier),
    Column("seen", "string", "Tier and zygosity of each row, joined by ;", lambda o: join(o.seen)),
    Column("why", "string", "Why it was missed, or not spiked", lambda o: o.why or None),
)
