"""Relatives: by hand."""

from hyperigm.core.family import Person, Sex
from hyperigm.core.relatives import Family, relatives


def test_parents_and_family_names_join() -> None:
    people = [
        Person("child", father="dad", mother="mum"),
        Person("dad", family="F"),
        Person("mum"),
        Person("aunt", family="F"),
        Person("other"),
        Person("lone", family="G", father="not here"),
    ]
    found = relatives(people)
    assert found["child"] == {"dad", "mum", "aunt"}
    assert found["aunt"] == {"child", "dad", "mum"}
    assert found["other"] == found["lone"] == frozenset()


def test_who_may_share_an_allele_by_descent() -> None:
    """By Mendel: a father gives his son no X, his daughter one; partners share nothing."""
    son = Person("son", Sex.MALE, father="dad", mother="mum")
    daughter = Person("girl", Sex.FEMALE, father="dad", mother="mum")
    dad = Person("dad", Sex.MALE, mother="gran")
    mum = Person("mum", Sex.FEMALE, father="grandpa")
    gran, grandpa = Person("gran", Sex.FEMALE), Person("grandpa", Sex.MALE)
    uncle = Person("uncle", Sex.MALE, mother="gran")
    cousin = Person("cousin", Sex.MALE)
    family = Family((son, daughter, dad, mum, gran, grandpa, uncle, cousin))

    def share(one: Person, other: Person, on_x: bool) -> bool:
        return family.may_share(one, other, on_x)

    assert not share(son, dad, True)
    assert not share(son, gran, True)
    assert not share(son, uncle, True)
    assert share(son, dad, False)
    assert share(son, grandpa, True)
    assert share(son, daughter, True)
    assert share(daughter, dad, True)
    assert share(daughter, uncle, True)
    assert not share(mum, dad, False)
    assert not share(mum, gran, True)
    assert share(son, cousin, True)
