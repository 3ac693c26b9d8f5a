"""Which reference assembly a file was called on: said by its header, proven by the REF bases of its records.

Never guessed in silence: every decision carries its evidence as a sentence, and what can't be decided is
refused with the way to mend it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hyperigm.core.assembly import Assembly
from hyperigm.core.contigs import alias_table
from hyperigm.core.variant import Build
from hyperigm.core.warning import SampleWarning, WarningKind, about

MIN_INFERRED = 5
"""Records whose REF must agree before bases alone may name the assembly. By chance one base agrees one time
in four, so five agree one time in a thousand."""
MIN_AGREEMENT = 0.9
"""Share of REF that must agree for bases alone to name the assembly: at a wrong one a quarter agree."""
MIN_CONTRADICTION = 2
"""Records before disagreeing REF contradict the header; one alone is flagged and told."""
MIN_OTHER = 2
"""Records that all agree with the other assembly before a header that none agrees with is refused."""
SET_BUILD = "set `build` in the config to GRCh37 or GRCh38, or add ##contig lines with lengths to the header"


@dataclass(frozen=True, slots=True)
class RefCheck:
    """How often REF agreed with an assembly's bases; only where the bases are known."""

    agree: int = 0
    disagree: int = 0

    @property
    def total(self) -> int:
        return self.agree + self.disagree

    @property
    def contradicts(self) -> bool:
        """Most REF disagree, and there are enough of them."""
        return self.total >= MIN_CONTRADICTION and self.disagree > self.agree

    @property
    def names(self) -> bool:
        """Enough REF agree to name the assembly without a header."""
        return self.agree >= MIN_INFERRED and self.agree >= MIN_AGREEMENT * self.total

    def __str__(self) -> str:
        return f"{self.agree} of {self.total} records"


@dataclass(frozen=True, slots=True)
class HeaderClaim:
    """The assembly that the header's contig lengths fit. assembly: its name ("GRCh38", "T2T-CHM13v2.0"), or
    None; why: a sentence, also where they fit none or several; other_name: `hg18` for NCBI36."""

    assembly: str | None
    why: str
    contradictory: bool = False
    other_name: str = ""


@dataclass(frozen=True, slots=True)
class BuildDecision:
    """build: None where it can't be decided, and then `error` and `mend` say why. evidence: a sentence."""

    build: Build | None
    evidence: str
    warnings: tuple[SampleWarning, ...] = ()
    error: str | None = None
    mend: str | None = None


def header_claim(contigs: Mapping[str, int | None], assemblies: Sequence[Assembly]) -> HeaderClaim:
    """The assembly whose chromosomes the header has.

    contigs: name in the file to length (bases; None where the header does not say). A name that only one
    assembly has (`NC_000023.10`) tells without a length.
    """
    tables = {assembly.name: _lengths(assembly) for assembly in assemblies}
    names = set().union(*tables.values())
    known = {name.lower(): length for name, length in contigs.items() if name.lower() in names}
    telling = {name: length for name, length in known.items() if _tells(name, length, tables)}
    if not telling:
        return HeaderClaim(None, "the header has no contig lengths")
    fits = {name: _fits(telling, table) for name, table in tables.items()}
    whole = [assembly for assembly, count in fits.items() if count == len(telling)]
    if len(whole) == 1:
        lengths = any(length is not None for length in telling.values())
        other = next(name for item in assemblies if item.name == whole[0] for name in (*item.other_names, ""))
        said = f"contig {'lengths' if lengths else 'accessions'} in the header"
        return HeaderClaim(whole[0], said, other_name=other)
    found = ", ".join(f"{count} of {len(telling)} fit {name}" for name, count in fits.items() if count)
    found = found or "none of them fits a known one"
    return HeaderClaim(None, f"the contig lengths in the header fit no single assembly ({found})", True)


def _lengths(assembly: Assembly) -> Mapping[str, int]:
    """Length by every name of a chromosome, in lower case."""
    return {alias: assembly.length(chrom) for alias, chrom in alias_table(assembly).items()}


def _tells(name: str, length: int | None, tables: Mapping[str, Mapping[str, int]]) -> bool:
    return length is not None or sum(name in table for table in tables.values()) == 1


def _fits(contigs: Mapping[str, int | None], table: Mapping[str, int]) -> int:
    return sum(name in table and length in (None, table[name]) for name, length in contigs.items())


