"""Criteria of the allele itself: PVS1, PS1, PM1, PM4, PM5, PP3, BP4, BP7."""

import re
from collections.abc import Iterator

from hyperigm.core.acmg.rules import AcmgRules, EntityRule, ScoreRange
from hyperigm.core.acmg.trace import Criterion, Strength, lowered
from hyperigm.core.annotation import Annotation, Neighbour, Score
from hyperigm.core.clinvar import Significance, classify, readable, stars_phrase
from hyperigm.core.neighbours import substitution

ESTABLISHED_STARS = 1
"""Review stars from which a neighbour counts in full; with fewer it is supporting at most (this project)."""
DONOR_FROM, ACCEPTOR_FROM = 7, 21
"""Intronic bases from which a silent allele is far from the splice site (PMID 37352859, Walker 2023)."""
INFRAME = frozenset({"inframe_insertion", "inframe_deletion", "protein_altering_variant", "stop_lost"})
SILENT = frozenset(
    {
        "synonymous_variant",
        "intron_variant",
        "splice_region_variant",
        "splice_polypyrimidine_tract_variant",
        "splice_donor_region_variant",
        "splice_donor_5th_base_variant",
        "5_prime_UTR_variant",
        "3_prime_UTR_variant",
    }
)
_OFFSET = re.compile(r"[0-9]([+-])([0-9]+)")
_ONE_RESIDUE = re.compile(r"p\.\([A-Z][a-z]{2}[0-9]+(del|dup)\)$")


def molecular_criteria(annotation: Annotation, rule: EntityRule, rules: AcmgRules) -> Iterator[Criterion]:
    """The criteria that speak of this kind of allele, met or not."""
    null = pvs1(annotation, rule)
    if null:
        yield null
    if null is None or null.strength is None:
        yield from _length(annotation)
    near = _neighbour(annotation)
    hot = _hotspot(annotation, rules) if near is None else None
    yield from (criterion for criterion in (near, hot) if criterion)
    if null is None:
        yield from _predicted(annotation, rules, hot is not None)


def pvs1(annotation: Annotation, rule: EntityRule) -> Criterion | None:
    """The leaf of the tree under one disease; None where the allele is not one of the tree."""
    loss = annotation.loss
    if loss is None:
        return None
    if not rule.loss_of_function:
        why = f"loss of function is not how this disease arises ({rule.decrease_reason}); {loss.reason}"
        return Criterion("PVS1", None, why, loss.numbers)
    strength = loss.strength and lowered(loss.strength, rule.decrease)
    reason = loss.reason
    if loss.strength and rule.decrease:
        reason = f"{reason}; lowered by {rule.decrease} because {rule.decrease_reason}"
    return Criterion("PVS1", strength, reason, (f"leaf {loss.leaf}", *loss.numbers))


def _length(annotation: Annotation) -> Iterator[Criterion]:
    found = sorted(set(annotation.effect.consequence) & INFRAME)
    if found:
        small = bool(_ONE_RESIDUE.search(annotation.effect.hgvs_p or ""))
        strength = Strength.SUPPORTING if small else Strength.MODERATE
        extent = "by one residue" if small else "and the frame is kept"
        yield Criterion("PM4", strength, f"the protein changes its length {extent} ({', '.join(found)})")


def _neighbour(annotation: Annotation) -> Criterion | None:
    """PS1 or PM5 by the best pathogenic allele of the same residue."""
    ranked = sorted(annotation.neighbours, key=lambda near: (not near.same_change, -(near.stars or 0)))
    if not ranked:
        return None
    near = ranked[0]
    code = "PS1" if near.same_change else "PM5"
    full = Strength.STRONG if near.same_change else Strength.MODERATE
    sure = (near.stars or 0) >= ESTABLISHED_STARS
    certain = classify(near.significance) is Significance.PATHOGENIC
    strength = full if sure and certain else lowered(full, 1) if sure else Strength.SUPPORTING
    kind = (
        "the same change of residue by other bases" if near.same_change else "another change of this residue"
    )
    return Criterion(code, strength, f"{kind} is {_said(near)}", (near.key,))


def _said(near: Neighbour) -> str:
    name = near.hgvs_p.rsplit(":", 1)[-1]
    return f"{readable((near.significance,)).lower()} in ClinVar ({name}, {stars_phrase(near.stars)})"


def _hotspot(annotation: Annotation, rules: AcmgRules) -> Criterion | None:
    where = substitution(annotation.effect)
    if where is None:
        return None
    for region in rules.regions:
        inside = region.first <= where.place <= region.last
        if region.use == "hotspot" and region.gene == annotation.gene and inside:
            return Criterion("PM1", Strength.MODERATE, f"the residue is a {region.name} ({region.source})")
    return None


