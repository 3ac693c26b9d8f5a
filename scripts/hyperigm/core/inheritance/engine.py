"""From a case to its verdicts: the facts, the first rule that fits them, what lowers it, and the sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from hyperigm.core.family import Sex
from hyperigm.core.inheritance.case import Case, Hit
from hyperigm.core.inheritance.facts import Situation, facts_of, seconds, statements
from hyperigm.core.inheritance.genotypes import Setting, state, zygosity
from hyperigm.core.inheritance.origin import origin
from hyperigm.core.inheritance.phase import pairing
from hyperigm.core.inheritance.places import lies_inside
from hyperigm.core.inheritance.rules import (
    RANK,
    SEX_CONFLICT,
    SEX_UNKNOWN,
    DoubtRule,
    GenotypeRule,
)
from hyperigm.core.inheritance.sentences import both_readings, pair_clause, sentence
from hyperigm.core.panel import Entity, Inheritance
from hyperigm.core.verdict import Match, Mechanism, Origin, Pair, Phase, Verdict

PAIR_RANK = ("none", "cis", "conflict", "unknown", "trans", "unmasked")


def verdicts(case: Case, hits: Iterable[Hit] | None = None) -> tuple[Verdict, ...]:
    """One verdict per hit and entity, no-calls included, in the order of the hits. Nothing is dropped.

    hits: those of the case that are asked for, all where it is None.

    Secondary entities have verdicts only where the case asks for them. On X every reading of the sample's sex
    is judged; where they differ, the verdict says both, is at most potential, and names no mechanism unless
    both have it; where one rule decides all of them, it keeps its name.
    """
    return tuple(
        verdict(case, hit, entity)
        for hit in (case.hits if hits is None else hits)
        for entity in case.entities
    )


def verdict(case: Case, hit: Hit, entity: Entity) -> Verdict:
    """The verdict on one hit for one entity."""
    if entity.inheritance is not Inheritance.X_LINKED:
        return _best(Situation(case, hit, entity, None))
    return _merged(
        case, [(sex, _best(Situation(case, hit, entity, sex))) for sex in case.sexes(case.proband)]
    )


def _merged(case: Case, read: list[tuple[Sex, Verdict]]) -> Verdict:
    """One verdict out of the readings of the sex."""
    first = read[0][1]
    if all((v.match, v.mechanism, v.zygosity, v.rule) == _decision(first) for _, v in read):
        return first
    highest = max((v for _, v in read), key=lambda v: RANK.index(v.match))
    known = case.proband.sex is not Sex.UNKNOWN
    rules = {v.rule for _, v in read}
    return replace(
        first,
        match=min(highest.match, Match.POTENTIAL, key=RANK.index),
        mechanism=first.mechanism if len({v.mechanism for _, v in read}) == 1 else Mechanism.NONE,
        partners=highest.partners,
        phase=highest.phase,
        origin=first.origin if len({v.origin for _, v in read}) == 1 else Origin.UNKNOWN,
        flags=tuple(dict.fromkeys(flag for _, v in read for flag in v.flags)),
        rule=first.rule if len(rules) == 1 else SEX_CONFLICT if known else SEX_UNKNOWN,
        reason=both_readings(read, known),
        pairs=highest.pairs,
    )


def _decision(found: Verdict) -> tuple[object, ...]:
    return found.match, found.mechanism, found.zygosity, found.rule


class _Option(NamedTuple):
    """The verdict under one second hit, or none. word: of the pair; partner: key of the other hit."""

    verdict: Verdict
    word: str = "none"
    partner: str = ""
    pair: Pair | None = None


def _best(situation: Situation) -> Verdict:
    """The verdict under the pair that makes most of the hit, or under none where it has no partner."""
    pairs = [_with(situation, other) for other in seconds(situation)]
    if not pairs:
        return _alone(situation)
    best = max(pairs, key=_rank)
    named = tuple([option.pair for option in pairs if option.pair])
    return replace(best.verdict, partners=_listed(best, pairs), pairs=named)


def _alone(situation: Situation) -> Verdict:
    """The verdict without a second hit: the same for any allele of the same kind in a call like this one."""
    case, hit = situation.case, situation.hit
    if hit.key not in case.likes:
        return _weighed(situation)
    asked = (situation.entity.id, situation.sex, situation.fit, hit.in_pseudogene)
    found: Verdict = case.said.get((*asked, case.likes[hit.key].rest), partial(_weighed, situation))
    return found if found.allele == hit.key else replace(found, allele=hit.key)


def _with(situation: Situation, other: Hit) -> _Option:
    """The verdict with a second hit; for two calls that are like two others, what was said of these."""
    case, one, two = situation.case, situation.hit.call, other.call
    if not case.likes or case.family.people:
        return _paired(situation, other)
    here, there = situation.hit.key, other.key
    how = (one.phase_set is not None and one.phase_set == two.phase_set, there in one.siblings)
    key = (case.likes[here], case.likes[there], situation.entity.id, situation.sex, how, here in two.siblings)
    found: _Option = case.said.get(key, partial(_paired, situation, other))
    return found


def _paired(situation: Situation, other: Hit) -> _Option:
    pair = pairing(situation.case, situation.hit, other, situation.on_x)
    option = replace(situation, pair=pair)
    found = _weighed(option)
    said = Pair(other.key, pair.phase, pair_clause(option), found.rule, found.match, found.reason)
    return _Option(found, pair.word, other.key, said)


def _rank(option: _Option) -> tuple[int, int, str]:
    """By match, then by pair; the partner's name last, so that the order of records decides nothing."""
    return RANK.index(option.verdict.match), PAIR_RANK.index(option.word), option.partner


