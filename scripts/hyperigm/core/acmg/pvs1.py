"""PVS1: the decision tree for alleles that are predicted to leave no function.

Source: Abou Tayoun 2018 (PMC6185798), figure 1; the leaves are the rows of resources/acmg/pvs1.tsv. A
lost splice site is read as skipping of its exon; where that can't be (first and last exon), as an intron that
stays. Cryptic splice sites are not looked for.
"""

from collections.abc import Collection
from dataclasses import dataclass

from hyperigm.core.acmg.rules import AcmgRules, ProteinRegion, Pvs1Leaf
from hyperigm.core.acmg.splicing import Product, codes, edited, retained, skipped, start_exon, without_start
from hyperigm.core.acmg.trace import Strength
from hyperigm.core.annotation import LossOfFunction, TranscriptEffect
from hyperigm.core.edit import Edit
from hyperigm.core.naming import place
from hyperigm.core.structural import structural_type
from hyperigm.core.transcript import SplicedTranscript
from hyperigm.core.variant import Allele

LARGE = 0.10
"""Share of the protein from which a loss is large (figure 1: more than 10 %)."""
NO_PREMATURE_STOP = frozenset({"start_lost", "stop_lost"})


@dataclass(frozen=True, slots=True)
class NullFacts:
    """What the tree asks of an allele. product: what is left, None where the start codon or all is lost."""

    kind: str
    event: str
    product: Product | None = None
    tandem: str = "presumed"


def loss_of_function(
    model: SplicedTranscript,
    allele: Allele,
    effect: TranscriptEffect,
    rules: AcmgRules,
    pathogenic: Collection[int] = (),
) -> LossOfFunction | None:
    """The leaf an allele ends in, or None where it is no allele of the tree.

    effect: of the allele on the model. pathogenic: residues at which other alleles of the gene are known to
    be pathogenic, for a lost start codon.
    """
    facts = null_facts(model, allele, effect)
    if facts is None:
        return None
    words = _words(model, facts, rules, pathogenic)
    leaf = next((leaf for leaf in rules.leaves if leaf.fits(words)), None)
    return _said(model, facts, leaf, rules) if leaf else None


def null_facts(model: SplicedTranscript, allele: Allele, effect: TranscriptEffect) -> NullFacts | None:
    """What kind of loss the allele is, and what it leaves."""
    terms = set(effect.consequence)
    if "transcript_ablation" in terms:
        return NullFacts("full_gene", "the gene")
    if not allele.is_sequence:
        return _structural(model, allele)
    edit = place(model.stretch, allele).edit
    if "exon_loss_variant" in terms:
        return _without_exons(model, edit, "deletion")
    inside = model.mrna_edit(edit)
    if inside is not None and terms & {"stop_gained", "frameshift_variant"} and not terms & NO_PREMATURE_STOP:
        return NullFacts("truncation", "", edited(model, inside))
    if terms & {"splice_donor_variant", "splice_acceptor_variant"}:
        return _splice(model, edit)
    return NullFacts("start_lost", "") if "start_lost" in terms else None


def _structural(model: SplicedTranscript, allele: Allele) -> NullFacts | None:
    kind = structural_type(allele)
    if kind not in ("DEL", "DUP"):
        return None
    ends = (allele.pos + 1, max(allele.last, allele.pos + 1))  # the base at POS is kept (VCF 4.4)
    start, end = sorted(map(model.stretch.offset, ends))
    edit = Edit(start, end + 1, "")
    if kind == "DUP":
        return _duplication(model, edit, "proven" if "TANDEM" in allele.alt.upper() else "presumed")
    inside = model.mrna_edit(edit)
    if inside is not None and inside.start >= model.cds[0] + 3 and inside.end <= model.cds[1] - 3:
        product = edited(model, inside)
        kind = "truncation" if product.shifted else "deletion"
        return NullFacts(kind, "part of one exon", product)
    if inside is not None and edit.hits(*_start_codon(model)) and not _whole_exon(model, edit):
        return NullFacts("start_lost", "")
    return _without_exons(model, edit, "deletion")


def _start_codon(model: SplicedTranscript) -> tuple[int, int]:
    """Offsets [start, end) from the start codon on, in its own exon; the codon may go on in the next one."""
    index = start_exon(model)
    first = model.exons[index][0] + model.cds[0] - model.mrna_starts[index]
    return first, min(first + 3, model.exons[index][1])


def _whole_exon(model: SplicedTranscript, edit: Edit) -> bool:
    return any(edit.start <= start and end <= edit.end for start, end in model.exons)


def _duplication(model: SplicedTranscript, edit: Edit, tandem: str) -> NullFacts | None:
    """Whole coding exons twice, inside the gene; the copy is read as put behind the first one."""
    start, end = model.span
    whole = [i for i, (first, last) in enumerate(model.exons) if edit.start <= first and edit.end >= last]
    if not whole or edit.start <= start or edit.end >= end or not any(codes(model, i) for i in whole):
        return None
    at, until = model.mrna_starts[whole[0]], model.mrna_starts[whole[-1] + 1]
    copy = Edit(until, until, model.mrna[at:until])
    return NullFacts("duplication", _exons_named(model, whole), edited(model, copy), tandem)


def _without_exons(model: SplicedTranscript, edit: Edit, kind: str) -> NullFacts | None:
    """The exons that an edit touches are gone; one that is hit in part has lost a splice site."""
    lost = [index for index, span in enumerate(model.exons) if edit.hits(*span)]
    begins = kind == "deletion" and start_exon(model) in lost and edit.start <= model.span[0]
    return _lost(model, lost, "deletion_transcript_start" if begins else kind)


