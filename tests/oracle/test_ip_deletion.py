"""Deletions of IKBKG, called in a woman: the commonest cause of incontinentia pigmenti.

Oracle: Fusco 2014, doi:10.1186/1750-1172-9-93 (the deletion of exons 4-10 makes 65-83 % of the disease), MIM
308300 (X-linked dominant), and the contract: a candidate fits or may fit.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.gvcf_styles import base, coding
from tests.vcf_files import header, row, write_vcf

from hyperigm.core.settings import Settings

LAST = coding("IKBKG", 10)[2] + 500
STARTS = {"exons_4_to_10": coding("IKBKG", 4)[1] - 300, "whole_gene": coding("IKBKG", 2)[1] - 300}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, run_steps: Callable[..., None]) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("ip")
    for name, start in STARTS.items():
        info = f"SVTYPE=DEL;END={LAST}"
        line = row("chrX", start, base("chrX", start), "<DEL>", "GT:DP", "0/1:30", info=info)
        write_vcf(folder / f"{name}.vcf", header([name]), [line])
    rows = "".join(f"{name}\t{name}.vcf\tfemale\tyes\n" for name in STARTS)
    (folder / "samples.tsv").write_text(f"sample\tvcf\tsex\taffected\n{rows}")
    run_steps(folder / "samples.tsv", folder / "out", Settings())
    found = {}
    for name in STARTS:
        path = folder / "out" / "samples" / name / f"{name}.report.json"
        found[name] = json.loads(path.read_text())["result"]
    return found


@pytest.mark.parametrize("name", STARTS)
def test_a_called_deletion_in_a_woman_is_a_candidate_with_its_assay(
    reports: dict[str, Any], name: str
) -> None:
    result = reports[name]
    assert result["conclusion"] == "candidate"
    assert "Incontinentia pigmenti" in result["conclusion_sentence"]
    row = next(one for one in result["findings"] if one["entity"]["id"] == "IP")
    assert row["tier"] == "candidate"
    assert [caveat["flag"] for caveat in row["caveats"]][:1] == ["pseudogene_IKBKGP1"]
    assert "gap-PCR of the deletion" in row["explanation"]
    assert {one["tier"] for one in result["findings"] if one["entity"]["id"] == "EDAID1"} == {"uncertain"}
