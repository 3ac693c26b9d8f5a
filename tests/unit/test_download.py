"""Downloads from a real server on loopback that misbehaves. Oracle: the bytes it has, and RFC 9110."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.loopback import Asked, Fault, Site, serving

from hyperigm.edges.download import Patience, Server
from hyperigm.errors import ResourceError

DATA = bytes(range(256)) * 4096  # 1 MiB
MD5 = hashlib.md5(DATA).hexdigest()
LENGTH = 1 << 20


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(Site({"/f": DATA})) as made:
        yield made


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the server object slept, without sleeping."""
    return []


@pytest.fixture
def server(waits: list[float]) -> Server:
    return Server(Patience(attempts=4, connect=5, silence=0.3, pause=1, longest=9), waits.append)


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_file(site: Site, server: Server, waits: list[float], tmp_path: Path) -> None:
    remote = server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA
    assert remote.size == LENGTH
    assert parts(tmp_path) == ["f"]
    assert waits == []


def test_a_cut_file_is_resumed_where_it_broke_off(site: Site, server: Server, tmp_path: Path) -> None:
    site.faults["/f"] = [Fault(cut_after=300_000), Fault(cut_after=400_000)]
    server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA
    first, second, third = site.gets("/f")
    assert (first.range, second.range, third.range) == ("", "bytes=300000-", "bytes=700000-")
    assert second.if_range == third.if_range != ""


def test_a_server_without_ranges_is_read_again_from_the_start(
    site: Site, server: Server, tmp_path: Path
) -> None:
    site.ranges = False
    site.faults["/f"] = [Fault(cut_after=300_000)]
    server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA


def test_without_a_version_nothing_is_glued_together(site: Site, server: Server, tmp_path: Path) -> None:
    """RFC 9110 13.1.5: a range may only be added to a part that is known to be of the same version."""
    site.etags = False
    site.faults["/f"] = [Fault(cut_after=300_000)]
    server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA
    assert [item.range for item in site.gets("/f")] == ["", ""]


def test_the_next_run_goes_on_from_the_part(site: Site, server: Server, tmp_path: Path) -> None:
    site.faults["/f"] = [Fault(cut_after=500_000), *[Fault(status=503)] * 4]
    with pytest.raises(ResourceError):
        server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert not (tmp_path / "f").exists()
    Server().fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA
    assert site.gets("/f")[-1].range == "bytes=500000-"


def test_a_part_of_an_older_version_is_given_up(site: Site, server: Server, tmp_path: Path) -> None:
    site.faults["/f"] = [Fault(cut_after=500_000), *[Fault(status=503)] * 4]
    with pytest.raises(ResourceError):
        server.fetch(f"{site.url}/f", tmp_path / "f")
    site.files["/f"] = DATA[::-1]
    server.fetch(f"{site.url}/f", tmp_path / "f", hashlib.md5(DATA[::-1]).hexdigest())
    assert (tmp_path / "f").read_bytes() == DATA[::-1]


def test_a_stall_is_a_passing_fault(site: Site, server: Server, tmp_path: Path) -> None:
    site.faults["/f"] = [Fault(stall_after=200_000)]
    server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert (tmp_path / "f").read_bytes() == DATA
    assert site.gets("/f")[1].range == "bytes=196608-", "whole chunks of 65,536 bytes are kept"


def test_503_is_asked_again_with_growing_pauses(
    site: Site, server: Server, waits: list[float], tmp_path: Path
) -> None:
    site.faults["/f"] = [Fault(status=503), Fault(status=503, retry_after="7"), Fault(status=500)]
    server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert waits == [1, 7, 4], "1, 2 and 4 seconds, or what the server asks for where that is more"


def test_it_gives_up_and_says_why(site: Site, server: Server, waits: list[float], tmp_path: Path) -> None:
    site.faults["/f"] = [Fault(status=503, retry_after="3600")] * 9
    with pytest.raises(ResourceError) as caught:
        server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert caught.value.problems[0].where == f"{site.url}/f"
    assert "503" in caught.value.problems[0].what
    assert waits == [9, 9, 9], "never longer than `longest`"
    assert len(site.asked) == 4


def test_a_server_that_always_breaks_off_at_the_start_is_given_up(
    site: Site, server: Server, tmp_path: Path
) -> None:
    site.ranges = False
    site.faults["/f"] = [Fault(cut_after=1000)] * 50
    with pytest.raises(ResourceError, match="1000"):
        server.fetch(f"{site.url}/f", tmp_path / "f", MD5)
    assert len(site.asked) == 4, "no attempt after the first brought a new byte"
    assert not (tmp_path / "f").exists()


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_will_not_pass_is_not_asked_again(
    site: Site, server: Server, waits: list[float], tmp_path: Path, status: int
) -> None:
    site.faults["/f"] = [Fault(status=status)]
    with pytest.raises(ResourceError, match=str(status)):
        server.fetch(f"{site.url}/f", tmp_path / "f")
    assert (waits, len(site.asked)) == ([], 1)


def test_a_wrong_sum_leaves_what_was_there(site: Site, server: Server, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"old")
    with pytest.raises(ResourceError, match="MD5"):
        server.fetch(f"{site.url}/f", tmp_path / "f", "0" * 32)
    assert (tmp_path / "f").read_bytes() == b"old"
    assert parts(tmp_path) == ["f"]


def test_nobody_there(server: Server, waits: list[float], tmp_path: Path) -> None:
    with serving(Site()) as gone:
        url = f"{gone.url}/f"
    with pytest.raises(ResourceError, match="no answer"):
        server.fetch(url, tmp_path / "f")
    assert waits == [1, 2, 4]


def test_an_address_that_is_none(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="can't be asked for"):
        server.fetch("no address", tmp_path / "f")


def test_pieces(site: Site, server: Server) -> None:
    version = server.look(f"{site.url}/f").version
    site.faults["/f"] = [Fault(cut_after=10), Fault(status=502)]
    assert server.piece(f"{site.url}/f", 1000, 1999, version) == DATA[1000:2000]
    assert server.piece(f"{site.url}/f", LENGTH - 5, LENGTH + 100) == DATA[-5:]
    with pytest.raises(ResourceError, match="changed"):
        server.piece(f"{site.url}/f", 0, 9, '"another"')
    site.ranges = False
    with pytest.raises(ResourceError, match="no ranges"):
        server.piece(f"{site.url}/f", 0, 9)


def test_a_small_file_is_held_against_the_sum_sent_along(site: Site, server: Server) -> None:
    """The header is Google Cloud Storage's: base64 of the MD5; `openssl md5 -binary | base64` gives it."""
    site.files["/s"] = b"hello\n"
    site.headers["x-goog-hash"] = "crc32c=AAAAAA==,md5=sZRqySSS0jR8YjW00mERhA=="
    assert server.body(f"{site.url}/s")[1] == b"hello\n"
    site.headers["x-goog-hash"] = "md5=AAAAAAAAAAAAAAAAAAAAAA=="
    with pytest.raises(ResourceError, match="MD5"):
        server.body(f"{site.url}/s")


def test_it_watches(site: Site, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    Server(watch=lambda done, size: seen.append((done, size))).fetch(f"{site.url}/f", tmp_path / "f")
    assert seen[-1] == (LENGTH, LENGTH)
    assert site.asked == [Asked("GET", "/f")]
