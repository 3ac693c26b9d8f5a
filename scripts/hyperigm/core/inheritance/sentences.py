"""The sentence of a verdict: templates of the rules, filled with the facts that decided."""

from collections.abc import Callable

from hyperigm.core.family import Person, Sex
from hyperigm.core.inheritance.facts import Situation
from hyperigm.core.inheritance.genotypes import failed_filters
from hyperigm.core.inheritance.segregation import Statement, genotypes_of
from hyperigm.core.variant import Call
from hyperigm.core.verdict import Verdict

MOST_NAMED = 20
"""Relatives that a sentence names."""
SEXES = {Sex.MALE: "a man's", Sex.FEMALE: "a woman's"}


def sentence(situation: Situation, said: tuple[Statement, ...], templates: list[str]) -> str:
    """The filled templates as one sentence: the genotype's own clause first, then what qualifies it."""
    fields = _Fields(situation, said)
    text = "; ".join(template.format_map(fields) for template in templates if template)
    return f"{text[:1].upper()}{text[1:]}."


def pair_clause(situation: Situation) -> str:
    """By what the phase of the pair is known, or not."""
    pair = situation.pair
    if pair is None:
        return ""
    return situation.case.rules.phrases[pair.key].format_map(
        {
            "gt": situation.hit.call.genotype.text,
            "partner": pair.partner.key,
            "partner_gt": pair.partner.call.genotype.text,
            "parents": genotypes_of(_nuclear(situation), situation.hit, pair.partner),
        }
    )


def _parents(situation: Situation) -> list[tuple[str, Person | None]]:
    proband, family = situation.case.proband, situation.case.family
    return [("father", family.person(proband.father)), ("mother", family.person(proband.mother))]


def _nuclear(situation: Situation) -> list[tuple[str, Person | None]]:
    siblings = situation.case.family.siblings(situation.case.proband)
    return [*_parents(situation), *((person.sample, person) for person in siblings)]


class _Fields(dict[str, str]):
    """The fields of a template, each worked out when a template asks for it."""

    def __init__(self, situation: Situation, said: tuple[Statement, ...]) -> None:
        super().__init__()
        self._situation, self._said = situation, said

    def __missing__(self, name: str) -> str:
        self[name] = text = _FIELDS[name](self._situation, self._said)
        return text


_FIELDS: dict[str, Callable[[Situation, tuple[Statement, ...]], str]] = {
    "gt": lambda situation, _: situation.hit.call.genotype.text,
    "share": lambda situation, _: share(situation.hit.call),
    "fraction": lambda situation, _: percent(situation.hit.call),
    "weak": lambda situation, _: weakness(situation.hit.call, situation),
    "filters": lambda situation, _: ", ".join(failed_filters(situation.hit.call)),
    "entity": lambda situation, _: situation.entity.name,
    "kind": lambda situation, _: _kind(situation),
    "pair_words": lambda situation, _: pair_clause(situation),
    "parents": lambda situation, _: genotypes_of(_parents(situation), situation.hit),
    "relatives": lambda situation, said: _relatives(situation, said),
}
"""Name of a field -> its text."""


def _kind(situation: Situation) -> str:
    word = situation.entity.variants
    return next((c.meaning for c in situation.case.allele_classes if c.word == word), word)


def _relatives(situation: Situation, said: tuple[Statement, ...]) -> str:
    """What relatives say; of many the first MOST_NAMED, and how many more say as much."""
    pair, phrases = situation.pair, situation.case.rules.phrases
    hits = (situation.hit, pair.partner) if pair else (situation.hit,)
    calls = {"calls": genotypes_of(_nuclear(situation), *hits)}
    told = dict.fromkeys(phrases[one.key].format_map({**calls, **one.fields}) for one in said[:MOST_NAMED])
    more = len(said) - MOST_NAMED
    return " and ".join((*told, f"{more} more relatives like them") if more > 0 else told)


def percent(call: Call) -> str:
    """The share of reads with the allele, in percent."""
    return "an unknown share" if call.allele_fraction is None else f"{100 * call.allele_fraction:.0f} %"


def share(call: Call) -> str:
    """`, in 41 % of 30 reads`, as far as the file says; a clause to put after the genotype."""
    if call.allele_fraction is None:
        return "" if call.depth is None else f", {call.depth} reads"
    return f", in {percent(call)} of {'the' if call.depth is None else call.depth} reads"


def weakness(call: Call, situation: Situation) -> str:
    """What is weak about a call: too few reads, too low a genotype quality, or both."""
    limits = situation.case.thresholds
    said: list[str] = []
    if call.depth is not None and call.depth < limits.min_depth:
        said.append(f"{call.depth} reads, fewer than {limits.min_depth}")
    if call.quality is not None and call.quality < limits.min_gq:
        said.append(f"genotype quality {call.quality:g}, below {limits.min_gq:g}")
    return " and ".join(said)


def both_readings(read: list[tuple[Sex, Verdict]], known: bool) -> str:
    """One sentence out of the sentences of two readings of the sex."""
    why = "the sheet and the X calls disagree on the sex" if known else "the sex is not known"
    parts = [f"read as {SEXES[sex]}: {_uncapped(verdict.reason.rstrip('.'))}" for sex, verdict in read]
    return f"{why[0].upper()}{why[1:]}, so both readings are given; {'; '.join(parts)}."


def _uncapped(reason: str) -> str:
    """The sentence as a clause after a colon; an abbreviation keeps its capitals."""
    return f"{reason[:1].lower()}{reason[1:]}" if reason[1:2].islower() or reason[1:2] == " " else reason
