"""The sample sheet. Expected problems are the rules of workflow/schemas/samples.schema.yaml, read by hand."""

from pathlib import Path

import pytest

from hyperigm.core.family import Affected, Sex
from hyperigm.edges.sheet import Sheet, read_sheet
from hyperigm.errors import InputError


def sheet_of(folder: Path, text: str | bytes, ped: str | None = None) -> Sheet:
    path = folder / "samples.tsv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    pedigree = None
    if ped is not None:
        pedigree = folder / "family.ped"
        pedigree.write_text(ped)
    return read_sheet(path, pedigree)


def said(sheet: Sheet) -> list[str]:
    """Each problem as LINE: what."""
    return [f"{problem.where.rsplit(':', 1)[-1]}: {problem.what}" for problem in sheet.problems]


def test_all_columns(tmp_path: Path) -> None:
    header = "sample\tvcf\tvcf_sample\tsex\tfamily\tfather\tmother\taffected\thpo\tcallable\tsv_vcf\n"
    rows = (
        "C\tsub/c.vcf.gz\tchild 1\tmale\tF1\tD\tM\tyes\tHP:0002721;HP:0004429\tc.bed\tsv.vcf\n"
        "D\td.vcf\t.\tmale\tF1\t.\t\tno\t.\t.\t.\n"
        "M\tm.vcf\t\tfemale\tF1\t\t\tunknown\t\t\t\n"
    )
    sheet = sheet_of(tmp_path, header + rows)
    assert said(sheet) == []
    child, father, mother = sheet.entries
    assert (child.person.sample, child.person.sex, child.person.affected) == ("C", Sex.MALE, Affected.YES)
    assert (child.person.father, child.person.mother, child.person.family) == ("D", "M", "F1")
    assert child.person.hpo == ("HP:0002721", "HP:0004429")
    assert (child.vcf, child.vcf_sample, child.line) == (str(tmp_path / "sub/c.vcf.gz"), "child 1", 2)
    assert (child.callable_bed, child.sv_vcf) == (str(tmp_path / "c.bed"), str(tmp_path / "sv.vcf"))
    assert (father.vcf_sample, father.person.father, father.person.affected) == (None, None, Affected.NO)
    assert (mother.person.hpo, mother.callable_bed, mother.person.affected) == ((), None, Affected.UNKNOWN)


def test_names_that_other_readers_take_for_missing_stay_names(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "sample\tvcf\nNA\ta.vcf\nnan\tb.vcf\n001\tc.vcf\n1e5\td.vcf\n")
    assert said(sheet) == []
    assert [entry.person.sample for entry in sheet.entries] == ["NA", "nan", "001", "1e5"]


def test_byte_order_mark_crlf_and_blank_lines_are_tolerated(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, b"\xef\xbb\xbfsample\tvcf\r\nA\ta.vcf\r\n\r\nB\tb.vcf\r\n\r\n")
    assert said(sheet) == []
    assert [(entry.person.sample, entry.line) for entry in sheet.entries] == [("A", 2), ("B", 4)]
    assert sheet.entries[0].vcf == str(tmp_path / "a.vcf")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"sample\tvcf\nJos\xe9\ta.vcf\n", "not UTF-8"),
        ("sample\tvcf\n".encode("utf-16"), "UTF-16"),
        (b"sample\tvcf\nA\0\ta.vcf\n", "binary"),
    ],
)
def test_text_that_is_not_utf8_is_refused(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(InputError) as caught:
        sheet_of(tmp_path, data)
    assert word in caught.value.problems[0].what


def test_the_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        sheet_of(tmp_path, b"sample\tvcf\nA\ta.vcf\nJos\xe9\ta.vcf\n")
    assert caught.value.problems[0].where.endswith("samples.tsv:3")


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_a_sheet_that_cannot_be_read(tmp_path: Path, make: str) -> None:
    path = tmp_path / "samples.tsv"
    if make == "folder":
        path.mkdir()
    with pytest.raises(InputError) as caught:
        read_sheet(path)
    assert str(path) in caught.value.problems[0].where


def test_every_problem_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    text = (
        "sample\tvcf\tsexe\tsex\taffected\thpo\n"
        "A\ta.vcf\t.\tM\tyes\t.\n"
        "A\ta.vcf\t.\tmale\tyes\t.\n"
        "a\tb.vcf\t.\tmale\tmaybe\t.\n"
        "../x\tb.vcf\t.\tmale\tno\t.\n"
        "C\t.\t.\tmale\tno\tfever\n"
        "D\td.vcf\t.\n"
        " E\te.vcf\t.\tmale\tno\t.\n"
    )
    assert said(sheet_of(tmp_path, text)) == [
        "1: unknown column 'sexe'",
        "7: has 3 fields, the header has 6",
        "2: sex 'M'",
        "4: affected 'maybe'",
        "5: sample '../x' can't be used",
        "6: no vcf",
        "6: hpo 'fever' can't be used",
        "8: sample ' E' has blanks around it or control characters",
        "3: sample 'A' is already at line 2",
        "4: sample 'a' is already at line 2 (as 'A'; names may not differ in case alone)",
    ]


def test_a_misspelt_column_and_word_get_a_suggestion(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "sample\tvcf\tFather\tsex\nA\ta.vcf\t.\tfemal\n")
    assert [problem.mend for problem in sheet.problems] == [
        "did you mean 'father'?",
        "did you mean 'female'?",
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../x",
            "a/b",
            "a\\b",
            "-rf",
            ".hidden",
            "_x",
            "a b",
            "a;b",
            "a'b",
            'a"b',
            "a$b",
            "a`b",
            "*",
            "a\u202eb",
        ),
        *("é", "a\tb"[:1] + "\x1b", "x" * 201, "a|b", "a&b", "{x}", "a:b", "#a", "a%b", "~", "a=b", "a@b"),
    ],
)
def test_unsafe_sample_names_are_refused(tmp_path: Path, name: str) -> None:
    problems = sheet_of(tmp_path, f"sample\tvcf\n{name}\ta.vcf\n").problems
    assert [problem.where for problem in problems] == [f"{tmp_path / 'samples.tsv'}:2"]


