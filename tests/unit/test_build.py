"""Which assembly: chromosome lengths are those of the NCBI assembly reports (resources/reference)."""

import pytest

from hyperigm.core.build import (
    BuildDecision,
    HeaderClaim,
    RefCheck,
    claimed_build,
    decide,
    header_claim,
    ref_agrees,
)
from hyperigm.core.variant import Build
from hyperigm.edges.assemblies import load_assemblies

B37, B38 = Build.GRCH37, Build.GRCH38
HG19_X, HG38_X, HG18_X, T2T_X = 155270560, 156040895, 154913754, 154259566
SAYS_37 = HeaderClaim("GRCh37", "contig lengths in the header")
SILENT = HeaderClaim(None, "the header has no contig lengths")


@pytest.mark.parametrize(
    ("contigs", "assembly"),
    [
        ({"chrX": HG19_X}, "GRCh37"),
        ({"X": HG38_X, "1": 1, "HLA-A": 5}, "GRCh38"),
        ({"chrX": HG18_X}, "NCBI36"),
        ({"chrX": T2T_X}, "T2T-CHM13v2.0"),
        ({"NC_000023.10": None}, "GRCh37"),  # an accession with its version is one assembly's alone
        ({"NC_000023.11": HG38_X, "chr7": None}, "GRCh38"),
        ({"chrX": None}, None),
        ({}, None),
        ({"chr1": 248956422}, None),  # nothing the panel needs
    ],
)
def test_lengths_and_accessions_name_the_assembly(
    contigs: dict[str, int | None], assembly: str | None
) -> None:
    claim = header_claim(contigs, load_assemblies())
    assert claim.assembly == assembly
    assert not claim.contradictory


@pytest.mark.parametrize(
    "contigs",
    [
        {"chrX": 1000},
        {"chrX": HG19_X, "chr7": 159345973},  # X of one, 7 of the other
        {"NC_000023.10": HG38_X},
    ],
)
def test_lengths_of_no_single_assembly_are_a_contradiction(contigs: dict[str, int | None]) -> None:
    claim = header_claim(contigs, load_assemblies())
    assert (claim.assembly, claim.contradictory) == (None, True)
    refused = claimed_build(claim, "auto")
    assert isinstance(refused, BuildDecision)
    assert refused.error is not None
    assert refused.mend


def test_an_unsupported_assembly_is_named() -> None:
    refused = claimed_build(HeaderClaim("T2T-CHM13v2.0", "contig lengths in the header"), "auto")
    assert isinstance(refused, BuildDecision)
    assert "T2T-CHM13v2.0" in (refused.error or "")


def test_config_and_header() -> None:
    assert claimed_build(SAYS_37, "GRCh37") is B37
    assert claimed_build(SILENT, "GRCh38") is B38
    assert claimed_build(SILENT, "auto") is None
    refused = claimed_build(SAYS_37, "GRCh38")
    assert isinstance(refused, BuildDecision)
    assert refused.build is None
    assert "GRCh38" in (refused.error or "")
    assert "GRCh37" in (refused.error or "")


@pytest.mark.parametrize(
    ("claim", "configured", "checks", "build", "warned"),
    [
        (SAYS_37, "auto", {B37: RefCheck(14, 0), B38: RefCheck()}, B37, False),
        (SAYS_37, "auto", {B37: RefCheck(13, 1), B38: RefCheck()}, B37, True),
        (SAYS_37, "auto", {B37: RefCheck(0, 1), B38: RefCheck()}, B37, True),
        (SAYS_37, "auto", {B37: RefCheck(), B38: RefCheck()}, B37, True),
        (SAYS_37, "auto", {B37: RefCheck(), B38: RefCheck(1, 0)}, B37, True),
        (
            SAYS_37,
            "auto",
            {B37: RefCheck(), B38: RefCheck(2, 1)},
            B37,
            True,
        ),  # a wrong build agrees by chance
        (SAYS_37, "auto", {B37: RefCheck(1, 0), B38: RefCheck(3, 0)}, B37, False),
        (SILENT, "GRCh38", {B38: RefCheck(3, 0), B37: RefCheck()}, B38, False),
        (SILENT, "auto", {B37: RefCheck(9, 0), B38: RefCheck(1, 5)}, B37, True),
        # refused: REF contradicts, or can't tell
        (SAYS_37, "auto", {B37: RefCheck(2, 9), B38: RefCheck(12, 0)}, None, False),
        (SAYS_37, "auto", {B37: RefCheck(0, 2), B38: RefCheck()}, None, False),
        (SAYS_37, "auto", {B37: RefCheck(), B38: RefCheck(12, 0)}, None, False),
        (SAYS_37, "auto", {B37: RefCheck(), B38: RefCheck(2, 0)}, None, False),
        (SAYS_37, "auto", {B37: RefCheck(0, 1), B38: RefCheck(3, 0)}, None, False),
        (SILENT, "GRCh37", {B37: RefCheck(), B38: RefCheck(3, 0)}, None, False),
        (SILENT, "GRCh38", {B38: RefCheck(1, 6), B37: RefCheck(8, 0)}, None, False),
        (SILENT, "auto", {B37: RefCheck(4, 0), B38: RefCheck()}, None, False),
        (SILENT, "auto", {B37: RefCheck(9, 0), B38: RefCheck(9, 0)}, None, False),
        (SILENT, "auto", {B37: RefCheck(), B38: RefCheck()}, None, False),
        (SILENT, "auto", {B37: RefCheck(9, 6), B38: RefCheck()}, None, False),
    ],
)
def test_ref_bases_prove_or_refuse(
    claim: HeaderClaim, configured: str, checks: dict[Build, RefCheck], build: Build | None, warned: bool
) -> None:
    """The rules as they are meant: never silent, never guessed; each refusal tells how to mend."""
    decision = decide(claim, configured, checks)
    assert decision.build == build
    assert bool(decision.warnings) is warned
    assert (decision.error is None) == (build is not None)
    assert (decision.mend is None) == (build is not None)
    assert decision.evidence


def test_one_record_of_the_other_build_is_told_by_its_name() -> None:
    """One base in four agrees by chance, two of two in one of sixteen: one is told, two are refused."""
    (warning,) = decide(SAYS_37, "auto", {B37: RefCheck(), B38: RefCheck(1, 0)}).warnings
    assert "GRCh37 is not proven by any call" in warning
    assert "agrees with GRCh38" in warning


def test_the_evidence_is_a_sentence_with_its_numbers() -> None:
    decision = decide(SAYS_37, "auto", {B37: RefCheck(14, 0)})
    assert decision.evidence == "contig lengths in the header: GRCh37; REF agrees at 14 of 14 records"


@pytest.mark.parametrize(
    ("ref", "bases", "agrees"),
    [
        # IUPAC codes: R is A or G, N any base
        ("A", "A", True),
        ("A", "C", False),
        ("ACG", "ACG", True),
        ("ACG", "ANG", True),
        ("ACG", "NNN", None),
        ("R", "G", True),
        ("R", "C", False),
        ("N", "C", None),
        ("NA", "CA", True),
    ],
)
def test_ref_against_bases(ref: str, bases: str, agrees: bool | None) -> None:
    assert ref_agrees(ref, bases) is agrees
