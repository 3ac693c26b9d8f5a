"""What a family can be, by counting every way its chromosomes can have been handed down. Knows no engine.

A world is a father's and a mother's chromosomes at two alleles, which of them each child got, and at most
one new mutation in the child. A chromosome is 0..3: bit 0 is the first allele, bit 1 the second. The child
got the first chromosome of each parent, which loses nothing, as the order of a parent's two is free.

Assumed: no recombination inside a gene; a parent shown to carry an allele has given it, so that only one that
no parent is shown to carry may be new; full penetrance, so that one who is well with either allele on every
copy speaks against the pair; one cause in a family, but on X a woman with one copy may be ill or well; a
relative who was not called is not heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
Mask = NDArray[np.bool_]

ROLES = ("father", "mother", "brother", "sister")


@dataclass(frozen=True)
class Relative:
    """first, second: copies shown of each allele, or None. status: `yes`, `no`, `unknown`; phase: `trans`,
    `cis` or "" by the relative's own reads. missing_call: the call is there and says nothing."""

    first: int | None = None
    second: int | None = None
    status: str = "unknown"
    phase: str = ""
    missing_call: bool = False

    @property
    def heard(self) -> bool:
        return self.first is not None and self.second is not None and self.status != "unknown"


NOBODY = Relative()
Family = tuple[Relative, Relative, Relative, Relative]
"""Father, mother, brother, sister."""


@dataclass(frozen=True)
class Worlds:
    """Chromosomes of each member in every world; -1 where a man has no second one. new: 1 or 2 where the
    first or second allele is new in the child, else 0."""

    members: dict[str, tuple[Column, Column]]
    new: Column

    def copies(self, member: str, allele: int) -> Column:
        one, other = self.members[member]
        return (one >> allele & 1) + np.where(other < 0, 0, other >> allele & 1)

    def hit_on_every_copy(self, member: str) -> Mask:
        one, other = self.members[member]
        mask: Mask = (one > 0) & (other != 0)
        return mask

    def trans(self, member: str) -> Mask:
        one, other = self.members[member]
        second = np.maximum(other, 0)
        mask: Mask = ((one & 1) & (second >> 1) | (one >> 1) & (second & 1)).astype(bool)
        return mask


@cache
def worlds(on_x: bool) -> Worlds:
    """Every world of a family with a child (a daughter, on X), a brother and a sister."""
    grids = np.indices((4, 1 if on_x else 4, 4, 4, 5, 2, 2, 2, 2)).reshape(9, -1)
    f1, f2, m1, m2, mutation, from_father_b, from_mother_b, from_father_s, from_mother_s = grids
    if on_x:
        f2 = np.full_like(f1, -1)
        keep = (from_father_b == 0) & (from_father_s == 0)
        f1, f2, m1, m2, mutation, from_father_b, from_mother_b, from_father_s, from_mother_s = (
            column[keep]
            for column in (
                f1, f2, m1, m2, mutation, from_father_b, from_mother_b, from_father_s, from_mother_s
            )
        )  # fmt: skip
    allele, side = (mutation - 1) % 2, (mutation - 1) // 2
    absent = np.where(side == 0, f1, m1) >> allele & 1 == 0
    possible = (mutation == 0) | absent
    bit = np.where(mutation > 0, 1 << allele, 0)
    child = f1 | np.where(side == 0, bit, 0), m1 | np.where(side == 1, bit, 0)
    brother_m, sister_m = np.where(from_mother_b, m2, m1), np.where(from_mother_s, m2, m1)
    brother_f = np.where(from_father_b, f2, f1)
    sister_f = np.where(from_father_s, f2, f1)
    none = np.full_like(f1, -1)
    members = {
        "father": (f1, f2),
        "mother": (m1, m2),
        "child": child,
        "brother": (brother_m, none) if on_x else (brother_f, brother_m),
        "sister": (sister_f, sister_m),
    }
    kept = {name: (one[possible], other[possible]) for name, (one, other) in members.items()}
    return Worlds(kept, np.where(mutation > 0, allele + 1, 0)[possible])


@lru_cache(maxsize=4096)
def _shows(on_x: bool, member: str, relative: Relative) -> Mask:
    """The worlds in which a member is as shown."""
    all_worlds = worlds(on_x)
    mask = np.ones(len(all_worlds.new), dtype=bool)
    for allele, shown in enumerate((relative.first, relative.second)):
        if shown is not None:
            mask &= all_worlds.copies(member, allele) == shown
    if relative.phase:
        mask &= all_worlds.trans(member) == (relative.phase == "trans")
    return mask


@lru_cache(maxsize=4096)
def _agrees(on_x: bool, member: str, relative: Relative, affected_needs: str) -> Mask:
    """The worlds in which a member's disease is as stated. affected_needs: `one` hit, or `all` copies hit."""
    all_worlds = worlds(on_x)
    if not relative.heard:
        return np.ones(len(all_worlds.new), dtype=bool)
    hit = all_worlds.hit_on_every_copy(member)
    if relative.status == "no":
        return ~hit
    if affected_needs == "all" and (not on_x or member in ("father", "brother")):
        return hit
    either = all_worlds.copies(member, 0) + all_worlds.copies(member, 1)
    mask: Mask = either > 0
    return mask


@lru_cache(maxsize=16)
def _without_mutation(on_x: bool, first_may: bool, second_may: bool) -> Mask:
    new = worlds(on_x).new
    mask: Mask = (new == 0) | ((new == 1) & first_may) | ((new == 2) & second_may)
    return mask


