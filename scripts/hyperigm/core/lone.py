"""Calls of people without relatives at alleles without a second hit, which are most of a genome's. Pure.

What is said of such a call depends on few things: the allele, the genotype, how well the reads support it,
how the person's X is read, and what the sheet says of the person. It is worked out once for all who are alike
in them, and kept.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from hyperigm.core.annotation import Annotation
from hyperigm.core.family import Person, Sex
from hyperigm.core.finding import Before, Behind, Finding, Tier, finding_of, shared_parts
from hyperigm.core.inheritance.case import Hit, Like, sex_readings
from hyperigm.core.inheritance.facts import mode_of
from hyperigm.core.inheritance.genotypes import State, reads, state
from hyperigm.core.inheritance.phase import CARRIES
from hyperigm.core.inheritance.rules import Rulebook
from hyperigm.core.interpretation import report_order
from hyperigm.core.kept import Kept
from hyperigm.core.panel import Entity, Gene, Inheritance
from hyperigm.core.screened import SampleScreen
from hyperigm.core.settings import Thresholds
from hyperigm.core.variant import Allele, Call, Genotype

MOST = 50_000
"""Answers that are kept; where there are more, all are forgotten."""
ALIKE = (Tier.UNCERTAIN, Tier.BACKGROUND, Tier.SECONDARY)
"""Tiers of which nothing else in the sample is asked, such as whether the rest of the codon was read."""
Order = tuple[int, str, int, str, str, str]
Key = tuple[object, ...]


class Known(NamedTuple):
    """An allele on one gene. background: nobody's second hit; on_x: the gene has an X-linked disease."""

    gene: Gene
    annotation: Annotation
    background: bool
    on_x: bool


class _Site(NamedTuple):
    """A call in one gene. number: its place among the sample's; rival: whether it may be one of two hits."""

    number: int
    call: Call
    known: Known
    rival: bool
    state: State

    @property
    def hit(self) -> Hit:
        return Hit(self.call, self.known.annotation, {}, self.known.background)


class _Found(NamedTuple):
    """Of an allele and a genotype: what was called, and on each gene what is known, and whether it may be one
    of two hits. of: the two."""

    state: State
    known: tuple[tuple[Known, bool], ...]
    of: tuple[Allele, Genotype]


class _Like(NamedTuple):
    """A finding without sample and call: the fields before the call, those behind it. kept: that it was made
    of, whose objects must live."""

    order: Order
    before: Before
    behind: Behind
    kept: Finding


class Who(NamedTuple):
    """How to read a person's X, and a number for all people of whom the same is asked: on autosomes, on X."""

    sexes: tuple[Sex, ...]
    anywhere: int
    on_x: int


Placed = tuple[Order, int, Finding]
"""A finding at its place in the report, and the number of its call, which orders what has one place."""
WorkOut = Callable[
    [Gene, tuple[Hit, ...], tuple[Hit, ...], Mapping[str, Like], Kept[Any]], tuple[Finding, ...]
]
"""From a gene, all hits in it that matter, those asked for, `likes` and `said` of a Case, to the findings of
those asked for."""


