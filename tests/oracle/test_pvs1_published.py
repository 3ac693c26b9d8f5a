"""PVS1 against the examples of Abou Tayoun 2018 (PMID 30192042): 56 null variants curated by ClinGen.

Where the strengths come from: the paper's own table could not be read here. The AutoPVS1 preprint
(doi:10.1101/720839) holds its tool against all 56, says that 53 agree with ClinGen, and names the three that
do not, with ClinGen's strength; the tool's repository has the list of the 50 small variants and what the
tool made of each (test/pilot, 2019-07-22). So a row is the tool's strength (`same`), or ClinGen's by the
preprint's words on the three (`named`). That this gives ClinGen's strengths is checked against the totals
that the preprint prints. The six deletions and duplications have totals only, so they are not here.

hgvs_p: VEP's names in the same folder. Residues: UniProt P00439, P04637, P60484, P12830, P10253, P51787,
O75445, O43511, P29033. Exon ends: as c. names of RefSeq transcripts count them; the records were not at
hand, so they are checked below by what is published of them: edges, sizes, names and places of stops.
"""

from collections import Counter
from dataclasses import replace

import pytest
from tests.oracle.published_genes import NONSENSE, SHIFTED, Example, examples, gene

from hyperigm.core.acmg.pvs1 import loss_of_function
from hyperigm.core.acmg.rules import AcmgRules, ProteinRegion
from hyperigm.core.annotation import LossOfFunction
from hyperigm.core.consequence import NMD_WINDOW
from hyperigm.core.naming import effect_on
from hyperigm.edges.acmg_rules import load_acmg_rules
from hyperigm.edges.transcripts import load_severity

SEVERITY = load_severity()
NOT_TRIED = {("MYO6", "c.238C>T"): "exon ends not at hand", ("KCNQ1", "c.1686-2A>G"): "bases not at hand"}
"""KCNQ1 without exon 14 meets its stop before or behind the last junction, as its bases have it."""
PRINTED = {
    "nonsense": {"VeryStrong": 11, "Strong": 1, "Moderate": 1},
    "frameshift": {"VeryStrong": 15, "Moderate": 2},
    "splice": {"VeryStrong": 10, "Moderate": 6},
    "start": {"VeryStrong": 3, "Moderate": 1},
}
"""ClinGen's strengths by kind of variant: figure 2 of the preprint, and its text for the starts."""
PANEL_START = "the disease's panel raised it; the general tree goes up to Moderate for a start codon"
PANEL_PTEN = "the PTEN panel has PVS1 up to c.1121"
ONE_CODING_EXON = "all of the coding sequence lies in the last exon, where a stop escapes decay"
CRYPTIC = "the tree reads a lost site as skipping of the exon; curators may have read a cryptic site"
DIFFERS = {
    # what figure 1 gives, by hand; residues lost of all
    ("GAA", "c.1A>G"): ("Moderate", PANEL_START),
    ("PAH", "c.1A>G"): ("Moderate", PANEL_START),
    ("PTEN", "c.3G>T"): ("Moderate", PANEL_START),
    ("PTEN", "c.209+1G>A"): ("Moderate", PANEL_PTEN),  # exon 3: 45 bases in frame, 16 of 403
    ("PTEN", "c.1026+1G>A"): ("Strong", PANEL_PTEN),  # exon 8: 225 bases in frame, 75 of 403, 18.6 %
    ("PTEN", "c.1003C>T"): ("Strong", PANEL_PTEN),  # 24 bases before the last junction; 69 of 403, 17.1 %
    ("GJB2", "c.235delC"): ("Strong", ONE_CODING_EXON),
    ("GJB2", "c.35delG"): ("Strong", ONE_CODING_EXON),
    ("GJB2", "c.167delT"): ("Strong", ONE_CODING_EXON),
    ("GJB2", "c.71G>A"): ("Strong", ONE_CODING_EXON),
    ("TP53", "c.994-1G>C"): ("Strong", CRYPTIC),  # exon 10, the last but one; 62 of 393, 15.8 %
    ("PAH", "c.1315+2T>C"): ("Strong", CRYPTIC),  # exon 12, the last but one; 52 of 452, 11.5 %
}
TRIED = [example for example in examples() if (example.gene, example.name) not in NOT_TRIED]


