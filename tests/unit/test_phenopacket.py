"""S.phenopacket.json against the standard: its library reads it, and nothing that it requires is missing.

Oracles: the `phenopackets` library, and the multiplicities (1..1, 1..*) of the phenopacket-schema 2.0
documentation, which REQUIRED lists by element as phenopacket-tools' validator does.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from tests.unit.test_report_files import finding, result

from hyperigm.core.alike import Alike
from hyperigm.core.finding import AcmgClass, SampleResult, Tier
from hyperigm.core.variant import Allele
from hyperigm.core.verdict import Zygosity
from hyperigm.edges.phenopacket import Packets

json_format = import_module("google.protobuf.json_format")
Phenopacket = import_module("phenopackets").Phenopacket

Packet = dict[str, Any]
REQUIRED = {
    "": ("id", "metaData"),
    "subject": ("id",),
    "type": ("id", "label"),
    "interpretations": ("id", "progressStatus"),
    "diagnosis": ("disease",),
    "disease": ("id", "label"),
    "genomicInterpretations": ("subjectOrBiosampleId", "interpretationStatus", "variantInterpretation"),
    "variantInterpretation": (
        "acmgPathogenicityClassification",
        "therapeuticActionability",
        "variationDescriptor",
    ),
    "variationDescriptor": ("id", "moleculeContext"),
    "geneContext": ("valueId", "symbol"),
    "expressions": ("syntax", "value"),
    "vcfRecord": ("genomeAssembly", "chrom", "pos", "ref", "alt"),
    "allelicState": ("id", "label"),
    "metaData": ("created", "createdBy", "resources", "phenopacketSchemaVersion"),
    "resources": ("id", "name", "url", "version", "namespacePrefix", "iriPrefix"),
    "externalReferences": ("id",),
}


def missing(element: Any, name: str = "") -> Iterator[str]:
    """What the standard requires of an element and those inside it, and they have not (or have it empty)."""
    if isinstance(element, list):
        for item in element:
            yield from missing(item, name)
    elif isinstance(element, dict):
        yield from (f"{name}.{key}" for key in REQUIRED.get(name, ()) if element.get(key) in (None, "", []))
        for key, inside in element.items():
            yield from missing(inside, key)


def packet(made: SampleResult) -> Packet:
    text = Packets(Alike()).text(made)
    json_format.Parse(text, Phenopacket())
    loaded: Packet = json.loads(text)
    assert list(missing(loaded)) == []
    used = {
        value.split(":")[0] for value in ids(loaded) if value.split(":")[0] in ("HP", "GENO", "OMIM", "HGNC")
    }
    assert used <= {resource["namespacePrefix"] for resource in loaded["metaData"]["resources"]}
    return loaded


def ids(element: Any) -> Iterator[str]:
    if isinstance(element, list):
        for item in element:
            yield from ids(item)
    elif isinstance(element, dict):
        yield from (value for key, value in element.items() if key in ("id", "valueId"))
        for inside in element.values():
            yield from ids(inside)


def test_the_check_itself_sees_what_is_missing() -> None:
    made = json.loads(Packets(Alike()).text(result(finding())))
    del made["metaData"]["createdBy"]
    made["interpretations"][0]["diagnosis"]["disease"]["label"] = ""
    assert sorted(missing(made)) == ["disease.label", "metaData.createdBy"]


def genomic(made: Packet) -> list[Packet]:
    """Every genomic interpretation of the packet."""
    return [
        found
        for interpretation in made["interpretations"]
        for found in interpretation["diagnosis"]["genomicInterpretations"]
    ]


@pytest.mark.parametrize(
    ("tier", "status"), [(Tier.DIAGNOSTIC, "CONTRIBUTORY"), (Tier.CANDIDATE, "CANDIDATE")]
)
def test_nothing_is_claimed_that_only_a_person_can_say(tier: Tier, status: str) -> None:
    """phenopacket-schema: SOLVED is a definitive diagnosis, and CAUSATIVE goes with it."""
    made = packet(result(finding(tier=tier)))
    assert [found["interpretationStatus"] for found in genomic(made)] == [status]
    assert {found["progressStatus"] for found in made["interpretations"]} == {"IN_PROGRESS"}


@pytest.mark.parametrize("tier", [Tier.CARRIER, Tier.UNCERTAIN, Tier.BACKGROUND, Tier.SECONDARY])
def test_what_is_no_part_of_a_diagnosis_is_no_interpretation(tier: Tier) -> None:
    made = packet(result(finding(tier=tier)))
    assert made["interpretations"] == []
    assert "externalReferences" in made["metaData"]
    assert "136648355" not in json.dumps(made)


def test_terms_have_labels_or_their_own_id() -> None:
    """HPO's label of HP:0003496 in the published packet of PMID 35572607."""
    made = packet(replace(result(), hpo=("HP:0003496", "HP:0009999", "HP:0003496")))
    assert [feature["type"] for feature in made["phenotypicFeatures"]] == [
        {"id": "HP:0003496", "label": "Increased circulating IgM concentration"},
        {"id": "HP:0009999", "label": "HP:0009999"},
    ]


