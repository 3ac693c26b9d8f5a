"""A record, or two, for each row of docs/records.md, in CD40 on GRCh38, and what must come of it.

Expected calls are written by hand from the rows and the specification (VCF 4.1 to 4.5). Around the place the
bundled genome reads CGCTATAC (LRG_40); the odd record stands at its first base unless it says otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.vcf_files import row

CHROM, POS = "chr20", 46_118_340
REF, ALT = "C", "G"
FOUR = "ACGT"


@dataclass(frozen=True)
class Case:
    """calls: (CHROM-POS-REF-ALT[-END] without CHROM-, genotype as called); empty where none is made."""

    rows: Sequence[str]
    calls: Sequence[tuple[str, str]] = ()


def odd(alt: str = ALT, keys: str = "GT", column: str = "0/1", **more: str) -> str:
    """The record at its place. more: ref, info, filters."""
    ref = more.pop("ref", REF)
    return row(CHROM, POS, ref, alt, keys, column, **more)


def at(place: str, contig: str = CHROM, ref: str = REF, alt: str = ALT, info: str = ".") -> str:
    """The record with another text in its first columns."""
    return "\t".join((contig, place, ".", ref, alt, ".", "PASS", info, "GT", "0/1"))


def words(count: int) -> list[str]:
    """So many different insertions of seven bases."""
    return [REF + "".join(FOUR[n // 4**place % 4] for place in range(7)) for n in range(count)]


SNV = f"{POS}-{REF}-{ALT}"
HERE = ((SNV, "0/1"),)
LONG = "ACGT" * 50_000


def one(key: str, genotype: str = "0/1") -> tuple[tuple[str, str], ...]:
    return ((f"{POS}-{key}", genotype),)


CASES: dict[str, Case] = {
    # order and place
    "unsorted": Case(
        [row(CHROM, POS + 2, "C", "G", "GT", "0/1"), odd()], [(SNV, "0/1"), (f"{POS + 2}-C-G", "0/1")]
    ),
    "the same record twice": Case([odd(), odd()], HERE),
    "the same allele in two records, spelled differently": Case([odd(), odd("GG", ref="CG")], HERE),
    "overlapping records": Case(
        [odd("C", ref="CGCTAT"), row(CHROM, POS + 2, "C", "G", "GT", "0/1")],
        [(f"{POS}-CGCTAT-C", "0/1"), (f"{POS + 2}-C-G", "0/1")],
    ),
    "POS negative": Case([at("-5")]),
    "POS no whole number": Case([at("4.6e7")]),
    "POS of more than ten digits": Case([at(f"000000{POS}")]),
    "POS 0 (telomere)": Case([at("0", ref="N")]),
    "POS behind the contig's end": Case([at("64444169")]),
    "contig in another case than the header's": Case([at(str(POS), "CHR20")], HERE),
    "contig with a blank before it": Case([at(str(POS), " chr20")], HERE),
    "contig under another known name": Case([at(str(POS), "20")], HERE),
    "contig in angle brackets": Case([at(str(POS), "<chr20>")]),
    "blanks in place of tabs": Case([odd().replace("\t", " ")]),
    "empty line, or a comment among the records": Case(["", "#x", odd()], HERE),
    "line end of Windows": Case([odd() + "\r"], HERE),
    "columns missing": Case(["\t".join(odd().split("\t")[:8])]),
    "columns too many": Case([odd() + "\t0/1"]),
    # REF and ALT
    "REF is not the assembly's": Case([odd("C", ref="G")], one("G-C")),
    "REF with N": Case([odd(ref="N")], HERE),
    "REF with an IUPAC code that fits": Case([odd(ref="Y")], HERE),
    "REF missing": Case([odd(ref=".")]),
    "ALT with N": Case([odd("N")], one("C-N")),
    "ALT with an IUPAC code": Case([odd("R")], one("C-R")),
    "ALT no base": Case([odd("U")]),
    "lower case": Case([odd("g", ref="c")], HERE),
    "ALT the same as REF": Case([odd("C")]),
    "ALT empty, or a comma at its end": Case([odd("G,")]),
    "ALT `.` in a list": Case([odd("G,.")]),
    "ALT `.`, and an ALT is called": Case([odd(".")]),
    "ALT twice": Case([odd("G,G", column="1/2")], one("C-G", "1/2")),
    "ALT of 200,000 bases": Case([odd("C" + LONG)], one(f"C-C{LONG}")),
    "REF of 200,000 bases": Case([odd("C", ref="CGCTA" + "A" * 200_000)], one(f"CGCTA{'A' * 200_000}-C")),
    "1,000 ALTs": Case([odd(",".join(["G", *words(999)]))], HERE),
    "more than 1,000 ALTs": Case([odd(",".join(["G", *words(1_000)]))]),
    # alleles that are not bases
    "`*` (spanning deletion)": Case([odd("G,*", column="1/2")], one("C-G", "1/2")),
    "`<*>` beside an ALT": Case([odd("G,<*>")], HERE),
    "`<*>` or `<NON_REF>` called": Case([odd("G,<*>", column="0/2")]),
    "`<NON_REF>` called in a block": Case([odd("<NON_REF>")]),
    "`<DEL>` with END": Case([odd("<DEL>", info=f"SVTYPE=DEL;END={POS + 60}")], one(f"C-<DEL>-{POS + 60}")),
    "`<DEL>` with SVLEN": Case([odd("<DEL>", info="SVLEN=-60")], one(f"C-<DEL>-{POS + 60}")),
    "`<DEL>` with neither": Case([odd("<DEL>")], one(f"C-<DEL>-{POS}")),
    "END before POS, or no number": Case([odd("<DEL>", info="END=-5")], one(f"C-<DEL>-{POS}")),
    "END behind the contig's end": Case([odd("<DEL>", info="END=9999999999")]),
    "END beside bases": Case([odd(info="END=5")], HERE),
    "symbolic allele of any name": Case([odd("<FOO>")], one(f"C-<FOO>-{POS}")),
    "symbolic allele without its bracket": Case([odd("<DEL")]),
    "`<INS>`": Case([odd("<INS>", info="SVLEN=60")], one(f"C-<INS>-{POS}")),
    "`<CN0>`, `<CN3>`": Case(
        [odd("<CN0>,<CN3>", column="1/2", info=f"END={POS + 60}")],
        [(f"{POS}-C-<CN0>-{POS + 60}", "1/2"), (f"{POS}-C-<CN3>-{POS + 60}", "1/2")],
    ),
    "`<CNV:TR>` (VCF 4.4)": Case([odd("<CNV:TR>", info="SVLEN=60;RN=1")], one(f"C-<CNV:TR>-{POS + 60}")),
    "breakend": Case([odd("C[chr7:6000000[", info="SVTYPE=BND")], one(f"C-C[chr7:6000000[-{POS}")),
    "single breakend": Case([odd("C.")], one(f"C-C.-{POS}")),
    # INFO, FILTER, QUAL
    "INFO key twice": Case([odd("<DEL>", info=f"END={POS + 60};END={POS + 9}")], one(f"C-<DEL>-{POS + 60}")),
    "INFO malformed": Case([odd(info="=;;a==b;END")], HERE),
    "QUAL NaN, negative or text": Case([odd().replace("\t.\tPASS", "\tNaN\tPASS")], HERE),
    "FILTER that the header lacks": Case([odd(filters="0;foo")], HERE),
    # FORMAT
    "trailing fields missing": Case([odd(keys="GT:AD:DP:GQ")], HERE),
    "more fields than FORMAT says": Case([odd(column="0/1:5")]),
    "FORMAT key twice": Case([odd(keys="GT:DP:DP", column="0/1:3:4")]),
    "FORMAT key declared anew, or with another Number or Type": Case(
        [odd(keys="GT:DP", column="0/1:1,2")], HERE
    ),
    "GT not first": Case([odd(keys="DP:GT", column="30:0/1")], HERE),
    "GT last, and left out": Case([odd(keys="DP:GT", column="30")], one("C-G", ".")),
    "no GT in the record": Case([odd(keys="DP", column="30")]),
    "AD with the wrong number of values": Case([odd(keys="GT:AD", column="0/1:5,6,7")], HERE),
    "AD negative or text": Case([odd(keys="GT:AD", column="0/1:-5,x")], HERE),
    "NaN and Inf": Case([odd(keys="GT:AF:GQ:DP", column="0/1:nan:inf:-Inf")], HERE),
    "local alleles (LAA, LAD, LPL; VCF 4.5)": Case(
        [odd("T,G,<*>", keys="GT:LAA:LAD:LPL", column="0/2:2,3:20,10,0:9,0,9")], one("C-G", "0/2")
    ),
    "local genotype without GT (LGT)": Case([odd("G,<*>", keys="LA:LGT", column="0,1:0/1")]),
    "phase set list (PSL, PSO; VCF 4.4)": Case(
        [
            odd(keys="GT:PSL:PSO", column="0|1:.,s1:.,1"),
            row(CHROM, POS + 2, "C", "G", "GT:PSL:PSO", "1|0:s1,.:2,."),
        ],
        [(SNV, "0|1"), (f"{POS + 2}-C-G", "1|0")],
    ),
    # GT
    "ploidy 1": Case([odd(column="1")], one("C-G", "1")),
    "ploidy above 2": Case([odd(column="0/0/1")], one("C-G", "0/0/1")),
    "GT begins with a separator (VCF 4.4)": Case([odd(column="|0|1")], one("C-G", "|0|1")),
    "GT phased in part (`0/1|1`)": Case([odd(column="0/1|1")], one("C-G", "0/1|1")),
    "GT not called": Case([odd(column="./.")], one("C-G", "./.")),
    "GT called in part": Case([odd(column="./1")], one("C-G", "./1")),
    "GT empty": Case([odd(column="")]),
    "GT no number, or negative": Case([odd(column="0/-1")]),
    "GT names an ALT that is not there": Case([odd(column="0/9")]),
}
