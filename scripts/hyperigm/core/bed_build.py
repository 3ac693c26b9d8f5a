"""Whether a callable BED can be of the build it is taken for. It does not state one; its places may. Pure.

| sign                                                         | what follows         |
|--------------------------------------------------------------|----------------------|
| a contig's name, or `db=` of a track line, is another build's | refused              |
| a line ends behind the end of its chromosome                 | refused              |
| the last line of a chromosome ends where it ends on one build | that build           |
| the coding exons of one build alone are covered as a whole   | that build           |
| none of these                                                | taken on trust, said |
"""

from dataclasses import dataclass, field

from hyperigm.core.assembly import Assembly

ENOUGH = 5
"""Coding exons, covered as a whole, from which on it is no chance that those of one build are."""
TIMES = 4
"""So many times as many whole exons on one build as on the other tell the builds apart."""


@dataclass(frozen=True, slots=True)
class BedBuild:
    """build: what the BED is taken for; assemblies: every one that is known, that one among them."""

    build: str
    assemblies: tuple[Assembly, ...]

    def foreign_name(self, contig: str) -> str | None:
        """The assembly that calls a chromosome so, where this build does not."""
        names = [
            assembly.name
            for assembly in self.assemblies
            for chromosome in assembly.chromosomes
            if contig.lower() in (alias.lower() for alias in chromosome.aliases)
        ]
        return names[0] if names and self.build not in names else None

    def foreign_track(self, name: str) -> str | None:
        """The assembly that a track line's `db=` names, where it is another one."""
        for assembly in self.assemblies:
            if name.lower() in (assembly.name.lower(), *(other.lower() for other in assembly.other_names)):
                return assembly.name if assembly.name != self.build else None
        return None

    def length(self, chrom: str) -> int:
        """Bases of a chromosome on this build."""
        return next(one.length(chrom) for one in self.assemblies if one.name == self.build)


@dataclass(slots=True)
class BedPlaces:
    """Where the lines of a BED lie. ends: the last base of each chromosome that a line reaches; whole: by
    build, how many of its coding exons are covered as a whole."""

    ends: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    def reach(self, chrom: str, end: int) -> None:
        """A line's last base is `end` (1-based)."""
        if end > self.ends.get(chrom, 0):
            self.ends[chrom] = end


@dataclass(frozen=True, slots=True)
class Judgement:
    """refusal: why it can't be of that build; warning: what is not proven; both None where its places fit."""

    refusal: str | None = None
    warning: str | None = None


def judged(expected: BedBuild, places: BedPlaces, name: str) -> Judgement:
    """What the places say of the build. name: of the file."""
    build = expected.build
    fits = False
    for chrom, end in sorted(places.ends.items()):
        lengths = {one.name: one.length(chrom) for one in expected.assemblies}
        ending = [found for found, length in lengths.items() if length == end]
        if ending and build not in ending:
            what = f"its lines on {chrom} end at {end}, where {chrom} of {ending[0]} ends"
            return Judgement(refusal=f"{what}: it is not of {build}, the build of the VCF")
        fits = fits or build in ending
    here = places.whole.get(build, 0)
    others = {found: count for found, count in places.whole.items() if found != build}
    other, there = max(others.items(), key=lambda item: item[1], default=("", 0))
    counted = (
        f"it covers {there} coding exons as a whole where {other} has them, and {here} where {build} has"
    )
    if there >= ENOUGH and not here:
        return Judgement(refusal=f"{counted}: it is of {other}, and the VCF is of {build}")
    if fits or (here >= ENOUGH and here >= TIMES * there):
        return Judgement()
    if there > here:
        return Judgement(warning=f"{name} may be of {other}: {counted}")
    trust = f"nothing in {name} tells its build: that it is of {build}, as the VCF is, is taken on trust"
    return Judgement(warning=trust)
