"""`hyperigm lookup` against a server on loopback: what leaves the machine, and when."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from tests.loopback import Fault, Site, serving

from hyperigm.cli import main

ALLELE = "chrX-136648355-T-A"  # published: CD40LG c.107T>A p.(Met36Lys), PMID 35572607
PATH = "/vep/human/region"
# Shaped as the examples of the Ensembl REST documentation, with the published name of the allele.
ANSWER = [
    {
        "input": "X 136648355 . T A . . .",
        "most_severe_consequence": "missense_variant",
        "transcript_consequences": [
            {"transcript_id": "XM_1.1", "gene_symbol": "CD40LG", "consequence_terms": ["intron_variant"]},
            {
                "transcript_id": "NM_000074.3",
                "gene_symbol": "CD40LG",
                "consequence_terms": ["missense_variant"],
                "hgvsc": "NM_000074.3:c.107T>A",
                "hgvsp": "NP_000065.1:p.Met36Lys",
                "mane_select": "ENST00000370629.7",
                "polyphen_score": 0.9,
            },
        ],
        "colocated_variants": [
            {"id": "rs1", "clin_sig": ["pathogenic"], "frequencies": {"A": {"gnomade": 0.25}, "G": {"af": 1}}}
        ],
    }
]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(Site({PATH: json.dumps(ANSWER).encode()})) as made:
        yield made


def run(site: Site, allele: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["lookup", allele, "--base-url", site.url, *options])


def test_without_consent_nothing_leaves_the_machine(site: Site) -> None:
    done = run(site, ALLELE)
    assert done.exit_code == 3
    assert site.url in done.stderr
    assert "--yes-send-this-allele" in done.stderr
    assert site.asked == []


def test_with_consent_the_allele_is_sent_and_nothing_else(site: Site) -> None:
    done = run(site, ALLELE, "--yes-send-this-allele")
    assert done.exit_code == 0, done.output
    (asked,) = site.asked
    assert (asked.method, asked.path) == ("POST", PATH)
    assert json.loads(asked.body) == {
        "variants": ["X 136648355 . T A . . ."],
        "hgvs": 1,
        "refseq": 1,
        "mane": 1,
    }
    lines = done.stdout.splitlines()
    assert lines[0] == f"{ALLELE} (GRCh38) was sent to {site.url}{PATH}"
    assert lines[1] == "most severe consequence: missense_variant"
    mane = "CD40LG NM_000074.3:c.107T>A (MANE Select): NP_000065.1:p.Met36Lys, missense_variant"
    assert lines[2] == mane, "MANE Select comes first"
    assert lines[4:] == [
        "rs1: ClinVar as Ensembl has it for the place: pathogenic",
        "rs1: frequency gnomade 0.25",
    ]


@pytest.mark.parametrize(
    ("allele", "options", "what"),
    [
        ("chrX-136648355-G-A", (), "REF is T"),
        (ALLELE, ("--build", "GRCh37"), "outside the six genes"),
        ("chr1-1000-A-G", (), "outside the six genes"),
        ("chrX-136648355-T-<DEL>", (), "not spelled in bases"),
        ("chrX:136648355T>A", (), "is not CHROM-POS-REF-ALT"),
    ],
)
def test_what_is_no_allele_of_the_genes_is_never_sent(
    site: Site, allele: str, options: tuple[str, ...], what: str
) -> None:
    done = run(site, allele, *options, "--yes-send-this-allele")
    assert done.exit_code == 3
    assert what in done.stderr
    assert "nothing was sent" in done.stderr
    assert site.asked == []


def test_a_redirect_is_not_followed_with_the_allele(site: Site) -> None:
    site.faults[PATH] = [Fault(status=307)]
    done = run(site, ALLELE, "--yes-send-this-allele")
    assert done.exit_code == 4
    assert "307" in done.stderr
    assert len(site.asked) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'[{"most_severe_consequence": 5}]'])
def test_an_answer_that_is_none(site: Site, body: bytes) -> None:
    site.files[PATH] = body
    done = run(site, ALLELE, "--yes-send-this-allele")
    assert done.exit_code == 4
    assert "Traceback" not in done.output
