"""Relatives: by hand."""

from hyperigm.core.family import Person
from hyperigm.core.kinship import relatives


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