@pytest.mark.parametrize(
    ("zygosity", "state"),
    [
        (Zygosity.HETEROZYGOUS, "heterozygous"),
        (Zygosity.HOMOZYGOUS, "homozygous"),
        (Zygosity.HEMIZYGOUS, "hemizygous"),
        (Zygosity.MOSAIC, None),
        (Zygosity.HETEROZYGOUS_MALE_X, None),
        (Zygosity.HALF_CALLED, None),
    ],
)
def test_the_allelic_state_is_one_of_geno_or_none(zygosity: Zygosity, state: str | None) -> None:
    one = finding()
    made = packet(result(replace(one, verdict=replace(one.verdict, zygosity=zygosity))))
    descriptor = genomic(made)[0]["variantInterpretation"]["variationDescriptor"]
    assert descriptor.get("allelicState", {}).get("label") == state


def test_classes_are_the_standards_words() -> None:
    for acmg_class in AcmgClass:
        made = packet(result(replace(finding(), acmg_class=acmg_class)))
        said = genomic(made)[0]["variantInterpretation"]["acmgPathogenicityClassification"]
        assert said.lower() == acmg_class
    said = genomic(packet(result(finding())))[0]["variantInterpretation"]["acmgPathogenicityClassification"]
    assert said == "NOT_PROVIDED"


def test_a_structural_allele_says_where_it_ends() -> None:
    one = finding()
    deletion = Allele("chrX", 136648300, "N", "<DEL>", 136648900, "DEL")
    made = packet(result(replace(one, call=replace(one.call, allele=deletion))))
    record = genomic(made)[0]["variantInterpretation"]["variationDescriptor"]["vcfRecord"]
    assert record["info"] == "END=136648900;SVTYPE=DEL"


@pytest.mark.parametrize(
    ("releases", "created"),
    [
        (("2018-06-01", "2026-01-04"), "2026-01-04T00:00:00Z"),
        (("mine.vcf (undated)",), "1970-01-01T00:00:00Z"),
    ],
)
def test_it_is_of_the_day_of_its_evidence(releases: tuple[str, ...], created: str) -> None:
    one = replace(result(finding()), clinvar=releases)
    assert packet(one)["metaData"]["created"] == created
    assert Packets(Alike()).text(one) == Packets(Alike()).text(one)


def test_the_library_refuses_what_is_no_packet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hyperigm.edges.phenopacket.SCHEMA", {"major": 2})
    with pytest.raises(json_format.ParseError):
        Packets(Alike()).text(result(finding()))


@pytest.mark.parametrize(
    ("mim", "mondo", "disease"),
    [("308230", None, "OMIM:308230"), ("", "MONDO:0010626", "MONDO:0010626"), ("", None, "hyperigm:DD1")],
)
def test_the_prefix_of_each_disease_has_its_resource(mim: str, mondo: str | None, disease: str) -> None:
    """Phenopacket Schema 2.0, MetaData: resources name the namespace of every CURIE that is used."""
    one = finding()
    made = packet(result(replace(one, entity=replace(one.entity, id="DD1", mim=mim, mondo=mondo))))
    assert made["interpretations"][0]["diagnosis"]["disease"]["id"] == disease
    prefixes = {row["namespacePrefix"] for row in made["metaData"]["resources"]}
    assert prefixes == {"HP", "GENO", "OMIM", "HGNC", disease.partition(":")[0]}


def test_of_samples_alike_each_packet_names_its_own() -> None:
    """Phenopacket Schema 2.0: subjectOrBiosampleId is the id of the subject, of which the packet is."""
    one, packets = finding(), Packets(Alike())
    for name in ("first", 'a "second" of \\u0000 and Zoë', "first"):
        mine = replace(result(replace(one, sample=name)), sample=name)
        text = packets.text(mine)
        json_format.Parse(text, Phenopacket())
        made = json.loads(text)
        assert made["subject"]["id"] == made["id"] == name
        assert [said["subjectOrBiosampleId"] for said in genomic(made)] == [name]