@pytest.mark.parametrize("name", ["A", "7", "x" * 200, "HG002.v1_b-c+d", "NA12878"])
def test_safe_sample_names_pass(tmp_path: Path, name: str) -> None:
    sheet = sheet_of(tmp_path, f"sample\tvcf\n{name}\ta.vcf\n")
    assert said(sheet) == []
    assert sheet.entries[0].person.sample == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["is empty"]),
        ("sample\tvcf\n", ["has no samples"]),
        ("sample vcf\nA a.vcf\n", ["the columns are not separated by tabs"]),
        ("sample,vcf\nA,a.vcf\n", ["the columns are not separated by tabs"]),
        ("sample\tsex\nA\tmale\n", ["no column 'vcf'"]),
        ("sample\tvcf\tvcf\nA\ta\tb\n", ["column 'vcf' stands twice"]),
        (
            "sample\tvcf\nA a.vcf\n",
            [
                "has 1 fields, the header has 2; blanks stand where a tab should",
                "sample 'A a.vcf' can't be used",
            ],
        ),
    ],
)
def test_the_shape_of_the_sheet(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert [problem.what for problem in sheet_of(tmp_path, text).problems] == expected


HEADER = "sample\tvcf\tsex\tfather\tmother\n"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("A\ta\tmale\tX\t.\n", ["2: father 'X' is no sample here"]),
        ("A\ta\tmale\tB\t.\nB\tb\tfemale\t.\t.\n", ["2: father 'B' is female"]),
        ("A\ta\tmale\t.\tB\nB\tb\tmale\t.\t.\n", ["2: mother 'B' is male"]),
        ("A\ta\tmale\tA\t.\n", ["2: 'A' is given as their own father"]),
        ("A\ta\tmale\tB\tB\nB\tb\tunknown\t.\t.\n", ["2: 'B' is given as father and as mother"]),
        (
            "A\ta\tmale\tB\t.\nB\tb\tmale\tC\t.\nC\tc\tmale\tA\t.\n",
            ["2: A -> B -> C -> A: someone is their own ancestor"],
        ),
        ("A\ta\tmale\tB\tC\nB\tb\tmale\t.\t.\nC\tc\tfemale\t.\t.\n", []),
    ],
)
def test_impossible_parents(tmp_path: Path, rows: str, expected: list[str]) -> None:
    found = said(sheet_of(tmp_path, HEADER + rows))
    assert [text.split(": ", 1) for text in found] == [text.split(": ", 1) for text in expected]


def test_a_ped_gives_what_the_sheet_does_not(tmp_path: Path) -> None:
    ped = "#fam id pat mat sex phe\nF1 A B M 1 2\nF1\tB\t0\t0\t1\t1\nF1 M 0 0 2 -9\n"
    sheet = sheet_of(tmp_path, "sample\tvcf\nA\ta.vcf\nB\tb.vcf\n", ped)
    assert said(sheet) == []
    child, father = (entry.person for entry in sheet.entries)
    assert (child.sex, child.family, child.affected) == (Sex.MALE, "F1", Affected.YES)
    assert (child.father, child.mother) == ("B", None), "M has no calls, so nothing can be compared with hers"
    assert (father.affected, father.father) == (Affected.NO, None)


def test_sheet_and_ped_that_disagree(tmp_path: Path) -> None:
    ped = "F1 A 0 0 2 1\n"
    sheet = sheet_of(tmp_path, "sample\tvcf\tsex\tfamily\taffected\nA\ta.vcf\tmale\tF2\tno\n", ped)
    assert said(sheet) == [
        f"2: sex is 'male' here, 'female' at {tmp_path / 'family.ped'}:1",
        f"2: family is 'F2' here, 'F1' at {tmp_path / 'family.ped'}:1",
    ]


def test_a_bad_ped(tmp_path: Path) -> None:
    ped = "F1 A 0 0 1\nF1 B 0 0 3 2\nF1 C 0 0 1 9\nF1 C 0 0 1 1\nF1 D E 0 1 1\n"
    sheet = sheet_of(tmp_path, "sample\tvcf\nA\ta.vcf\n", ped)
    assert said(sheet) == [
        "1: has 5 columns, not 6",
        "2: sex '3'",
        "3: affected '9'",
        f"4: 'C' is already at {tmp_path / 'family.ped'}:3",
        "5: father 'E' is no sample here",
    ]
