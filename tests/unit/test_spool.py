"""Texts put aside come back by number, whole."""

from pathlib import Path

from hyperigm.edges.spool import spool


def test_texts_come_back_by_number_and_leave_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    with spool(folder) as aside:
        aside.put(3, "drei\n")
        aside.put(1, "ä\u202e1\n")
        aside.put(3, "three\n")
        assert list(aside.texts()) == ["ä\u202e1\n", "drei\n", "three\n"]
        aside.put(2, "")
        assert list(aside.texts()) == ["ä\u202e1\n", "", "drei\n", "three\n"]
    assert list(folder.iterdir()) == []
