"""Same calls under two names. Oracle: the number of pairs expected by chance, by hand in each case."""

from tests.made_up import finding, result

from hyperigm.core.duplicates import Calls, calls_of, twins
from hyperigm.core.finding import Finding
from hyperigm.core.kinds import kind_of, unpack_kinds
from hyperigm.core.packed_results import pack_results

GENES = ("CD40LG", "IKBKG", "AICDA", "CD40", "UNG", "PMS2")


def person(name: str, shift: int, depth: int | None = None, genes: tuple[str, ...] = GENES) -> Calls:
    """A person with one call per gene, `shift` bases along."""
    places = {gene: 1000 * place + shift for place, gene in enumerate(GENES, start=1)}
    return compared(
        name, [finding(name, places[gene], gene=gene, genotype="0/1", depth=depth) for gene in genes]
    )


def compared(name: str, findings: list[Finding]) -> Calls:
    """What a sample's calls are compared by, of its findings as they are stored."""
    (told,) = unpack_kinds(pack_results([result(name, findings)]), kind_of)
    return calls_of(told)


def alone(people: list[Calls]) -> dict[str, str]:
    return {one.sample: one.sample for one in people}


def test_two_of_a_run_with_the_same_calls_in_six_genes_are_told() -> None:
    """No other of 18 has any of them: 190 pairs times (0.5 / 19) ** 6 are expected."""
    people = [person("a", 0, 30), person("b", 0, 31), *(person(f"S{n}", n) for n in range(1, 19))]
    (found,) = twins(people, alone(people))
    assert (found.samples, found.calls, found.same_reads, found.related) == (("a", "b"), 6, False, False)


def test_one_shared_rare_call_is_no_duplicate() -> None:
    """A founder allele: 190 pairs times 0.5 / 19 = 5 are expected."""
    people = [
        person("a", 0, genes=("UNG",)),
        person("b", 0, genes=("UNG",)),
        *(person(f"S{n}", n) for n in range(1, 19)),
    ]
    assert twins(people, alone(people)) == ()


def test_common_calls_that_many_have_are_no_duplicates() -> None:
    """Half of the run has each of two sets of calls."""
    people = [person(f"S{n}", n % 2) for n in range(20)]
    assert twins(people, alone(people)) == ()


def test_the_same_reads_are_one_file_however_few_the_samples() -> None:
    people = [person("a", 0, 30), person("b", 0, 30)]
    (found,) = twins(people, alone(people))
    assert found.same_reads


def test_too_few_counted_calls_say_nothing_of_the_file() -> None:
    people = [person("a", 0, 30, ("UNG",)), person("b", 0, 30, ("UNG",))]
    assert people[0].reads is None
    assert twins(people, alone(people)) == ()


def test_samples_without_calls_are_not_compared() -> None:
    people = [person(name, 0, genes=()) for name in "abc"]
    assert twins(people, alone(people)) == ()


def test_twins_of_one_family_are_told_as_such() -> None:
    people = [person("a", 0, 30), person("b", 0, 31), *(person(f"S{n}", n) for n in range(1, 19))]
    families = {**alone(people), "a": "one", "b": "one"}
    assert [found.related for found in twins(people, families)] == [True]


def test_zygosity_tells_two_apart() -> None:
    def calls(name: str, genotype: str) -> list[Finding]:
        return [finding(name, gene=gene, genotype=genotype) for gene in GENES]

    people = [compared("a", calls("a", "0/1")), compared("b", calls("b", "1/1"))]
    assert twins(people, alone(people)) == ()
