"""What changed between two runs, and by which piece of evidence. Pure: two runs in, a table out.

A change of a finding is put down to what is recorded as different for it: its call, its name, ClinVar, its
frequency, another variant of the pair, the family. A conclusion is put down to the tiers that changed, and
where none has, to the exons that were read. Only where none of these differs are the things that hold for the
whole run named: settings, tables, version.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hyperigm.core.clinvar import stars_phrase
from hyperigm.core.columns import Column
from hyperigm.core.earlier import FindingThen, Key, ReportThen, ResultThen, Run

Releases = tuple[str, str]
"""The ClinVar releases that a sample was held against, in the earlier and in the later run."""
ABSENT = "."
NOTHING = "nothing that the reports record: read the changelog of the two versions"


class Kind(StrEnum):
    """What changed, in the order in which a sample's changes are listed."""

    RUN = "run"
    SAMPLE = "sample"
    CONCLUSION = "conclusion"
    APPEARED = "appeared"
    VANISHED = "vanished"
    TIER = "tier"
    ACMG_CLASS = "acmg_class"
    CLINVAR = "clinvar"
    CLINVAR_STARS = "clinvar_stars"
    INHERITANCE_MATCH = "inheritance_match"


@dataclass(frozen=True, slots=True)
class Change:
    """One line. what: `program`, `clinvar release`, a table or a setting where the whole run changed."""

    kind: Kind
    old: str
    new: str
    because: str
    sample: str = ABSENT
    what: str = ABSENT
    gene: str = ABSENT
    disease: str = ABSENT
    allele: str = ABSENT
    hgvs_c: str = ABSENT
    first_seen: str = ABSENT


CHANGE_COLUMNS: tuple[Column[Change], ...] = (
    Column("sample", "string", "Sample name; missing for what holds for the whole run", lambda c: c.sample),
    Column("change", "string", "What changed", lambda c: c.kind, tuple(Kind)),
    Column(
        "what", "string", "Of a change of the run: the program, release, table or setting", lambda c: c.what
    ),
    Column("gene", "string", "HGNC symbol", lambda c: c.gene),
    Column("disease", "string", "Disease entity", lambda c: c.disease),
    Column("allele", "string", "CHROM-POS-REF-ALT, normalised", lambda c: c.allele),
    Column("hgvs_c", "string", "HGVS coding DNA name of the later run", lambda c: c.hgvs_c),
    Column("old", "string", "Value in the earlier run", lambda c: c.old),
    Column("new", "string", "Value in the later run", lambda c: c.new),
    Column("because", "string", "The evidence that differs", lambda c: c.because),
    Column("first_seen", "string", "Date of the run that first had the finding", lambda c: c.first_seen),
)

_ASPECTS: tuple[tuple[Kind, Callable[[FindingThen], str]], ...] = (
    (Kind.TIER, lambda f: f.tier),
    (Kind.ACMG_CLASS, lambda f: f.acmg_class or ABSENT),
    (Kind.CLINVAR, lambda f: _word(f)),
    (Kind.CLINVAR_STARS, lambda f: _stars(f)),
    (Kind.INHERITANCE_MATCH, lambda f: f.verdict.match),
)


def compare(old: Run, new: Run) -> tuple[Change, ...]:
    """Every change: of the run, then sample by sample in the order of their names."""
    general = tuple(_of_run(old, new))
    causes = tuple(f"{change.what} {change.old} → {change.new}" for change in general if _decides(change))
    found = list(general)
    for sample in sorted({*old.reports, *old.failed, *new.reports, *new.failed}):
        found += _of_sample(sample, old, new, causes)
    return tuple(found)


def _decides(change: Change) -> bool:
    """ClinVar's release acts through the alleles' records, which are compared one by one."""
    return change.what != "clinvar release"


def _of_run(old: Run, new: Run) -> Iterator[Change]:
    pairs = (
        ("program", _joined(old, lambda r: (r.hyperigm,)), _joined(new, lambda r: (r.hyperigm,))),
        ("clinvar release", _joined(old, _releases), _joined(new, _releases)),
    )
    for what, before, after in pairs:
        if before != after:
            yield Change(Kind.RUN, before, after, ABSENT, what=what)
    for before_all, after_all in ((old.settings, new.settings), (_tables(old), _tables(new))):
        for what in sorted({*before_all, *after_all}):
            before, after = before_all.get(what, ABSENT), after_all.get(what, ABSENT)
            if before != after:
                yield Change(Kind.RUN, before, after, ABSENT, what=what)


def _releases(report: ReportThen) -> tuple[str, ...]:
    return report.result.clinvar


def _joined(run: Run, words: Callable[[ReportThen], Iterable[str]]) -> str:
    return ", ".join(sorted({word for report in run.reports.values() for word in words(report)})) or ABSENT


def _tables(run: Run) -> dict[str, str]:
    tables: dict[str, set[str]] = {}
    for report in run.reports.values():
        for name, digest in report.knowledge.items():
            tables.setdefault(name, set()).add(digest)
    return {name: ", ".join(sorted(digests)) for name, digests in tables.items()}


