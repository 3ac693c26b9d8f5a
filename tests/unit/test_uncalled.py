"""Genotypes that GATK CombineGVCFs took out. Oracle: records that GATK's own tests expect of CombineGVCFs
(gvcfWithTrailingReferenceBlocksBandedExpected.g.vcf, testMultipleSpanningDeletionsForOneSampleHaploid.vcf,
noReads.g.vcf of its test resources), and the order of PL in VCF 4.5, section 1.6.2."""

import pytest

from hyperigm.core.uncalled import genotypes, recalled

BLOCK = "GT:DP:GQ:MIN_DP:MIN_GQ:PL"
SITE = "GT:AD:DP:GQ:MIN_DP:PL:SB"


@pytest.mark.parametrize(
    ("alt", "keys", "column", "expected"),
    [
        # a band of reference, one that is not covered, one without anything
        ("<NON_REF>", BLOCK, "./.:94:99:82:99:0,120,1800", "0/0"),
        ("<NON_REF>", BLOCK, "./.:95:0:95:0:0,0,0", "./."),
        ("<NON_REF>", BLOCK, "./.", "./."),
        # one copy: two likelihoods for REF and <NON_REF>
        ("<NON_REF>", "GT:DP:GQ:MIN_DP:PL", ".:81:60:76:0,900", "0"),
        # homozygous: 00 01 11 0N 1N NN; of the other sample at the same site, reference
        ("G,<NON_REF>", SITE, "./.:1,79,0:80:99:.:2284,207,0,2287,237,2316:0,1,46,33", "1/1"),
        ("T,<NON_REF>", SITE, "./.:4,3,0:7:89:.:89,0,119,101,128,229:0,4,0,3", "0/1"),
        ("T,<NON_REF>", SITE, "./.:.:7:18:7:0,18,270,18,270,270:.", "0/0"),
        ("G,<NON_REF>", SITE, "./.:.:0:0:0:0,0,0,0,0,0", "./."),
        # haploid with three ALTs: REF, A, AT, ATT, <NON_REF>; AT is the likeliest
        ("A,AT,ATT,<NON_REF>", "GT:AD:DP:GQ:PL", ".:7,4,16,36,0:63:99:1169,839,0,257,999", "2"),
        # a reblocked gVCF has no PL in its bands, and its GQ is of the reference
        ("<NON_REF>", "GT:DP:GQ:MIN_DP", "./.:31:40:28", "0/0"),
        ("<NON_REF>", "GT:DP:GQ:MIN_DP", "./.:31:0:28", "./."),
        ("G,<NON_REF>", "GT:DP:GQ:MIN_DP", "./.:31:40:28", "./."),
        # the unnamed allele, a wrong number of likelihoods, no gVCF
        ("G,<NON_REF>", "GT:PL", "./.:9,9,9,0,9,9", "./."),
        ("G,<NON_REF>", "GT:PL", "./.:9,0,9", "./."),
        ("G", "GT:PL", "./.:9,0,9", "./."),
    ],
)
def test_the_genotype_is_read_from_its_likelihoods(alt: str, keys: str, column: str, expected: str) -> None:
    (found,), restored = recalled(alt.split(","), keys.split(":"), [column])
    assert found.split(":")[0] == expected
    assert found.split(":")[1:] == column.split(":")[1:]
    assert restored == (expected not in ("./.", "."))


def test_a_record_with_one_called_genotype_is_left_alone() -> None:
    """There, `./.` is the caller's own word."""
    columns = ["./.:0,20,300", "0/0:0,90,900"]
    assert recalled(["<NON_REF>"], ["GT", "PL"], columns) == (columns, 0)


def test_the_order_of_likelihoods() -> None:
    assert genotypes(3, 2) == ((0, 0), (0, 1), (1, 1), (0, 2), (1, 2), (2, 2))
    assert genotypes(3, 1) == ((0,), (1,), (2,))
