"""Each tool on the cases, as its own documentation has it used, and its words read as answers.

An answer is a set of plain words: Sequence Ontology terms, c. and p. names, `yes` and `no` of decay; of a
family `fits`, `may`, `no`, or `listed` where a tool has one word for the first two; of a new allele `yes`,
`unknown`, `no`. A tool that has no answer to a kind of question gives none.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from annotate import snpeff_config
from scoreboard_cases import FAMILY, Ask, Case, write_ped, write_sheet, write_vcf

from hyperigm.edges.reference import Reference

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """words: what it comes to; said: the tool's own words, in short."""

    words: frozenset[str]
    said: str


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool's answers by case. how: its commands; other: what another documented option answers, with the
    option's name."""

    name: str
    version: str
    how: str
    answers: Mapping[str, Answer]
    other: Mapping[str, Answer] | None = None
    option: str = ""


def run(command: Sequence[str], out: Path | None = None) -> str:
    """Standard output of a command, which must succeed; kept in `out` where given."""
    found = shutil.which(command[0])
    if found is None:
        sys.exit(f"{command[0]}: not installed; tests/debian.sh and requirements-test.lock have it")
    done = subprocess.run([found, *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    if out is not None:
        out.write_text(done.stdout, encoding="utf-8")
    return done.stdout


# This project


def hyperigm(cases: Sequence[Case], folder: Path, reference: Reference) -> Tool:
    """A run on all cases; the words are those of S.report.json."""
    vcf = write_vcf(folder / "all.vcf", cases, reference)
    sheet, out = write_sheet(folder / "samples.tsv", vcf, cases), folder / "out"
    command = ("run", "--samples", str(sheet), "--outdir", str(out), "--cores", "2", "--quiet", "all")
    run([sys.executable, "-m", "hyperigm", *command])
    answers = {}
    for case in cases:
        text = (out / "samples" / case.child / f"{case.child}.report.json").read_text(encoding="utf-8")
        answers[case.id] = _hyperigm_answer(case, json.loads(text)["result"])
    how = "`hyperigm run --samples samples.tsv --outdir out`"
    return Tool("hyperigm", version("hyperigm"), how, answers)


def _hyperigm_answer(case: Case, result: Row) -> Answer:
    findings = result["findings"]
    if case.ask is Ask.EFFECT:
        return _hyperigm_effect(findings, result["haplotypes"])
    if case.ask is Ask.DECAY:
        reason = findings[0]["annotation"]["loss"]["reason"]
        said = next(words for words in ("decay predicted", "escapes decay") if words in reason)
        return Answer(frozenset({"yes" if said == "decay predicted" else "no"}), said)
    if case.ask is Ask.NAME:
        effect = findings[0]["annotation"]["effect"]
        return _name(effect["hgvs_c"] or "", effect["hgvs_p"] or "")
    key = case.sites[0].keys[0]
    rows = (row for row in findings if row["entity"]["id"] == case.mode)
    verdict = next(row["verdict"] for row in rows if row["verdict"]["allele"] == key)
    return _hyperigm_family(case.ask, verdict)


def _hyperigm_effect(findings: Sequence[Row], haplotypes: Sequence[Row]) -> Answer:
    """What the alleles of one copy do together, where it is proven that they share one."""
    together = [item["effect"] for item in haplotypes if item["proven"]]
    effects = together or [row["annotation"]["effect"] for row in findings]
    terms = sorted({term for effect in effects for term in effect["consequence"]})
    names = sorted({_bare(effect["hgvs_p"]) for effect in effects if effect["hgvs_p"]})
    return Answer(frozenset(terms), ", ".join(terms + names) + (" (together)" if together else ""))


_MATCH = {"yes": "fits", "potential": "may", "no": "no"}
_AS_A_PAIR = ("compound_heterozygous", "deletion_unmasked")


def _hyperigm_family(ask: Ask, verdict: Row) -> Answer:
    if ask is Ask.NEW:
        word = {"de_novo": "yes", "unknown": "unknown"}.get(verdict["origin"], "no")
        return Answer(frozenset({word}), f"origin {verdict['origin']}")
    match, mechanism = verdict["match"], verdict["mechanism"]
    said = ", ".join(word for word in (match, mechanism, verdict["phase"]) if word != ".")
    fits = ask is Ask.FIT or mechanism in _AS_A_PAIR
    return Answer(frozenset({_MATCH[match] if fits else "no"}), said)


# genmod

_MODELS = {
    ("HIGM1", "male"): ("XR",),
    ("HIGM1", "female"): ("XR", "XD"),
    ("HIGM3", "male"): ("AR_hom",),
    ("HIGM3", "female"): ("AR_hom",),
    ("HIGM2_AD", "female"): ("AD",),
}


def genmod(cases: Sequence[Case], folder: Path, reference: Reference) -> Tool:
    """genmod on the families, phased ones apart; once with its default and once with --strict."""
    families = [case for case in cases if case.ask in FAMILY]
    default: dict[str, Answer] = {}
    strict: dict[str, Answer] = {}
    for phased in (False, True):
        some = [case for case in families if case.phased is phased]
        name, options = ("phased", ["--phased"]) if phased else ("unphased", [])
        split = folder / f"{name}.split.vcf"
        _bcftools("norm", "-m", "-any", "-o", split, write_vcf(folder / f"{name}.vcf", some, reference))
        genes = folder / f"{name}.genes.vcf"
        program = str(Path(sys.executable).with_name("genmod"))
        run([program, "annotate", "--annotate_regions", "--genome-build", "38", str(split)], genes)
        ped = write_ped(folder / f"{name}.ped", some)
        models = [program, "models", str(genes), "--family_file", str(ped), "--processes", "1", *options]
        default |= _genmod_answers(some, run(models))
        strict |= _genmod_answers(some, run([*models, "--strict"]))
    how = (
        "`bcftools norm -m -any`, `genmod annotate --annotate_regions --genome-build 38`, "
        "`genmod models --family_file` (families with a phase set: `--phased`)"
    )
    return Tool("genmod", version("genmod"), how, default, strict, "--strict")


def _genmod_answers(cases: Iterable[Case], vcf: str) -> dict[str, Answer]:
    models: dict[tuple[str, str], frozenset[str]] = {}
    for line in vcf.splitlines():
        if not line.startswith("#"):
            chrom, pos, _, ref, alt, _, _, info, *_ = line.split("\t")
            entries = dict(entry.partition("=")[::2] for entry in info.split(";"))
            for one in entries.get("GeneticModels", "").split(","):
                family, _, said = one.partition(":")
                key = f"chr{chrom.removeprefix('chr')}-{pos}-{ref}-{alt}"
                models[family, key] = frozenset(said.split("|")) - {""}
    return {
        case.id: _genmod_answer(case, models.get((case.id, case.sites[0].keys[0]), frozenset()))
        for case in cases
    }


def _genmod_answer(case: Case, models: frozenset[str]) -> Answer:
    wanted = ("AR_comp",) if case.ask is Ask.PAIR else _MODELS[case.mode, case.people["child"].sex]
    inherited = {model for model in wanted if model in models}
    new = {model for model in wanted if f"{model}_dn" in models}
    said = ", ".join(sorted(models)) or "no model"
    if case.ask is not Ask.NEW:
        return Answer(frozenset({"listed" if inherited or new else "no"}), said)
    word = "yes" if new and not inherited else "no" if inherited and not new else "unknown"
    return Answer(frozenset({word}), said)


# bcftools csq

_CSQ_WORDS = {
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "inframe_deletion": "inframe_deletion",
    "inframe_insertion": "inframe_insertion",
    "stop_gained": "stop_gained",
    "stop_lost": "stop_lost",
    "start_lost": "start_lost",
}


def _bcftools(command: str, *arguments: str | Path) -> str:
    """bcftools of the pysam that the lock has: Debian's is older."""
    line = f"import pysam.bcftools, sys; pysam.bcftools.{command}(*sys.argv[1:], catch_stdout=False)"
    return run([sys.executable, "-c", line, *map(str, arguments)])


def csq(cases: Sequence[Case], folder: Path, reference: Reference) -> Tool:
    """bcftools csq, haplotype-aware on the phased cases, one record at a time on the others."""
    import pysam.version

    answers: dict[str, Answer] = {}
    effects = [case for case in cases if case.ask is Ask.EFFECT]
    for name, options in (("haplotype", ("--phase", "r")), ("local", ("--local-csq",))):
        some = [case for case in effects if _known_phase(case) is (name == "haplotype")]
        vcf, out = write_vcf(folder / f"{name}.vcf", some, reference), folder / f"{name}.csq.vcf"
        _bcftools("csq", *options, "-f", reference.fasta, "-g", reference.gff, "-o", out, vcf)
        table = folder / f"{name}.tsv"
        _bcftools("query", "-f", r"[%SAMPLE\t%TBCSQ\n]", "-o", table, out)
        said = table.read_text(encoding="utf-8")
        answers |= {case.id: _csq_answer(case.child, said) for case in some}
    how = "`bcftools csq --phase r` on phased and homozygous genotypes, `--local-csq` on the others"
    label = f"{pysam.version.__bcftools_version__} (in pysam {pysam.version.__version__})"
    return Tool("bcftools csq", label, how, answers)


def _known_phase(case: Case) -> bool:
    """Whether no genotype is heterozygous without phase."""
    texts = case.people["child"].genotypes
    return all("|" in text or len(set(text.split("/"))) == 1 for text in texts)


def _csq_answer(sample: str, said: str) -> Answer:
    """The sample's consequences; a pointer to another record (@) and what lies behind a stop (*) are none.
    A change to a stop as the first residue counts as stop_gained, whatever the term."""
    found = set()
    for line in said.splitlines():
        name, *entries = line.split("\t")
        if name == sample:
            found |= {one for entry in entries for one in entry.split(",") if one[0] not in "@.*"}
    terms, shown = set(), set()
    for entry in found:
        term, *rest = entry.split("|")
        change = rest[4] if len(rest) > 4 else ""
        terms |= {_CSQ_WORDS.get(word, f"{word}_variant") for word in term.split("&")}
        if re.fullmatch(r"\d+[A-Z]+\*?>\d+\*", change):
            terms.add("stop_gained")
        shown.add(f"{term} {_shortened(change)}".strip())
    return Answer(frozenset(terms), ", ".join(sorted(shown)) or "nothing")


def _shortened(change: str) -> str:
    return re.sub(r"([A-Z*]{6})[A-Z*]+", r"\1..", change)


# SnpEff


def snpeff(cases: Sequence[Case], folder: Path, reference: Reference) -> Tool:
    """SnpEff with a database built from the bundled GFF3 and FASTA."""
    alone = [case for case in cases if case.ask not in FAMILY]
    vcf = write_vcf(folder / "alone.vcf", alone, reference)
    config = snpeff_config(folder / "database", reference)
    command = ["snpEff", "-Xmx4g", "ann", "-c", str(config), "-noStats", "-noLog", "bundle", str(vcf)]
    records = {}
    said = run(command)
    for line in said.splitlines():
        if not line.startswith("#") and "\t" in line:  # Debian's wrapper prints its arguments, too
            chrom, pos, _, ref, alt, _, _, info, *_ = line.split("\t")
            records[f"{chrom}-{pos}-{ref}-{alt}"] = dict(
                entry.partition("=")[::2] for entry in info.split(";")
            )
    answers = {
        case.id: _snpeff_answer(case, [records[key] for site in case.carried for key in site.keys])
        for case in alone
    }
    release = re.search(r'^##SnpEffVersion="(\S+)', said, re.MULTILINE)
    how = "`snpEff build -gff3` from the bundled GFF3 and FASTA, `snpEff ann`"
    return Tool("SnpEff", f"{release[1] if release else '?'} (Debian 12)", how, answers)


def _snpeff_answer(case: Case, records: Sequence[Mapping[str, str]]) -> Answer:
    fields = [entry.split("|") for record in records for entry in record["ANN"].split(",")]
    if case.ask is Ask.DECAY:
        decays = any("NMD" in record for record in records)
        return Answer(frozenset({"yes" if decays else "no"}), "NMD" if decays else "no NMD")
    if case.ask is Ask.NAME:
        return _name(fields[0][9], fields[0][10])
    terms = sorted({term for entry in fields for term in entry[1].split("&")})
    return Answer(frozenset(terms), ", ".join(terms + sorted({entry[10] for entry in fields if entry[10]})))


# names


def _name(coding: str, protein: str) -> Answer:
    said = [_bare(text) for text in (coding, protein) if text]
    return Answer(frozenset(map(normal_name, said)), " ".join(said))


def _bare(name: str) -> str:
    """A name without its accession."""
    return name.rpartition(":")[2]


def normal_name(name: str) -> str:
    """A name as it is compared: p. without parentheses, Ter for *, no bases behind del and dup."""
    plain = _bare(name).translate({ord("("): None, ord(")"): None})
    if plain.startswith("p."):
        plain = plain.replace("*", "Ter")
    return re.sub(r"(del|dup)[ACGT]+", r"\1", plain)