def _of_sample(sample: str, old: Run, new: Run, general: tuple[str, ...]) -> Iterator[Change]:
    before, after = _state(sample, old), _state(sample, new)
    if before != after:
        why = new.failed.get(sample) or old.failed.get(sample) or "the sheet"
        yield Change(Kind.SAMPLE, before, after, why, sample)
    if sample not in old.reports or sample not in new.reports:
        return
    earlier, later = old.reports[sample].result, new.reports[sample].result
    changes = list(_of_findings(sample, old, new, general))
    if earlier.conclusion != later.conclusion:
        tiers = [change for change in changes if change.kind is Kind.TIER]
        why = _gathered(tiers) or _coverage(earlier, later) or _gathered(changes) or _sentence(general)
        yield Change(Kind.CONCLUSION, earlier.conclusion, later.conclusion, why, sample)
    yield from changes


def _coverage(earlier: ResultThen, later: ResultThen) -> str:
    """How many coding exons changed their status, by what it was and is; "" where none did, or one of the
    reports does not say."""
    before = {(one.gene, one.exon): one.status for one in earlier.exons}
    pairs = ((before.get((one.gene, one.exon), one.status), one.status) for one in later.exons)
    counts = Counter((then, now) for then, now in pairs if then != now)
    said = (f"{n} exon{'' if n == 1 else 's'} {then} → {now}" for (then, now), n in counts.most_common())
    return f"coverage: {', '.join(said)}" if counts else ""


def _state(sample: str, run: Run) -> str:
    return "failed" if sample in run.failed else "ok" if sample in run.reports else ABSENT


def _of_findings(sample: str, old: Run, new: Run, general: tuple[str, ...]) -> Iterator[Change]:
    befores = {one.key: one for one in old.reports[sample].result.findings}
    afters = {one.key: one for one in new.reports[sample].result.findings}
    known = {**befores, **afters}
    releases = (", ".join(old.reports[sample].result.clinvar), ", ".join(new.reports[sample].result.clinvar))
    for key in sorted(known, key=lambda key: _place(known[key])):
        seen = min((run.first_seen[key] for run in (old, new) if key in run.first_seen), default=ABSENT)
        yield from _of_finding(key, befores, afters, general, releases, seen)


def _place(finding: FindingThen) -> tuple[str, int, str, str, str]:
    allele = finding.call.allele
    return finding.gene.symbol, allele.pos, allele.ref, allele.alt, finding.entity.id


def _of_finding(
    key: Key,
    befores: Mapping[Key, FindingThen],
    afters: Mapping[Key, FindingThen],
    general: tuple[str, ...],
    releases: Releases,
    seen: str,
) -> Iterator[Change]:
    before, after = befores.get(key), afters.get(key)
    if before and after:
        causes = _Causes(before, after, befores, afters, general, releases)
        for kind, value in _ASPECTS:
            if value(before) != value(after):
                yield _change(kind, value(before), value(after), causes.of(kind), after, seen)
    elif after:
        why = _why_only_in_one(after, befores, general, "the earlier")
        yield _change(Kind.APPEARED, ABSENT, after.tier, why, after, seen)
    elif before:
        why = _why_only_in_one(before, afters, general, "the later")
        yield _change(Kind.VANISHED, before.tier, ABSENT, why, before, seen)


def _change(kind: Kind, old: str, new: str, because: str, finding: FindingThen, seen: str) -> Change:
    return Change(
        kind,
        old,
        new,
        because,
        sample=finding.sample,
        gene=finding.gene.symbol,
        disease=finding.entity.name or finding.entity.id,
        allele=finding.annotation.key,
        hgvs_c=finding.annotation.effect.hgvs_c or finding.annotation.hgvs_g or ABSENT,
        first_seen=seen,
    )


def _why_only_in_one(
    finding: FindingThen, others: Mapping[Key, FindingThen], general: tuple[str, ...], which: str
) -> str:
    """A variant that is in one run's calls only, or one that both have but one reports under the entity."""
    if any(other.annotation.key == finding.annotation.key for other in others.values()):
        return _sentence(general)
    return f"call: {finding.call.genotype.text}, which is not among {which} run's calls"


