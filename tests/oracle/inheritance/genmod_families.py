"""The families of the truth tables as one VCF and one PED, judged by genmod's own command line."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.inheritance.families import gene_of, relative, table

MODELS = {
    "x_recessive": ("XR", "XR_dn"),
    "x_dominant": ("XD", "XD_dn"),
    "recessive": ("AR_hom", "AR_hom_dn"),
    "dominant": ("AD", "AD_dn"),
    "pair": ("AR_comp", "AR_comp_dn"),
}
HEADER = """##fileformat=VCFv4.2
##INFO=<ID=Annotation,Number=.,Type=String,Description="Gene">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=PS,Number=1,Type=Integer,Description="Phase set">
"""
SEX = {"male": "1", "female": "2", "father": "1", "mother": "2", "brother": "1", "sister": "2"}
STATUS = {"yes": "2", "no": "1", "unknown": "0"}


@dataclass(frozen=True)
class Question:
    """One row of a truth table. genotypes: sample -> what it is called at each allele; match: the word of
    the table for the first allele; models: genmod's words that would say that it fits."""

    id: str
    chrom: str
    people: dict[str, tuple[str, str]]
    genotypes: dict[str, tuple[str, ...]]
    match: str
    origin: str
    models: tuple[str, ...]

    @property
    def is_phased(self) -> bool:
        return any(not text.endswith(":.") for texts in self.genotypes.values() for text in texts)


@dataclass(frozen=True)
class Said:
    """genmod's models for the first allele of a family."""

    models: frozenset[str]

    def match(self, question: Question) -> str:
        return "yes" if self.models & set(question.models) else "no"

    @property
    def new(self) -> bool:
        """Whether it says that the allele is, or may be, de novo."""
        return any(model.endswith("_dn") for model in self.models)

    def differs(self, question: Question) -> bool:
        """Whether it says another thing than the truth table, of the match or of a new mutation."""
        return self.match(question) != question.match or (self.new and question.origin != "de_novo")


def questions() -> list[Question]:
    """Every row whose alleles are of the entity's kind: genmod knows genotypes, not alleles."""
    found = []
    for name in ("x_linked", "homozygous", "dominant", "compound"):
        for row in table(name):
            of_its_kind = row.get("mechanism") not in (".", "-")
            if of_its_kind or row["match"] == "potential":
                found.append(_question(name, row))
    return found


def _question(name: str, row: dict[str, str]) -> Question:
    roles = ("father", "mother", "brother", "sister")
    cells = {role: row[role] for role in roles if role in row}
    if "sibling" in row:
        cells["sister"] = row["sibling"]
    there = {role: found for role, cell in cells.items() if (found := relative(cell))}
    people = {"child": (SEX.get(row.get("sex", "female"), "0"), STATUS[row["own"]])}
    people |= {role: (SEX[role], STATUS[status.value]) for role, (_, status) in there.items()}
    child = (row["a"], row["b"]) if name == "compound" else (row["gt"],)
    genotypes = {"child": child} | {role: tuple(texts) for role, (texts, _) in there.items()}
    return Question(
        row["id"],
        gene_of(row["entity"]).chrom.removeprefix("chr"),
        people,
        {sample: tuple(_plain(text) for text in texts) for sample, texts in genotypes.items()},
        row["match"],
        row.get("origin") or row["origin_a"],
        _models(name, row, gene_of(row["entity"]).x_linked),
    )


def _models(name: str, row: dict[str, str], on_x: bool) -> tuple[str, ...]:
    if name == "compound":
        return (*MODELS["pair"], *(MODELS["x_recessive"] if on_x else ()))
    if name == "x_linked":
        return MODELS["x_dominant" if row["entity"] in ("IP", "SAIDX") else "x_recessive"]
    return MODELS["recessive" if name == "homozygous" and row["entity"] != "LYNCH4" else _autosomal(row)]


def _autosomal(row: dict[str, str]) -> str:
    return "dominant" if row["entity"] in ("HIGM2_AD", "LYNCH4", "SAIDX") else "recessive"


def _plain(text: str) -> str:
    """GT and PS as a VCF writes them; another ALT of the record counts as reference, as after splitting."""
    said, _, phase_set = text.partition("@")
    gt = said.partition(":")[0].replace("2", "0").replace("absent", "./.")
    return f"{gt}:{phase_set if phase_set.isdigit() else '.'}"


def ask(found: list[Question], folder: Path, genmod: Path) -> dict[str, Said]:
    """genmod's answer to each question, the phased families apart from the others, because its
    `--phased` takes calls without a phase set as one set. In a run each family is in a gene of its own."""
    phased = [question for question in found if question.is_phased]
    others = [question for question in found if not question.is_phased]
    return _run(phased, folder, genmod, ("--phased",)) | _run(others, folder, genmod, ())


def _run(found: list[Question], folder: Path, genmod: Path, options: tuple[str, ...]) -> dict[str, Said]:
    vcf, ped = folder / "families.vcf", folder / "families.ped"
    vcf.write_text(_vcf(found), encoding="utf-8")
    ped.write_text(_ped(found), encoding="utf-8")
    command = [str(genmod), "models", str(vcf), "--family_file", str(ped), *options, "--processes", "1"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return {
        fields[2].removesuffix("_0"): Said(_models_of(fields[2].removesuffix("_0"), fields[7]))
        for line in run.stdout.splitlines()
        if not line.startswith("#") and (fields := line.split("\t"))[2].endswith("_0")
    }


def _models_of(family: str, info: str) -> frozenset[str]:
    entries = dict(entry.partition("=")[::2] for entry in info.split(";"))
    by_family = dict(one.split(":") for one in entries.get("GeneticModels", "").split(",") if one)
    return frozenset(by_family.get(family, "").split("|")) - {""}


def _ped(found: list[Question]) -> str:
    lines = ["#FamilyID\tSampleID\tFather\tMother\tSex\tPhenotype"]
    for question in found:
        for role, (sex, status) in question.people.items():
            parents = [
                f"{question.id}_{parent}"
                if parent in question.people and role not in ("father", "mother")
                else "0"
                for parent in ("father", "mother")
            ]
            lines.append("\t".join((question.id, f"{question.id}_{role}", *parents, sex, status)))
    return "\n".join(lines) + "\n"


def _vcf(found: list[Question]) -> str:
    samples = [(question, role) for question in found for role in question.people]
    head = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT"]
    lines = ["\t".join([*head, *(f"{question.id}_{role}" for question, role in samples)])]
    for number, question in enumerate(sorted(found, key=lambda one: one.chrom)):
        for allele in range(len(question.genotypes["child"])):
            site = [
                question.chrom,
                str(1000 * (number + 1) + 100 * allele),
                f"{question.id}_{allele}",
                "A",
                "C",
            ]
            calls = [
                question.genotypes[role][allele] if asked is question else "./.:." for asked, role in samples
            ]
            lines.append("\t".join([*site, "50", "PASS", f"Annotation={question.id}", "GT:PS", *calls]))
    return HEADER + "\n".join(lines) + "\n"