def _lost(model: SplicedTranscript, lost: list[int], kind: str) -> NullFacts | None:
    if not any(codes(model, index) for index in lost):
        return None
    event = _exons_named(model, lost)
    if start_exon(model) in lost:
        return _headless(model, lost, kind, event)
    verb = f"{event} {'are' if len(lost) > 1 else 'is'} skipped" if kind == "splice" else event
    return NullFacts(kind, verb, skipped(model, lost))


def _headless(model: SplicedTranscript, lost: list[int], kind: str, event: str) -> NullFacts:
    """Exons with the start codon are gone. Without the first exon no transcript starts."""
    if kind == "splice":
        return NullFacts("start_lost", f" with {event}", without_start(model, lost))
    if kind == "deletion_transcript_start":
        return NullFacts(kind, event)
    return NullFacts("deletion_start", event, without_start(model, lost))


def _splice(model: SplicedTranscript, edit: Edit) -> NullFacts | None:
    """The exons whose splice site is gone, each with the intron on that side.

    The acceptor before the start codon: an intron that stays leaves the coding sequence whole, so it is the
    skipping that counts, which takes the start codon.
    """
    sites: list[tuple[int, int]] = []
    last = len(model.exons) - 1
    for index, (start, end) in enumerate(model.introns):
        sites += [(index, index)] * edit.hits(start, start + 2) + [(index + 1, index)] * edit.hits(
            end - 2, end
        )
    for exon, intron in sites:
        if exon in (0, last) or (exon == start_exon(model) and intron == exon):
            return _intron_stays(model, intron, exon)
    return _lost(model, [exon for exon, _ in sites], "splice") if sites else None


def _intron_stays(model: SplicedTranscript, intron: int, exon: int) -> NullFacts | None:
    """A coding exon that can't be skipped; a non-coding first exon is no matter of the tree (PMC9980257)."""
    if not codes(model, exon):
        return None
    event = f"intron {intron + 1} stays in the transcript"
    return NullFacts("splice", event, retained(model, intron))


def _exons_named(model: SplicedTranscript, indexes: list[int]) -> str:
    numbers = [model.transcript.exons[index].number for index in indexes]
    low, high = min(numbers), max(numbers)
    return f"exon {low}" if low == high else f"exons {low}-{high}"


def next_start(model: SplicedTranscript, product: Product | None = None) -> int | None:
    """The residue of the next Met of the same frame that is left (1-based), or None.

    product: what is left where exons go with the start codon."""
    if product is not None:
        return product.last + 1 if product.last < _length(model) else None
    found = model.protein.find("M", 1)
    return found + 1 if found > 0 else None


def _words(
    model: SplicedTranscript, facts: NullFacts, rules: AcmgRules, pathogenic: Collection[int]
) -> dict[str, str]:
    product = facts.product
    touched = _touched(model, product, rules)
    uses = {region.use for region in touched}
    large = product is not None and (product.last - product.first + 1) / _length(model) > LARGE
    return {
        "kind": facts.kind,
        "frame": "shifted" if product and product.shifted else "kept",
        "nmd": "yes" if product and product.nmd else "no",
        "tandem": facts.tandem,
        "start": _start_word(model, product, rules, pathogenic),
        "relevant": "no" if "not_relevant" in uses else "yes",
        "region": "critical" if "critical" in uses else "unknown",
        "frequent": "yes" if "lof_frequent" in uses else "no",
        "size": "large" if large else "small",
    }


def _touched(model: SplicedTranscript, product: Product | None, rules: AcmgRules) -> list[ProteinRegion]:
    if product is None:
        return []
    gene = model.transcript.gene
    return [
        region for region in rules.regions if region.gene == gene and region.lost(product.first, product.last)
    ]


def _start_word(
    model: SplicedTranscript, product: Product | None, rules: AcmgRules, pathogenic: Collection[int]
) -> str:
    gene = model.transcript.gene
    if any(row.gene == gene and row.functional for row in rules.starts):
        return "alternative"
    following = next_start(model, product) or _length(model) + 1
    return "pathogenic_upstream" if any(1 < at < following for at in pathogenic) else "none"


def _length(model: SplicedTranscript) -> int:
    return len(model.protein.rstrip("*"))


def _said(model: SplicedTranscript, facts: NullFacts, leaf: Pvs1Leaf, rules: AcmgRules) -> LossOfFunction:
    product = facts.product
    critical = [row.name for row in _touched(model, product, rules) if row.use == "critical"]
    following = next_start(model, product)
    reason = leaf.reason.format(
        event=facts.event,
        region_name=", ".join(critical),
        next_met=f"residue {following}" if following else "there is none",
    )
    strength = None if leaf.strength == "none" else Strength(leaf.strength)
    return LossOfFunction(leaf.leaf, strength, reason, _numbers(model, facts))


def _numbers(model: SplicedTranscript, facts: NullFacts) -> tuple[str, ...]:
    product, length = facts.product, _length(model)
    if facts.kind == "start_lost":
        return (f"next in-frame Met {next_start(model, product)}",)
    if product is None:
        return ()
    share = 100 * (product.last - product.first + 1) / length
    lost = f"residues {product.first}-{product.last} of {length} ({share:.1f} %)"
    if not product.shifted or product.to_junction is None:
        return (lost,)
    side = "before" if product.to_junction >= 0 else "behind"
    return (f"new stop {abs(product.to_junction)} bases {side} the last junction", lost)
