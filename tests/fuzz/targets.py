"""What is fuzzed: each target takes bytes as a file of its kind, and only the family of errors may come out.

A target is one way by which a stranger's bytes enter. Any other exception, and any run out of time or
memory, is a finding. SEEDS: small good files, from which the mutations start; WORDS: tokens that mean
something in them.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from hyperigm.core.family import Person
from hyperigm.core.plan import SampleEntry
from hyperigm.core.settings import Settings
from hyperigm.edges.config import config_problems, evidence_problems, read_config, settings_of, with_defaults
from hyperigm.edges.pedigree import read_pedigree
from hyperigm.edges.sheet import read_sheet
from hyperigm.errors import HyperigmError
from hyperigm.steps.screen import screen_samples

HEADER = """\
##fileformat=VCFv4.2
##contig=<ID=chr7>
##contig=<ID=chr12>
##contig=<ID=chr20>
##contig=<ID=chrX>
##FILTER=<ID=q10,Description="">
##INFO=<ID=END,Number=1,Type=Integer,Description="">
##FORMAT=<ID=GT,Number=1,Type=String,Description="">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB
"""
# REF bases are those of GRCh38; tests/workflow/conftest.py names the papers of the alleles on X.
RECORDS = """\
chr20\t46118320\trs1\tA\tC,<DEL>,*\t50\tPASS\tEND=46118400;SVLEN=1,2,3\tGT:AD:DP:PS\t0/1:1,2,3,4:9:1\t1|2:.:.:.
chrX\t136648355\t.\tT\tA\t50\tPASS\t.\tGT:AD:DP:GQ\t1:0,30:30:99\t0/1:9,9:18:99
chrX\t136648355\t.\tT\t<NON_REF>\t.\t.\tEND=136648400\tGT:DP:GQ:MIN_DP\t0/0:30:99:30\t./.:0:0:0
chrX\t154564372\t.\tG\tT,]chr7:100]G\t.\tq10\tSVTYPE=BND\tGT\t1|0\t.
"""
SHEET = """\
sample\tvcf\tvcf_sample\tsex\tfamily\tfather\tmother\taffected\thpo\tcallable\tsv_vcf
A\ta.vcf\t.\tmale\tF\tB\tC\tyes\tHP:0002718;HP:0003496\t.\t.
B\ta.vcf\tB\tmale\tF\t.\t.\tno\t.\t.\t.
C\ta.vcf\tC\tfemale\tF\t.\t.\tno\t.\tc.bed\ts.vcf
"""
PED = "#family id father mother sex affected\nF A B C 1 2\nF B 0 0 1 1\nF C 0 0 2 -9\n"
CONFIG = """\
samples: samples.tsv
build: auto
batch_size: 5
clinvar: [none]
gnomad: null
private: true
thresholds: {min_depth: 8, min_gq: 2.5e1}
"""

SEEDS = {
    "screen": (HEADER + RECORDS, HEADER + RECORDS.replace("\n", "\r\n"), HEADER),
    "sheet": (SHEET, "\ufeff" + SHEET.replace("\n", "\r\n")),
    "pedigree": (PED,),
    "config": (CONFIG, '{"samples": "a.tsv", "thresholds": {"min_depth": 8}}'),
}
WORDS = (
    *(
        "\\x09",
        "\\x0a",
        "\\x0d\\x0a",
        ":",
        ";",
        ",",
        "/",
        "|",
        ".",
        "0",
        "1",
        "-1",
        "2147483648",
        "1e309",
        "nan",
        "inf",
    ),
    *(
        "<DEL>",
        "<NON_REF>",
        "<*>",
        "*",
        "END=",
        "SVLEN=",
        "SVTYPE=",
        "GT",
        "AD",
        "DP",
        "GQ",
        "PS",
        "MIN_DP",
        "LGT",
    ),
    *(
        "chrX",
        "chr20",
        "136648355",
        "PASS",
        "HP:0000001",
        "male",
        "female",
        "yes",
        "&a",
        "*a",
        "!!",
        "<<",
        "~",
        "[",
        "{",
    ),
    *("../", "\\x00", "\\xff", "\\xef\\xbb\\xbf", "\\x1f\\x8b", "thresholds", "null", "true"),
)


def scratch(data: bytes, ending: str) -> Path:
    """The bytes as a file in memory, where the system has such a place; one per process."""
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else Path(tempfile.gettempdir())
    path = folder / f"hyperigm-fuzz-{os.getpid()}{ending}"
    path.write_bytes(data)
    return path


def screen(data: bytes) -> None:
    """A VCF, up to its normalised calls; a sample fails with a reason, or has what its columns say."""
    path = str(scratch(data, ".vcf"))
    for sample in screen_samples([SampleEntry(Person(name), path, name) for name in "AB"], Settings()):
        assert sample.error is None or sample.mend, "an error says how to mend"
        assert all(call.genotype.copies or call.genotype.missing for call in sample.calls)


def sheet(data: bytes) -> None:
    """A sample sheet; what is usable of it has a name that is safe as a folder's."""
    path = scratch(data, ".tsv")
    read = read_sheet(path)
    if not read.problems:
        assert read.entries
        assert all(Path(entry.person.sample).name == entry.person.sample for entry in read.entries)


def pedigree(data: bytes) -> None:
    """A PED file beside a good sheet."""
    ped = scratch(data, ".ped")
    read_pedigree(ped)
    read_sheet(scratch(SHEET.encode(), ".tsv"), ped)


def config(data: bytes) -> None:
    """A config file, up to the settings of the steps."""
    given = read_config(scratch(data, ".yaml"))
    problems = [*config_problems(given), *evidence_problems(given)]
    if not problems:
        settings_of(with_defaults(given))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "screen": screen,
    "sheet": sheet,
    "pedigree": pedigree,
    "config": config,
}


def survives(name: str, data: bytes) -> None:
    """Runs a target. Raises whatever is not of the family of errors."""
    try:
        TARGETS[name](data)
    except HyperigmError as error:
        if not error.problems or not all(problem.what for problem in error.problems):
            raise AssertionError("an error says what is wrong") from error
