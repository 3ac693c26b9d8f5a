"""PM2, BA1, BS1 and BS2: what the frequency in the population says. An unknown frequency says nothing."""

from collections.abc import Iterator

from hyperigm.core.acmg.rules import EntityRule
from hyperigm.core.acmg.trace import Criterion, Strength
from hyperigm.core.annotation import Annotation, Frequency
from hyperigm.core.frequency import MIN_AN


def population_criteria(annotation: Annotation, rule: EntityRule) -> Iterator[Criterion]:
    """The four criteria, met or not; one of them, with the reason, where nothing can be said."""
    frequency = annotation.frequency
    why = silent(annotation, frequency)
    if frequency is None or why:
        yield Criterion("PM2", None, f"{why}; BA1, BS1 and BS2 are not judged either")
    elif frequency.absent:
        yield _absent(frequency)
    else:
        yield from _too_frequent(frequency, rule)
        yield _carriers(frequency, rule)
        yield _rare(frequency, rule)


def silent(annotation: Annotation, frequency: Frequency | None) -> str:
    """Why the frequency can't be used, or ""."""
    if frequency is None:
        return "population frequency is unknown, which is not the same as rare"
    if frequency.filters:
        return f"the site did not pass the filters of {frequency.source} ({', '.join(frequency.filters)})"
    if in_copy(annotation):
        return f"reads of the copy elsewhere in the genome may be counted in {frequency.source}"
    if frequency.an is not None and frequency.an < MIN_AN:
        return f"only {frequency.an} alleles were counted in {frequency.source}, fewer than {MIN_AN}"
    if frequency.af is None and not frequency.absent:
        return f"{frequency.source} gives no frequency of a group of {MIN_AN} alleles or more"
    return ""


def in_copy(annotation: Annotation) -> bool:
    """Whether reads of a copy elsewhere in the genome may be taken for reads of the gene there."""
    return any(flag.startswith("pseudogene") for flag in annotation.flags)


def _absent(frequency: Frequency) -> Criterion:
    reason = (
        f"absent from {frequency.source}, which has a record {frequency.distance} bases away with"
        f" {frequency.an} alleles counted"
    )
    return Criterion("PM2", Strength.SUPPORTING, reason, (f"AN {frequency.an}",))


def _too_frequent(frequency: Frequency, rule: EntityRule) -> Iterator[Criterion]:
    limit = rule.ba1_from
    most = "no BA1 for this disease" if limit is None else f"BA1 from {limit:g}"
    numbers = (*_numbers(frequency), f"BS1 from {rule.bs1_from:g}", most)
    faf = frequency.faf or 0.0
    said = f"the frequency is at least {faf:.2g} (95 % confidence) in group {frequency.group}"
    alone = limit is not None and faf >= limit
    high_enough = faf >= rule.bs1_from and not alone
    strong = high_enough and _seen_in_men(frequency, rule)
    high = f"{said}, too high for this disease whatever else is known"
    yield Criterion("BA1", Strength.STAND_ALONE if alone else None, high if alone else said, numbers)
    higher = f"{said}, higher than this disease allows"
    if high_enough and not strong:
        seen = "an unknown number of" if frequency.hemizygotes is None else frequency.hemizygotes
        higher += f", but {seen} hemizygotes were seen: women who carry it show no harmlessness"
        numbers = (*numbers, f"hemizygotes from {rule.bs1_hemizygotes}")
    yield Criterion("BS1", Strength.STRONG if strong else None, higher if high_enough else said, numbers)


def _seen_in_men(frequency: Frequency, rule: EntityRule) -> bool:
    """Whether so many hemizygotes were seen as BS1 asks for, where it asks for any."""
    return rule.bs1_hemizygotes is None or (frequency.hemizygotes or 0) >= rule.bs1_hemizygotes


def _carriers(frequency: Frequency, rule: EntityRule) -> Criterion:
    """Hemizygotes for an X-linked disease, homozygotes for an autosomal one."""
    for word, seen, most in (
        ("hemizygotes", frequency.hemizygotes, rule.hemizygotes_above),
        ("homozygotes", frequency.homozygotes, rule.homozygotes_above),
    ):
        if most is None:
            continue
        if seen is None:
            return Criterion("BS2", None, f"{frequency.source} does not count {word}")
        numbers = (f"{word} {seen}", f"more than {most} speak against")
        reason = f"{seen} {word} in {frequency.source}, people without a severe disease of childhood"
        return Criterion("BS2", Strength.STRONG if seen > most else None, reason, numbers)
    return Criterion("BS2", None, "no number of carriers speaks against this disease")


def _rare(frequency: Frequency, rule: EntityRule) -> Criterion:
    af = frequency.af if frequency.af is not None else 1.0
    numbers = (*_numbers(frequency), f"PM2 below {rule.pm2_below:g}")
    if af < rule.pm2_below:
        reason = f"rare: the highest frequency of a group is {af:.2g} ({frequency.group})"
        return Criterion("PM2", Strength.SUPPORTING, reason, numbers)
    return Criterion("PM2", None, f"the highest frequency of a group is {af:.2g}, not rare enough", numbers)


def _numbers(frequency: Frequency) -> tuple[str, ...]:
    found = [f"AC {frequency.ac}", f"AN {frequency.an}"]
    if frequency.af is not None:
        found.append(f"AF {frequency.af:.3g} ({frequency.group})")
    if frequency.faf is not None:
        found.append(f"FAF {frequency.faf:.3g}")
    if frequency.bottlenecked is not None:
        found.append(f"left out: {frequency.bottlenecked_group} {frequency.bottlenecked:.3g}")
    return tuple(found)