def _possible(on_x: bool, child: Relative, family: Family) -> Mask:
    """The worlds that show what the family shows."""
    father, mother = family[:2]
    first_may = not (father.first or mother.first)
    second_may = not (father.second or mother.second)
    mask = _without_mutation(on_x, first_may, second_may) & _shows(on_x, "child", child)
    for role, relative in zip(ROLES, family, strict=True):
        mask = mask & _shows(on_x, role, relative)
    return mask


@dataclass(frozen=True)
class Answer:
    """match: `yes`, `potential`, `no`; phase: of the pair; first, second: origins, "" where not asked."""

    match: str
    phase: str
    first: str
    second: str


def pair(on_x: bool, reads: str, own: str, family: Family) -> Answer:
    """The first of two heterozygous alleles of a child. reads: the child's own phase, or ""."""
    child = Relative(1, 1)
    open_worlds = _possible(on_x, child, family)
    mask = open_worlds & _shows(on_x, "child", Relative(1, 1, phase=reads)) if reads else open_worlds
    believed = bool(mask.any())
    homozygous = any(
        r.status == "no" and (1 if on_x and role in ("father", "brother") else 2) in (r.first, r.second)
        for role, r in zip(ROLES, family, strict=True)
    )
    if not believed:
        conflict = bool(open_worlds.any())
        match, phase = _unbelieved("" if conflict else reads)
        return Answer("no" if homozygous else _own(match, own), phase, "", "")
    trans = worlds(on_x).trans("child")[mask]
    phase = "trans" if trans.all() else "unknown" if trans.any() else "cis"
    match = {"trans": "yes", "unknown": "potential", "cis": "no"}[phase]
    if match != "no":
        match = _weighed(on_x, mask, family, match)
        match = "no" if homozygous else _own(match, own)
    return Answer(match, phase, _origin(on_x, mask, 0), _origin(on_x, mask, 1))


def _unbelieved(reads: str) -> tuple[str, str]:
    return {"trans": ("yes", "trans"), "cis": ("no", "cis")}.get(reads, ("potential", "unknown"))


def _own(match: str, own: str) -> str:
    return "potential" if match == "yes" and own == "no" else match


def _weighed(on_x: bool, mask: Mask, family: Family, match: str) -> str:
    """Lowered by what the disease of relatives allows."""
    ill = mask & worlds(on_x).hit_on_every_copy("child")
    for needs, lowered in (("one", "no"), ("all", "potential")):
        left = ill.copy()
        for role, relative in zip(ROLES, family, strict=True):
            left &= _agrees(on_x, role, relative, needs)
        if not left.any():
            return lowered
    return match


def _origin(on_x: bool, mask: Mask, allele: int) -> str:
    """Whose chromosome carries the allele in every world left."""
    all_worlds = worlds(on_x)
    paternal, maternal = (column[mask] >> allele & 1 for column in all_worlds.members["child"])
    new = all_worlds.new[mask] == allele + 1
    if new.all():
        return "de_novo"
    if new.any() or (paternal & maternal).any():
        return "unknown"
    if paternal.all():
        return "paternal"
    return "maternal" if maternal.all() else "unknown"


def _one_allele(copies: int, family: Family) -> tuple[bool, str]:
    """Of a child with one or two copies, off X: whether its parents can have such a child without a new
    mutation, and the origin of a single copy. The second allele is nobody's."""
    shown = [Relative(parent.first, 0) for parent in family[:2]]
    mask = _possible(False, Relative(copies, 0), (shown[0], shown[1], Relative(None, 0), Relative(None, 0)))
    old = mask & (worlds(False).new == 0)
    return bool(old.any()), _origin(False, mask, 0) if mask.any() else "unknown"


def homozygote(own: str, family: Family) -> Answer:
    """A child with two copies of a recessive allele."""
    possible, _ = _one_allele(2, family)
    match = "yes" if possible and ("yes", 1) not in _told(family) else "potential"
    if ("no", 2) in _told(family) or ("yes", 0) in _told(family):
        match = "no"
    father, mother = (parent.first for parent in family[:2])
    origin = "unknown"
    if father is not None and mother is not None and (father or mother):
        origin = "biparental" if father and mother else "paternal" if father else "maternal"
    return Answer(_own(match, own), ".", origin, "")


def heterozygote(own: str, family: Family) -> Answer:
    """A child with one copy of a dominant allele."""
    told = _told(family)
    against = ("no", 1) in told or ("no", 2) in told or ("yes", 0) in told
    return Answer("no" if against else _own("yes", own), ".", _one_allele(1, family)[1], "")


def son(own: str, family: Family) -> Answer:
    """A son with a recessive allele on his X."""
    father, mother, brother, sister = family
    males, females = _told((father, brother)), _told((mother, sister))
    # a father gives his son no X: ill without the allele, he says nothing of it
    near = _told((mother, brother, sister))
    against = ("no", 1) in males or ("no", 2) in females or ("yes", 0) in near
    origin = "unknown"
    if mother.first:
        origin = "maternal"
    elif mother.first == 0 and not father.missing_call:
        origin = "de_novo"
    return Answer("no" if against else _own("yes", own), ".", origin, "")


def _told(relatives: Sequence[Relative]) -> list[tuple[str, int]]:
    """Status and copies of the first allele of those who were called there."""
    return [(one.status, one.first) for one in relatives if one.first is not None]
