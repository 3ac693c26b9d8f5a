"""What the engine is asked: one gene of one person, with the calls, the family and the evidence for sex."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hyperigm.core.annotation import Annotation
from hyperigm.core.family import Person, Sex, SexEvidence
from hyperigm.core.inheritance.genotypes import is_firm, reads
from hyperigm.core.inheritance.rules import Rulebook
from hyperigm.core.kept import Kept
from hyperigm.core.panel import AlleleClass, Entity, Gene, Panel
from hyperigm.core.relatives import Family
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Call


@dataclass(frozen=True, slots=True)
class Hit:
    """One allele the person carries, or was not called at.

    relatives: sample -> its call at this very allele, calls without the allele included, and the person's own
    may be; a relative that is absent is one of whom the file says nothing, which is unknown and never
    reference. background: known not to cause the disease (benign, or common), so that it is nobody's second
    hit.
    """

    call: Call
    annotation: Annotation
    relatives: Mapping[str, Call] = field(default_factory=dict)
    background: bool = False

    @property
    def key(self) -> str:
        return self.annotation.key

    @property
    def in_pseudogene(self) -> bool:
        """Whether the allele lies in a stretch that has a copy elsewhere."""
        return any(flag.startswith("pseudogene") for flag in self.annotation.flags)


class Like(NamedTuple):
    """Equal for calls of which the same is to be said. rest: all but the allele and its gene: the person, the
    genotype, the filters, how the reads support it, and the calls of relatives."""

    allele: str
    gene: str
    rest: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One gene of one person. family: all members; evidence: sample -> what its X calls say of its sex.

    secondary: whether the user asked for secondary findings; where not, those entities get no verdict at all.
    likes: allele key -> what is to be said of the call depends on; said: what was said of such calls, which
    is added to: of people without relatives also of two together, of another what is this person's alone.
    heard: what the members say of an allele, or of two, whoever is asked for: it is of this family, its files
    on this build and these thresholds.
    """

    gene: Gene
    proband: Person
    hits: tuple[Hit, ...]
    rules: Rulebook
    allele_classes: tuple[AlleleClass, ...] = ()
    family: Family = field(default_factory=Family)
    evidence: Mapping[str, SexEvidence] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=Thresholds)
    secondary: bool = False
    likes: Mapping[str, Like] = field(default_factory=dict)
    said: Kept[Any] = field(default_factory=Kept)
    heard: Kept[Any] = field(default_factory=Kept)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that get a verdict."""
        return tuple(e for e in self.gene.entities if self.secondary or not e.secondary)

    def sexes(self, person: Person) -> tuple[Sex, ...]:
        """How to read that person's X."""
        return sex_readings(person, self.evidence.get(person.sample, SexEvidence()))


def sex_readings(person: Person, evidence: SexEvidence) -> tuple[Sex, ...]:
    """One sex where sheet and calls agree or only one of them speaks; both where they clash or are silent.

    The declared sex comes first where both are given. Where nothing is known, the female reading comes first,
    because it takes the genotype as it is written.
    """
    seen = evidence.inferred if evidence.inferred is not Sex.UNKNOWN else evidence.assumed
    stated = [sex for sex in (person.sex, seen) if sex is not Sex.UNKNOWN]
    return tuple(dict.fromkeys(stated)) or (Sex.FEMALE, Sex.MALE)


@dataclass(frozen=True, slots=True)
class Related:
    """A family and what its members' files on one build say. calls: allele key -> sample -> its call, calls
    without the allele included; there: samples with a file; heard: as in a Case, for all its cases; marks:
    the members' calls -> a number, and allele key -> that of its calls."""

    family: Family
    calls: Mapping[str, Mapping[str, Call]]
    there: tuple[str, ...]
    evidence: Mapping[str, SexEvidence]
    heard: Kept[Any] = field(default_factory=Kept)
    marks: dict[Hashable, int] = field(default_factory=dict)

    def mark(self, key: str, thresholds: Thresholds) -> int:
        """A number that is equal for alleles at which all members were called, and read, alike."""
        if key not in self.marks:
            calls = self.calls.get(key, {})
            alike = tuple((name, *_alike(call, thresholds)) for name, call in calls.items())
            self.marks[key] = self.marks.setdefault(alike, len(self.marks))
        return self.marks[key]


def _alike(call: Call, thresholds: Thresholds) -> tuple[Hashable, ...]:
    """All of a relative's call that a verdict on one hit depends on; the genotype lives as the call does."""
    read = (reads(call, thresholds), reads(call, thresholds, True), is_firm(call, thresholds))
    return id(call.genotype), *read


def related(family: Family, screens: Iterable[SampleScreen]) -> Related:
    """screens: of the members, on one build; they are not kept."""
    calls: dict[str, dict[str, Call]] = {}
    evidence = {}
    for screen in screens:
        evidence[screen.sample] = screen.sex
        for key, call in calls_by_allele(screen).items():
            calls.setdefault(key, {})[screen.sample] = call
    return Related(family, calls, tuple(evidence), evidence)


def build_case(
    gene: Gene,
    proband: Person,
    calls: Iterable[Call],
    kin: Related,
    annotations: Mapping[str, Annotation],
    *,
    panel: Panel,
    rules: Rulebook,
    thresholds: Thresholds,
    secondary: bool = False,
    background: Callable[[Annotation], bool] = lambda _: False,
) -> Case:
    """The case of `proband` for `gene`, out of what the screen and annotate steps hand on.

    calls: the proband's. kin: the proband's family, on the build of the calls; a relative's file on another
    build says nothing. annotations: by allele key, of that build; calls without one are of no gene.
    background: which alleles are known not to cause the disease.
    """
    hits = [
        Hit(call, annotation, kin.calls.get(annotation.key, {}), background(annotation))
        for call in calls
        if (annotation := _on_gene(annotations.get(call.allele.key), gene)) is not None
    ]
    return Case(
        gene,
        proband,
        tuple(hits),
        rules,
        panel.allele_classes,
        kin.family,
        kin.evidence,
        thresholds,
        secondary,
        heard=kin.heard,
    )


def _on_gene(annotation: Annotation | None, gene: Gene) -> Annotation | None:
    return annotation.of(gene.symbol) if annotation else None


def calls_by_allele(screen: SampleScreen) -> dict[str, Call]:
    """The sample's calls by allele; one that carries the allele wins over one that does not."""
    found = {call.allele.key: call for call in screen.reference_calls}
    for call in sorted(screen.calls, key=lambda call: call.genotype.copies):
        found[call.allele.key] = call
    return found