def rules() -> AcmgRules:
    """The shipped tree, with the one critical region that the examples name: CDH1 up to p.Glu836."""
    source = "PMID 30311375 (Lee 2018): pathogenic truncations up to c.2506G>T"
    return replace(
        load_acmg_rules(),
        regions=(ProteinRegion("CDH1", "critical", 836, 836, "known truncations", source),),
        starts=(),
    )


def judged(example: Example) -> LossOfFunction:
    """The leaf of our tree; other alleles upstream of the next Met are pathogenic (preprint: 16 to 80)."""
    model = gene(example.gene).model
    allele = gene(example.gene).allele(example.name)
    found = loss_of_function(model, allele, effect_on(model, allele, SEVERITY), rules(), pathogenic=(2,))
    assert found is not None
    return found


def label(example: Example) -> str:
    return f"{example.gene}:{example.name}"


def test_the_table_has_the_totals_that_were_printed() -> None:
    found: dict[str, Counter[str]] = {}
    for example in examples():
        found.setdefault(example.kind, Counter())[example.published] += 1
    assert found == PRINTED


@pytest.mark.parametrize("example", TRIED, ids=label)
def test_a_published_example(example: Example) -> None:
    expected = example.published
    key = (example.gene, example.name)
    if key in DIFFERS:
        expected, _ = DIFFERS[key]
        assert expected != example.published
    assert judged(example).strength == expected


def test_the_score() -> None:
    """How many of all are reproduced, and what each other one is."""
    same = [example for example in TRIED if judged(example).strength == example.published]
    print(f"\n{len(same)} of {len(TRIED)} as published (not tried: {NOT_TRIED}); the others:")
    for example in TRIED:
        if example not in same:
            found = judged(example)
            why = DIFFERS[example.gene, example.name][1]
            print(f"    {label(example)}: published {example.published}, here {found.strength}: {why}")
    assert len(same) == len(TRIED) - len(DIFFERS)
    assert {example.gene for example in same} == {example.gene for example in TRIED} - {"GJB2"}


@pytest.mark.parametrize("example", TRIED, ids=label)
def test_the_models_have_the_published_places(example: Example) -> None:
    """A splice variant stands at an exon edge, and the coding length is that of the protein and its stop."""
    found = gene(example.gene)
    assert found.ends[-1] == 3 * (found.residues + 1)
    assert len(found.model.protein) == found.residues + 1
    if example.kind == "splice":
        edge = int(example.name[2:].replace("-", "+").split("+")[0])
        assert edge in found.edges


def test_an_exon_has_the_published_size() -> None:
    """Preprint: exon 9 of GAA has 111 bases."""
    ends = gene("GAA").ends
    assert ends[8] - ends[7] == 111


@pytest.mark.parametrize("example", [e for e in TRIED if e.protein != "."], ids=label)
def test_decay_as_the_published_name_has_the_stop(example: Example) -> None:
    """The new stop of the p. name, against 50 bases before the last junction, by hand."""
    found = gene(example.gene)
    shifted = SHIFTED.match(example.protein)
    stop = NONSENSE.match(example.protein)
    assert shifted or stop
    residue = int(shifted[1]) + int(shifted[2]) - 1 if shifted else int(stop[2]) if stop else 0
    decays = 3 * residue < found.junction - NMD_WINDOW
    assert (judged(example).leaf == "truncation_nmd") == decays


@pytest.mark.parametrize("example", [e for e in TRIED if e.protein != "." and gene(e.gene).real], ids=label)
def test_real_bases_give_the_published_name(example: Example) -> None:
    """PAH, TP53 and PTEN have their own bases: the p. names are VEP's."""
    found = gene(example.gene)
    effect = effect_on(found.model, found.allele(example.name), SEVERITY)
    assert effect.hgvs_p == f"NP_1.1:p.({example.protein[2:]})"
