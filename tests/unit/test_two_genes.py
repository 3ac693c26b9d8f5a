"""A structural allele that takes several genes of the panel has its rows under each of them.

Oracle: the genes' places (MANE Select, GRCh38): AICDA chr12:8602155-8612888 and UNG
chr12:109097597-109110992, CD40LG chrX:136648158-136660390 and IKBKG chrX:154547620-154565033.
"""

from collections.abc import Callable

import pytest
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.finding import Conclusion, Finding, SampleResult
from hyperigm.core.settings import Settings
from hyperigm.core.variant import Allele, Build
from hyperigm.edges.annotator import Annotator
from hyperigm.edges.calls_vcf import vcf_text
from hyperigm.edges.reference import load_reference
from hyperigm.edges.store import read_results


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> tuple[Finding, ...]:
    """A boy without most of an X, and with most of chromosome 12 twice on one copy."""
    folder = tmp_path_factory.mktemp("two")
    rows = (
        row("chr12", 1000, "N", "<DUP>", "GT", "0/1", info="END=133270000"),
        row("chrX", 1000, "N", "<DEL>", "GT", "1", info="END=156030000"),
    )
    write_vcf(folder / "boy.vcf", header(["boy"]), rows)
    (folder / "samples.tsv").write_text("sample\tvcf\tsex\taffected\nboy\tboy.vcf\tmale\tyes\n")
    run_steps(folder / "samples.tsv", folder / "out", Settings())
    (interpreted,) = (folder / "out" / "work").glob("*/interpret.json")
    (result,) = read_results(interpreted)
    return result.findings


@pytest.mark.parametrize(
    ("gene", "coding", "term"),
    [
        ("CD40LG", "NM_000074.3:c.(?_-91)_(*975_?)del", "transcript_ablation"),
        ("IKBKG", "NM_001099857.5:c.(?_", "transcript_ablation"),
        ("AICDA", "NM_020661.4:c.(?_", "transcript_amplification"),
        ("UNG", "NM_080911.3:c.(?_", "transcript_amplification"),
    ],
)
def test_every_gene_has_its_rows(findings: tuple[Finding, ...], gene: str, coding: str, term: str) -> None:
    """The c. name is that of the gene's own transcript (CD40LG: c.-91 to c.*975)."""
    own = [finding for finding in findings if finding.gene.symbol == gene]
    assert own
    for finding in own:
        assert finding.annotation.gene == gene
        assert finding.annotation.effect.consequence == (term,)
        assert str(finding.annotation.effect.hgvs_c).startswith(coding)


def test_the_calls_have_a_record_for_each_gene(findings: tuple[Finding, ...]) -> None:
    """INFO has one gene and one name to a record."""
    result = SampleResult("boy", Conclusion.NONE_FOUND, "", "male", "male", "", Build.GRCH38, "", 2, findings)
    rows = [line.split("\t") for line in vcf_text(result).splitlines() if not line.startswith("#")]
    genes = [(row[0], row[7].split("HIGM_GENE=")[1].split(";")[0]) for row in rows]
    assert sorted(genes) == [("chr12", "AICDA"), ("chr12", "UNG"), ("chrX", "CD40LG"), ("chrX", "IKBKG")]


def test_an_allele_of_one_gene_is_of_no_other() -> None:
    found = Annotator(load_reference(Build.GRCH38), {}).annotation(
        Allele("chrX", 136640000, "N", "<DEL>", 136670000)
    )
    assert found.also == ()
    assert found.of("CD40LG") is found
    assert found.of("IKBKG") is None