def _predicted(annotation: Annotation, rules: AcmgRules, hot: bool) -> Iterator[Criterion]:
    """PP3 or BP4, and BP7. Of missense predictors one is used, chosen by the table's rank."""
    missense = _used(annotation, rules, "missense") if substitution(annotation.effect) else None
    splice = _used(annotation, rules, "splice")
    used = [found for found in (missense, splice) if found]
    if not used:
        open_ = f"; the allele {annotation.splicing}" if annotation.splicing else ""
        yield Criterion("PP3", None, f"no score of a calibrated predictor was given{open_}")
        return
    ranges = [(score, _range(score, rules)) for score in used]
    harm = [_counted(score, row, hot) for score, row in ranges if row and row.criterion == "PP3"]
    if harm:
        yield min(harm, key=lambda found: _STEPS.index(found.strength))
        return
    spared = [row for _, row in ranges if row and row.criterion == "BP4"]
    yield from _spared(annotation, missense, splice, len(spared) == len(used), rules)


def _spared(
    annotation: Annotation, missense: Score | None, splice: Score | None, unanimous: bool, rules: AcmgRules
) -> Iterator[Criterion]:
    """BP4 and BP7, or why not, of scores of which none speaks for harm. unanimous: all of them are benign."""
    used = [found for found in (missense, splice) if found]
    numbers = tuple(f"{score.tool} {score.value:g}" for score in used)
    if missense and not splice and _at_a_site(annotation):
        near = (
            f"the allele {annotation.splicing}" if annotation.splicing else "the allele lies at a splice site"
        )
        yield Criterion("BP4", None, f"a score of the residue says nothing of splicing, and {near}", numbers)
        return
    decisive = missense or (splice if _silent(annotation) else None)
    if not unanimous or decisive is None:
        yield Criterion(
            "PP3", None, "the scores lie between the calibrated limits, or decide nothing", numbers
        )
        return
    row = _range(decisive, rules)
    yield Criterion(
        "BP4", row.strength if row else None, f"no effect is predicted ({_list(numbers)})", numbers
    )
    if splice and _silent(annotation) and _far(annotation):
        reason = "silent, and no effect on splicing is predicted"
        yield Criterion("BP7", Strength.SUPPORTING, reason, (f"{splice.tool} {splice.value:g}",))


_STEPS = (None, Strength.VERY_STRONG, Strength.STRONG, Strength.MODERATE, Strength.SUPPORTING)


def splicing_settled(scores: tuple[Score, ...], rules: AcmgRules) -> bool:
    """Whether a splice score lies in a calibrated interval."""
    kinds = {row.tool for row in rules.scores if row.kind == "splice"}
    return any(score.tool in kinds and _range(score, rules) for score in scores)


def _at_a_site(annotation: Annotation) -> bool:
    """Whether an effect on splicing is open: by the sequence, or by the place of the allele (SO: 1-3 bases of
    the exon, 3-8 of the intron)."""
    return bool(annotation.splicing) or "splice_region_variant" in annotation.effect.consequence


def _used(annotation: Annotation, rules: AcmgRules, kind: str) -> Score | None:
    ranks = {row.tool: row.rank for row in rules.scores if row.kind == kind}
    known = [score for score in annotation.scores if score.tool in ranks]
    return min(known, key=lambda score: ranks[score.tool], default=None)


def _range(score: Score, rules: AcmgRules) -> ScoreRange | None:
    return next((row for row in rules.scores if row.tool == score.tool and row.holds(score.value)), None)


def _counted(score: Score, row: ScoreRange, hot: bool) -> Criterion:
    """PP3 and PM1 together count as strong at most (Pejaver 2022)."""
    strong = row.strength in (Strength.VERY_STRONG, Strength.STRONG)
    strength = Strength.MODERATE if hot and strong else row.strength
    reason = f"{score.tool} predicts an effect ({row.source})"
    return Criterion("PP3", strength, reason, (f"{score.tool} {score.value:g}",))


def _silent(annotation: Annotation) -> bool:
    return bool(annotation.effect.consequence) and SILENT.issuperset(annotation.effect.consequence)


def _far(annotation: Annotation) -> bool:
    """Synonymous, or every position of the c. name far enough inside an intron."""
    if "synonymous_variant" in annotation.effect.consequence:
        return True
    name = (annotation.effect.hgvs_c or "").rsplit(":", 1)[-1]
    found = _OFFSET.findall(name)
    return bool(found) and all(
        int(size) >= (DONOR_FROM if side == "+" else ACCEPTOR_FROM) for side, size in found
    )


def _list(numbers: tuple[str, ...]) -> str:
    return ", ".join(numbers)