def _weighed(situation: Situation) -> Verdict:
    """The verdict under one pair, or none."""
    said = statements(situation)
    facts = facts_of(situation, said)
    rules = situation.case.rules
    decision = rules.decision(facts)
    rule, doubts = decision.rule, decision.doubts
    whence, why = _origin(situation)
    templates = [rule.sentence, rules.phrases.get(why, ""), *(_clause(doubt, rule) for doubt in doubts)]
    decided: tuple[GenotypeRule | DoubtRule, ...] = (rule, *doubts)
    return Verdict(
        allele=situation.hit.key,
        entity=situation.entity.id,
        zygosity=zygosity(state(situation.hit.call), situation.reads, _setting(situation)),
        match=decision.match,
        mechanism=[one.mechanism for one in decided if one.mechanism is not None][-1],
        reason=sentence(situation, said, templates),
        phase=situation.pair.phase if situation.pair else Phase.NONE,
        origin=whence,
        flags=tuple(one.flag for one in decided if one.flag),
        rule=decision.deciding,
    )


def _origin(situation: Situation) -> tuple[Origin, str]:
    """By the allele's own genotypes, or else by those of the pair, where they leave one parent only."""
    sex = situation.sex or Sex.UNKNOWN
    found, why = origin(situation.case, situation.hit, situation.on_x, sex, situation.unmasked)
    family = situation.pair.family if situation.pair else None
    if found is Origin.UNKNOWN and why and family:
        for side, side_origin in (("father", Origin.PATERNAL), ("mother", Origin.MATERNAL)):
            if family.sides == {side}:
                return side_origin, f"origin_{side_origin.value}"
    return found, why


def _clause(doubt: DoubtRule, rule: GenotypeRule) -> str:
    """What a doubt adds to the sentence; nothing where the genotype's own rule asks for the same fact."""
    return "" if doubt.word in rule.cells.get(doubt.fact, ()) else doubt.sentence


def _setting(situation: Situation) -> Setting:
    pair = situation.pair
    inside = (
        pair is not None
        and situation.unmasked
        and lies_inside(situation.hit.call.allele, pair.partner.call.allele)
    )
    return Setting(situation.on_x, situation.sex is Sex.MALE, inside)


def _listed(deciding: _Option, pairs: Sequence[_Option]) -> tuple[str, ...]:
    """Partners, the deciding one first; those in cis only where there is no other."""
    ranked = sorted(pairs, key=lambda p: (p is not deciding, -PAIR_RANK.index(p.word), p.partner))
    open_ones = [pair for pair in ranked if pair.word != "cis"]
    return tuple([pair.partner for pair in open_ones or ranked])
