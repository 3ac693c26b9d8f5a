"""What each step said of one allele in one sample, out of the files the steps wrote. Pure.

Nothing is decided here a second time: the words and values are those of the step that decided.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hyperigm.core.annotation import Annotation, Frequency, Haplotype
from hyperigm.core.clinvar import readable, stars_phrase
from hyperigm.core.coverage import Assessed, ExonStatus, mean_depth, not_called, reading
from hyperigm.core.inheritance.genotypes import failed_filters
from hyperigm.core.panel import Region
from hyperigm.core.plan import SampleEntry
from hyperigm.core.screened import SampleScreen
from hyperigm.core.variant import Allele, Call

NOT_REACHED = "not reached"


@dataclass(frozen=True, slots=True)
class StepWord:
    """One step's verdict in a few words, and the values behind it, a line each."""

    step: str
    verdict: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """One allele in one sample. given: as the user wrote it; allele: its normal form; build: the sample's."""

    sample: str
    given: str
    allele: str
    build: str
    steps: tuple[StepWord, ...]


def as_text(explained: Explanation) -> str:
    """The explanation for a reader, one block per step."""
    same = explained.given == explained.allele
    name = explained.allele if same else f"{explained.given}, in its normal form {explained.allele}"
    build = f" ({explained.build})" if explained.build else ""
    lines = [f"{explained.sample}: {name}{build}"]
    for word in explained.steps:
        lines += ["", f"{word.step}: {word.verdict}", *(f"  {line}" for line in word.lines)]
    return "\n".join(lines) + "\n"


def not_reached(steps: Iterable[str], why: str) -> tuple[StepWord, ...]:
    """The steps that had nothing to say, and why."""
    return tuple(StepWord(step, f"{NOT_REACHED}: {why}") for step in steps)


def check_word(entry: SampleEntry, batch: str) -> StepWord:
    """Whether the gate let the sample in."""
    person = entry.person
    lines = [
        f"batch {batch}, sheet line {entry.line}",
        f"file {entry.vcf}, in it {entry.vcf_sample or person.sample}",
        f"sex {person.sex}, affected {person.affected}",
    ]
    if entry.error:
        return StepWord("check", f"refused: {entry.error}", (*lines, f"mend: {entry.mend or '.'}"))
    return StepWord("check", "the sample is in the plan", tuple(lines))


def screen_word(
    allele: Allele,
    screen: SampleScreen,
    regions: Iterable[Region],
    exons: tuple[ExonStatus, ...],
    elsewhere: str = "",
) -> StepWord:
    """Whether the file has the allele, and where it has not, whether it could have had it.

    elsewhere: where the allele lies on another build, if in a gene there.
    """
    if screen.error:
        return StepWord("screen", f"failed: {screen.error}", (f"mend: {screen.mend or '.'}",))
    carried = next((call for call in screen.calls if call.allele.key == allele.key), None)
    if carried:
        told = (str(warning) for warning in screen.warnings if allele.key in warning)
        return StepWord("screen", _called(carried), (*_record_lines(carried), *told))
    if whole := merged_into(allele, screen.calls):
        text = f"in the file as part of {whole.allele.key}: {_called(whole)}"
        return StepWord("screen", text, (*_record_lines(whole), "what follows is said of that allele"))
    region = _region(allele, regions)
    if region is None:
        what = "outside the regions: what lies there is not read"
        if elsewhere:
            ask = f"this sample is on {screen.build}, so give the allele as on {screen.build}"
            return StepWord("screen", f"{what}; {elsewhere}", (ask,))
        return StepWord("screen", what, ("REF is not checked there: only the genes' bases are bundled",))
    lines = [f"inside the region of {region.gene}, {region.chrom}:{region.start}-{region.end}"]
    lines += [f"called here instead: {_short(call)}" for call in _near(allele, screen.calls)]
    return StepWord("screen", _absent(allele, screen, exons), tuple(lines))


def merged_into(allele: Allele, calls: Iterable[Call]) -> Call | None:
    """The call that changes several bases at once and these among them, where the sample has no call of the
    allele alone: a substitution that was merged into a longer one. None where there is none."""
    mine = list(calls)
    if not _is_substitution(allele) or any(call.allele.key == allele.key for call in mine):
        return None
    return next((call for call in mine if call.genotype.copies and _holds(call.allele, allele)), None)


def _is_substitution(allele: Allele) -> bool:
    return allele.is_sequence and len(allele.ref) == len(allele.alt)


def _holds(whole: Allele, part: Allele) -> bool:
    at = part.pos - whole.pos
    inside = slice(at, at + len(part.ref))
    same = (whole.chrom, whole.ref[inside], whole.alt[inside]) == (part.chrom, part.ref, part.alt)
    return _is_substitution(whole) and at >= 0 and same


def _region(allele: Allele, regions: Iterable[Region]) -> Region | None:
    inside = (
        r for r in regions if r.chrom == allele.chrom and allele.pos <= r.end and allele.last >= r.start
    )
    return next(inside, None)


def _called(call: Call) -> str:
    genotype = call.genotype
    if genotype.copies:
        return f"in the file: GT {genotype.text}, {genotype.copies} of {genotype.ploidy} copies carry it"
    return f"in the file, genotype not called: GT {genotype.text}"