@dataclass(slots=True)
class LoneCalls:
    """The answers for the samples of one build. known: allele key -> what it is on each gene it reaches."""

    known: Mapping[str, tuple[Known, ...]]
    rules: Rulebook
    thresholds: Thresholds
    _answers: Kept[tuple[_Like, ...]] = field(default_factory=partial(Kept, MOST))
    _people: dict[Key, int] = field(default_factory=dict)
    _found: dict[tuple[int, int], _Found] = field(default_factory=dict)
    _words: Kept[Key] = field(default_factory=partial(Kept, MOST))
    _numbers: dict[Key, bool] = field(default_factory=dict)
    _said: Kept[Any] = field(default_factory=Kept)

    def findings(
        self, person: Person, screen: SampleScreen, apart: Collection[str], work_out: WorkOut
    ) -> tuple[Finding, ...]:
        """The findings of a person without relatives, in report order. apart: keys of alleles that are read
        together with others. Raises KeyError for an allele that is not known."""
        sites = list(self._sites(screen))
        rivals = Counter(site.known.gene.symbol for site in sites if site.rival)
        who = self._who(person, screen)
        told: list[Placed] = []
        rest: dict[str, list[_Site]] = defaultdict(list)
        for site in sites:
            symbol = site.known.gene.symbol
            answer: tuple[_Like, ...] = ()
            if not (site.rival and rivals[symbol] > 1) and site.known.annotation.key not in apart:
                answer = self._answer(site, who, screen.contigs, work_out)
            if answer:
                told += [_placed(like, site, person.sample) for like in answer]
            else:
                rest[symbol].append(site)
        for symbol, asked in rest.items():
            others = [site for site in sites if site.rival and site.known.gene.symbol == symbol]
            told += self._apart(asked, others, who, screen.contigs, work_out)
        told.sort(key=_place)
        return tuple([finding for *_, finding in told])

    def likes(self, person: Person, screen: SampleScreen) -> dict[tuple[str, str], Key]:
        """Gene and allele key -> what is to be said of the call depends on, relatives left aside."""
        who = self._who(person, screen)
        likes = (self._like(site, who, screen.contigs) for site in self._sites(screen))
        return {(like.gene, like.allele): like.rest for like in likes}

    def _sites(self, screen: SampleScreen) -> Iterator[_Site]:
        for number, call in enumerate(screen.calls):
            found = self._found.get((id(call.allele), id(call.genotype)))
            if found is None:
                found = self._looked_up(call)
            for known, rival in found.known:
                yield _Site(number, call, known, rival, found.state)

    def _looked_up(self, call: Call) -> _Found:
        """What is known of an allele and a genotype, which are kept, for an id is that of a living object."""
        seen = state(call)
        known = self.known[call.allele.key]
        rivals = tuple([(one, seen in CARRIES and not one.background) for one in known])
        found = _Found(seen, rivals, (call.allele, call.genotype))
        self._found[id(call.allele), id(call.genotype)] = found
        return found

    def _who(self, person: Person, screen: SampleScreen) -> Who:
        sexes = sex_readings(person, screen.sex)
        key = (person.affected, person.hpo, screen.parents_proven)
        on_x = (sexes, person.sex, screen.sex.inferred, *key)
        return Who(sexes, *(self._people.setdefault(one, len(self._people)) for one in (key, on_x)))

    def _answer(
        self, site: _Site, who: Who, contigs: Mapping[str, str], work_out: WorkOut
    ) -> tuple[_Like, ...]:
        """What is said of the call; nothing where it is not the same for all who are alike."""
        like = self._how(site, who, contigs)
        return self._answers.get((id(site.known), *like), partial(self._worked_out, like, site, work_out))

    def _worked_out(self, like: Key, site: _Site, work_out: WorkOut) -> tuple[_Like, ...]:
        key = Like(site.known.annotation.key, site.known.gene.symbol, like)
        worked = work_out(site.known.gene, (site.hit,), (site.hit,), {key.allele: key}, self._said)
        alike = all(finding.tier in ALIKE for finding in worked)
        return tuple(map(_like, worked)) if alike else ()

    def _how(self, site: _Site, who: Who, contigs: Mapping[str, str]) -> Key:
        """Equal for calls of an allele in a gene of which the same is to be said, other hits left aside."""
        call = site.call
        contig = contigs.get(call.allele.chrom, call.record.contig)
        people = who.on_x if site.known.on_x else who.anywhere
        return people, id(call.genotype), call.record.filters, contig, self._support(site, who)

    def _like(self, site: _Site, who: Who, contigs: Mapping[str, str]) -> Like:
        known = site.known
        return Like(known.annotation.key, known.gene.symbol, self._how(site, who, contigs))

    def _apart(
        self,
        asked: list[_Site],
        rivals: list[_Site],
        who: Who,
        contigs: Mapping[str, str],
        work_out: WorkOut,
    ) -> Iterator[Placed]:
        """The findings of calls that are one of several hits, or read together with others."""
        sites = {site.number: site for site in (*asked, *rivals)}
        hits = {number: sites[number].hit for number in sorted(sites)}
        likes = {hits[number].key: self._like(site, who, contigs) for number, site in sites.items()}
        numbers = {site.known.annotation.key: site.number for site in asked}
        wanted = tuple([hits[site.number] for site in asked])
        gene = asked[0].known.gene
        for finding in work_out(gene, tuple(hits.values()), wanted, likes, self._said):
            yield report_order(finding), numbers[finding.annotation.key], finding

    def _support(self, site: _Site, who: Who) -> Key:
        """How the reads support the call; and their numbers, where a sentence may say them."""
        call, gene = site.call, site.known.gene
        numbers = (call.depth, call.allele_fraction, call.quality)
        words = self._words.get((site.state, *numbers), partial(self._reads, call))
        asked = (gene.symbol, who.sexes, site.state, words)
        if asked not in self._numbers:
            self._numbers[asked] = any(self._numbered(call, one, who.sexes) for one in gene.entities)
        return (*words, *numbers) if self._numbers[asked] else words

    def _numbered(self, call: Call, entity: Entity, sexes: tuple[Sex, ...]) -> bool:
        on_x = entity.inheritance is Inheritance.X_LINKED
        return any(
            self.rules.numbered(
                {
                    "mode": mode_of(entity),
                    "sex": sex.value if on_x else "any",
                    "call": state(call).value,
                    "reads": reads(call, self.thresholds, on_x and sex is Sex.MALE).value,
                }
            )
            for sex in sexes
        )

    def _reads(self, call: Call) -> Key:
        return tuple(reads(call, self.thresholds, on_x) for on_x in (False, True))


def _like(finding: Finding) -> _Like:
    return _Like(report_order(finding), *shared_parts(finding), finding)


def _placed(like: _Like, site: _Site, sample: str) -> Placed:
    return like.order, site.number, finding_of(sample, like.before, site.call, like.behind)


def _place(placed: Placed) -> tuple[Order, int]:
    return placed[0], placed[1]