def claimed_build(claim: HeaderClaim, configured: str) -> Build | BuildDecision | None:
    """What header and config say together: a build, a refusal, or None where both are silent.

    configured: `auto`, `GRCh37` or `GRCh38`.
    """
    if claim.contradictory:
        return _refused(claim.why, "use a file called on GRCh37 or GRCh38, with that header")
    known = {str(build): build for build in Build}
    if claim.assembly is not None and claim.assembly not in known:
        return _refused(
            f"the {claim.why} are those of {claim.assembly} ({claim.other_name}), which is not supported",
            "use a file called on GRCh37 or GRCh38; align and call again, for a lifted file loses calls",
        )
    if configured in known and claim.assembly not in (None, configured):
        return _refused(
            f"the config says {configured}, the contig lengths in the header are those of {claim.assembly}",
            f"set `build` to {claim.assembly} or auto, or give the file that was called on {configured}",
        )
    named = claim.assembly or configured
    return known.get(named)


def decide(claim: HeaderClaim, configured: str, checks: Mapping[Build, RefCheck]) -> BuildDecision:
    """The build of a file, or why not. checks: REF against each assembly, in the panel's regions of it."""
    claimed = claimed_build(claim, configured)
    if isinstance(claimed, BuildDecision):
        return claimed
    if claimed is None:
        return _inferred(claim, checks)
    source = claim.why if claim.assembly else "`build` in the config"
    return _proven(claimed, source, checks)


def needs_other_build(build: Build, checks: Mapping[Build, RefCheck]) -> bool:
    """Whether REF at the other assembly's regions must be asked, because this one's are not proof."""
    check = checks.get(build, RefCheck())
    return check.agree == 0 or check.contradicts


def _proven(build: Build, source: str, checks: Mapping[Build, RefCheck]) -> BuildDecision:
    check = checks.get(build, RefCheck())
    better = _better(build, checks)
    if check.contradicts or (better and checks[better].agree >= MIN_OTHER):
        also = f", and agrees with {better} at {checks[better]}" if better else ""
        found = (
            f"disagrees at {check.disagree} of {check.total} records" if check.total else "proves it nowhere"
        )
        return _refused(
            f"{source}: {build}, but REF {found}{also}",
            "give the file the header of the assembly it was called on",
        )
    if check.agree == 0:
        also = f"; the one that lies in {better}'s regions agrees with {better}" if better else ""
        told = f"{build} is not proven by any call{also}"
        return BuildDecision(
            build, f"{source}: {build}; not proven by any call{also}", about(WarningKind.BUILD, (told,))
        )
    said = f"{source}: {build}; REF agrees at {check}"
    if check.disagree:
        told = f"REF disagrees with {build} at {check.disagree} of {check.total} records"
        return BuildDecision(build, said, about(WarningKind.BUILD, (told,)))
    return BuildDecision(build, said)


def _better(build: Build, checks: Mapping[Build, RefCheck]) -> Build | None:
    """The other assembly, where REF speaks for it: it is named, or every record agrees, and none here."""
    if not needs_other_build(build, checks):
        return None
    none_here = checks.get(build, RefCheck()).agree == 0
    for other, found in checks.items():
        if other is not build and (found.names or (none_here and found.agree and not found.disagree)):
            return other
    return None


def _inferred(claim: HeaderClaim, checks: Mapping[Build, RefCheck]) -> BuildDecision:
    named = [build for build, check in checks.items() if check.names]
    others = ", ".join(f"{build} at {check}" for build, check in checks.items())
    if len(named) != 1:
        return _refused(f"{claim.why}, and REF agrees with {others}: the assembly can't be told", SET_BUILD)
    evidence = f"{claim.why}; REF agrees with {others}"
    told = f"{named[0]} is inferred from REF alone ({others})"
    return BuildDecision(named[0], evidence, about(WarningKind.BUILD, (told,)))


def _refused(error: str, mend: str) -> BuildDecision:
    return BuildDecision(None, error, (), error, mend)


_AMBIGUOUS = {
    "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
    "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
"""IUPAC codes: what each may stand for."""


def ref_agrees(ref: str, bases: str) -> bool | None:
    """Whether a record's REF is what the assembly has there; None where none of its bases is known.

    ref: upper case, IUPAC codes stand for any of their bases; bases: as many of the assembly, N where not
    known.
    """
    if ref == bases and not ref.strip("ACGT"):
        return True if ref else None
    pairs = [(said, base) for said, base in zip(ref, bases, strict=True) if base != "N" and said != "N"]
    if not pairs:
        return None
    return all(base in _AMBIGUOUS.get(said, said) for said, base in pairs)