@dataclass(frozen=True, slots=True)
class _Causes:
    """Two states of one finding, with all findings of the sample and the ClinVar releases, then and now."""

    before: FindingThen
    after: FindingThen
    befores: Mapping[Key, FindingThen]
    afters: Mapping[Key, FindingThen]
    general: tuple[str, ...]
    releases: Releases

    def of(self, kind: Kind) -> str:
        """The evidence that differs and that this kind of value is made of."""
        if kind in (Kind.CLINVAR, Kind.CLINVAR_STARS):
            return _clinvar(self.before, self.after, self.releases)
        own = list(_evidence(self.before, self.after, self.releases if kind is Kind.TIER else None))
        if kind is Kind.INHERITANCE_MATCH:
            own = [text for text in own if text.startswith("call")]
        pair = [*self._partners(), *self._verdict(kind)]
        criteria = [] if kind is Kind.INHERITANCE_MATCH else list(_criteria(self.before, self.after))
        return "; ".join((*own, *pair, *criteria)) or _sentence(self.general)

    def _partners(self) -> Iterator[str]:
        names = dict.fromkeys((*self.before.verdict.partners, *self.after.verdict.partners))
        for name in names:
            then, now = _of_allele(name, self.befores), _of_allele(name, self.afters)
            if then and now:
                yield from (f"{name}: {text}" for text in _evidence(then, now, self.releases))
            elif then or now:
                yield f"{name}: {'no longer' if then else 'newly'} called"

    def _verdict(self, kind: Kind) -> Iterator[str]:
        then, now = self.before.verdict, self.after.verdict
        names = ["zygosity", "mechanism", "phase", "origin"]
        if kind is not Kind.INHERITANCE_MATCH:
            names.append("match")
        changed = [
            f"{name} {getattr(then, name)} → {getattr(now, name)}"
            for name in names
            if getattr(then, name) != getattr(now, name)
        ]
        if changed:
            yield f"inheritance: {', '.join(changed)}"
        elif then.rule and now.rule and then.rule != now.rule:
            yield f"inheritance: rule {then.rule} → {now.rule}"


def _of_allele(name: str, findings: Mapping[Key, FindingThen]) -> FindingThen | None:
    return next((one for one in findings.values() if one.annotation.key == name), None)


def _evidence(before: FindingThen, after: FindingThen, releases: Releases | None) -> Iterator[str]:
    """What is known of the allele and its call, where it differs; releases: None leaves ClinVar out."""
    if before.call != after.call:
        yield f"call: {_call(before)} → {_call(after)}"
    if before.annotation.effect != after.annotation.effect:
        yield f"effect: {_effect(before)} → {_effect(after)}"
    if releases and (_word(before), _stars(before)) != (_word(after), _stars(after)):
        yield _clinvar(before, after, releases)
    if before.annotation.splicing != after.annotation.splicing:
        then, now = before.annotation.splicing, after.annotation.splicing
        yield f"splicing: {then or 'nothing open'} → {now or 'nothing open'}"
    if _frequency(before) != _frequency(after):
        yield f"frequency: {_frequency(before)} → {_frequency(after)}"


def _criteria(before: FindingThen, after: FindingThen) -> Iterator[str]:
    gained = [word for word in after.acmg_criteria if word not in before.acmg_criteria]
    lost = [word for word in before.acmg_criteria if word not in after.acmg_criteria]
    if gained or lost:
        words = (*(f"+{word}" for word in gained), *(f"-{word}" for word in lost))
        yield f"criteria: {', '.join(words)}"


def _call(finding: FindingThen) -> str:
    call = finding.call
    numbers = (("depth", call.depth), ("fraction", call.allele_fraction), ("quality", call.quality))
    said = [f"{name} {value:.6g}" for name, value in numbers if value is not None]
    return ", ".join(
        [call.genotype.text or ABSENT, *said, *([f"PS {call.phase_set}"] if call.phase_set else [])]
    )


def _effect(finding: FindingThen) -> str:
    effect = finding.annotation.effect
    return " ".join((effect.hgvs_c or ABSENT, effect.hgvs_p or ABSENT, "&".join(effect.consequence)))


def _word(finding: FindingThen) -> str:
    record = finding.annotation.clinvar
    return record.significance or ABSENT if record else ABSENT


def _stars(finding: FindingThen) -> str:
    record = finding.annotation.clinvar
    return ABSENT if record is None or record.stars is None else str(record.stars)


def _clinvar(before: FindingThen, after: FindingThen, releases: Releases) -> str:
    return f"ClinVar: {_record(before, releases[0])} → {_record(after, releases[1])}"


def _record(finding: FindingThen, release: str) -> str:
    record = finding.annotation.clinvar
    if record is None:
        return f"not listed ({release or 'no ClinVar'})"
    stars = "" if record.stars is None else f", {stars_phrase(record.stars)}"
    return f"{record.significance}{stars} ({record.release or 'undated'})"


def _frequency(finding: FindingThen) -> str:
    known = finding.annotation.frequency
    if known is None or known.af is None:
        return "unknown"
    males = "" if known.hemizygotes is None else f", {known.hemizygotes} hemizygotes"
    return f"{known.af:.6g}{males}"


def _sentence(general: tuple[str, ...]) -> str:
    return "; ".join(general) or NOTHING


def _gathered(changes: Sequence[Change]) -> str:
    """The causes of several changes, each once; where they are of several alleles, each names its own."""
    if len({change.allele for change in changes}) < 2:
        return "; ".join(dict.fromkeys(change.because for change in changes))
    pieces = ((change.allele, piece) for change in changes for piece in change.because.split("; "))
    named = (piece if piece.startswith("chr") else f"{allele}: {piece}" for allele, piece in pieces)
    return "; ".join(dict.fromkeys(named))