def _record_lines(call: Call) -> Iterator[str]:
    record, allele = call.record, call.allele
    alts = ",".join(record.alts)
    yield f"record {record.contig}:{record.pos} {record.ref} {alts}, ID {record.vcf_id or '.'}"
    filters = ";".join(record.filters) or "."
    yield f"FILTER {filters}{', which does not drop it' if failed_filters(call) else ''}"
    if (record.pos, record.ref.upper(), alts.upper()) != (allele.pos, allele.ref, allele.alt.upper()):
        yield f"normalised to {allele.key}"
    numbers = (
        ("depth", call.depth),
        ("reads with it", call.alt_depth),
        ("share of reads", call.allele_fraction),
        ("quality", call.quality),
    )
    yield ", ".join(f"{name} {'not said' if value is None else f'{value:g}'}" for name, value in numbers)
    if call.phase_set:
        yield f"phased in {call.phase_set}"
    if call.siblings:
        yield f"other ALT of the same record: {', '.join(call.siblings)}"
    if call.flags:
        yield f"flags {', '.join(call.flags)}"


def _near(allele: Allele, calls: Iterable[Call]) -> Iterator[Call]:
    """Calls that overlap the allele's bases."""
    for call in calls:
        here = call.allele
        if here.chrom == allele.chrom and here.pos <= allele.last and here.last >= allele.pos:
            yield call


def _short(call: Call) -> str:
    return f"{call.allele.key} (GT {call.genotype.text})"


def _absent(allele: Allele, screen: SampleScreen, exons: tuple[ExonStatus, ...]) -> str:
    """`not called; ...`: what the file says of the place."""
    stated = next((call for call in screen.reference_calls if call.allele.key == allele.key), None)
    if stated:
        return f"not carried; the file calls the place GT {stated.genotype.text}, a relative carries it"
    return f"not called; {_place(allele, exons)} {_reading(allele, screen)}"


def _place(allele: Allele, exons: tuple[ExonStatus, ...]) -> str:
    for exon in exons:
        if exon.start and exon.end and exon.start <= allele.last and exon.end >= allele.pos:
            return f"exon {exon.exon}"
    return "the place, outside the coding exons,"


def _reading(allele: Allele, screen: SampleScreen) -> str:
    found = reading(allele.chrom, allele.pos, allele.last, not_called(screen.calls), screen.sources)
    if found.status is not Assessed.ASSESSED:
        unknown = found.status is Assessed.UNKNOWN
        said = "may or may not have been read, that is unknown" if unknown else "was not assessed there"
        return f"{said}: {found.reason}"
    depth = f" at depth {found.depth}" if found.depth is not None else ""
    if found.mean is not None and not depth:
        depth = f" {mean_depth(found.mean)}"
    return f"was assessed{depth} ({found.names})"


def annotate_word(
    key: str,
    known: Annotation,
    haplotypes: Iterable[Haplotype],
    clinvar_used: bool = True,
    has_gene: bool = True,
) -> StepWord:
    """What the allele is called and what is known of it, whoever carries it. clinvar_used: a ClinVar file of
    its build was read; has_gene: it has records of the gene."""
    effect = known.effect
    terms = "&".join(effect.consequence) or "no consequence"
    where = f"exon {effect.exon}" if effect.exon else f"intron {effect.intron}" if effect.intron else ""
    lines = [", ".join(part for part in (terms, effect.impact.value, where) if part)]
    lines.append(f"{effect.hgvs_p or 'no protein name'}; {known.hgvs_g or 'no genomic name'}")
    lines += [effect.note] if effect.note else []
    lines += [_clinvar(known, clinvar_used, has_gene), _frequency(known.frequency)]
    lines += [f"{score.tool} {score.value:g}" for score in known.scores]
    lines += [f"flags {', '.join(known.flags)}"] if known.flags else []
    for other in known.also:
        lines.append(
            f"also on {other.gene}: {'&'.join(other.effect.consequence)}, {other.effect.impact.value}"
        )
    for haplotype in haplotypes:
        if key in haplotype.members:
            lines.append(_together(key, haplotype))
    return StepWord("annotate", f"{known.gene or 'no gene'} {known.name}", tuple(lines))


def _clinvar(known: Annotation, used: bool, has_gene: bool) -> str:
    record = known.clinvar
    if record is None and used and not has_gene:
        return "ClinVar: the file used has nothing of this gene"
    if record is None:
        return "ClinVar: not in the file used" if used else "ClinVar: no ClinVar was used"
    parts = [
        readable((record.significance,)),
        stars_phrase(record.stars),
        f"release {record.release or 'undated'}",
    ]
    return f"ClinVar {record.variation_id or '(no VariationID)'}: {', '.join(parts)}"


def _frequency(frequency: Frequency | None) -> str:
    if frequency is None or frequency.af is None:
        return "population frequency: unknown, which is not rare"
    counts = f" ({frequency.ac} of {frequency.an})" if frequency.ac is not None else ""
    group = f" in {frequency.group}" if frequency.group else ""
    return f"population frequency: {frequency.af:.3g}{counts}{group}, {frequency.source or 'source not said'}"


def _together(key: str, haplotype: Haplotype) -> str:
    if haplotype.lost:
        return haplotype.reason
    others = " and ".join(member for member in haplotype.members if member != key)
    joint = haplotype.effect.hgvs_p or "&".join(haplotype.effect.consequence)
    sure = "lies on one copy with" if haplotype.proven else "may lie on one copy with"
    return f"{sure} {others}: together {joint}; {haplotype.reason}"
