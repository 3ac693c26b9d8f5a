"""Files from a server: whole or in ranges, resumed where they broke off, tried again, held against sums.

What arrives is kept in a `.part` beside its place, with the server's own mark of the version it belongs to,
so that the next attempt, or the next run, goes on from there. The file gets its name only when it is whole.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import requests
import urllib3.exceptions

from hyperigm.edges.store import write_text
from hyperigm.errors import Problem, ResourceError

T = TypeVar("T")
Watch = Callable[[int, int | None], None]
"""Told of each piece: bytes there so far, bytes in all (None where the server does not say)."""
CHUNK = 1 << 16
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be better a little later. Source: RFC 9110, RFC 6585, RFC 8470."""


@dataclass(frozen=True, slots=True)
class Patience:
    """attempts: how many may fail in a row, counted anew from one that brought new bytes.

    connect, silence: seconds until a server counts as stalled. pause, longest: seconds before the second
    attempt, doubled for each further one, and their limit.
    """

    attempts: int = 6
    connect: float = 15.0
    silence: float = 60.0
    pause: float = 1.0
    longest: float = 60.0


@dataclass(frozen=True, slots=True)
class Remote:
    """What a server says of a file. size: bytes; version: a strong ETag or the date, fit for If-Range."""

    url: str
    size: int | None
    version: str
    sums: tuple[str, ...] = ()


class PassingError(Exception):
    """This attempt failed, the next may not. wait: seconds that the server asked for."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.wait = wait


class Server:
    """Reads over HTTP. sleep: called with the seconds between attempts; watch: told of the progress."""

    def __init__(
        self,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        watch: Watch | None = None,
    ) -> None:
        self._patience = patience or Patience()
        self._sleep = sleep
        self._watch = watch
        self._session = requests.Session()
        self._session.headers.update({"Accept-Encoding": "identity", "User-Agent": "hyperigm"})

    def look(self, url: str) -> Remote:
        """What the server says of a file, without fetching it."""

        def once() -> Remote:
            with self._asked("HEAD", url, {}) as answer:
                return _remote(url, answer)

        return self._until_done(url, once)

    def text(self, url: str) -> str:
        """A small text file, such as a list of checksums."""
        return self._until_done(url, lambda: self._body(url, {})[1]).decode("utf-8", "replace")

    def body(self, url: str) -> tuple[Remote, bytes]:
        """A small file, held against the MD5 that the server sends along, where it does.

        Raises ResourceError, as all here do, where it can't be had after all attempts.
        """

        def once() -> tuple[Remote, bytes]:
            remote, data = self._body(url, {})
            sums = [value for value in remote.sums if value.startswith("md5=")]
            if sums and f"md5={_base64_md5(data)}" not in sums:
                raise PassingError("the bytes do not have the MD5 that the server sent along")
            return remote, data

        return self._until_done(url, once)

    def piece(self, url: str, first: int, last: int, version: str = "") -> bytes:
        """Bytes first..last (from 0, both included; fewer at the file's end).

        Raises ResourceError where the file is another version than asked for, or the server sends no ranges.
        """

        def once() -> bytes:
            remote, data = self._body(url, {"Range": f"bytes={first}-{last}"})
            if version and remote.version != version:
                raise ResourceError(Problem(url, "changed while it was read", "run the command again"))
            return data

        return self._until_done(url, once)

    def fetch(self, url: str, path: Path, md5: str | None = None) -> Remote:
        """The whole file at `path`, which is only touched when all of it is there and has the sum.

        md5: hexadecimal. Raises ResourceError where the server can't give it whole, or the sum differs.
        """
        part = path.with_name(f"{path.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        remote = self._until_done(url, lambda: self._resumed(url, part), lambda: _size(part))
        if md5 is not None and (found := _md5(part)) != md5.lower():
            _forget(part)
            what = f"has the MD5 {found}, and the server's list says {md5.lower()}"
            raise ResourceError(Problem(url, what, "run the command again; what was there is untouched"))
        _mark(part).unlink(missing_ok=True)
        part.replace(path)
        return remote

    def send(self, url: str, payload: bytes) -> bytes:
        """The answer to JSON that is sent to exactly this address: no redirect is followed with it.

        Raises ResourceError where the answer is none.
        """

        def once() -> bytes:
            headers = {"Content-Type": "application/json", "Accept": "application/json"}
            with self._asked("POST", url, headers, payload) as answer:
                if answer.status_code >= 300:
                    raise ResourceError(Problem(url, _said(answer), "check the address"))
                return b"".join(self._pieces(answer, 0, None))

        return self._until_done(url, once)

    def _until_done(self, url: str, once: Callable[[], T], gained: Callable[[], int] | None = None) -> T:
        """Tries until it works, or until so many attempts in a row brought nothing new."""
        failed, most = 0, gained() if gained else 0
        while True:
            try:
                return once()
            except PassingError as error:
                now = gained() if gained else 0
                failed = 1 if now > most else failed + 1
                most = max(most, now)
                if failed >= self._patience.attempts:
                    what = f"{error}, in {failed} attempts"
                    raise ResourceError(
                        Problem(url, what, "try again later; what was there is untouched")
                    ) from error
                pause = min(self._patience.pause * 2 ** (failed - 1), self._patience.longest)
                self._sleep(min(max(pause, error.wait), self._patience.longest))

    def _resumed(self, url: str, part: Path) -> Remote:
        have, version = _size(part), _version(part, url)
        if have and not version:
            have = 0
        headers = {"Range": f"bytes={have}-", "If-Range": version} if have else {}
        with self._asked("GET", url, headers) as answer:
            if answer.status_code == 416:
                _forget(part)
                raise PassingError("the server has less of the file than is here")
            remote = _remote(url, answer)
            have = have if answer.status_code == 206 else 0
            if answer.status_code == 206 and _first_of(answer) != have:
                _forget(part)
                raise PassingError("the server sent another range than was asked for")
            write_text(_mark(part), f"{url}\n{remote.version}\n")
            with part.open("r+b" if have else "wb") as out:
                out.seek(have)
                for data in self._pieces(answer, have, remote.size):
                    out.write(data)
        return remote

    def _body(self, url: str, headers: Mapping[str, str]) -> tuple[Remote, bytes]:
        with self._asked("GET", url, headers) as answer:
            if headers and answer.status_code != 206:
                what = "the server sends no ranges of a file, only whole chromosomes"
                raise ResourceError(Problem(url, what, "give a --base-url of a server that does"))
            whole = None if headers else _remote(url, answer).size
            return _remote(url, answer), b"".join(self._pieces(answer, 0, whole))

    def _pieces(self, answer: requests.Response, have: int, size: int | None) -> Iterator[bytes]:
        """The bytes as sent; PassingError where they end early."""
        length = answer.headers.get("Content-Length", "")
        due = have + int(length) if length.isdigit() else size
        try:
            for data in answer.raw.stream(CHUNK, decode_content=False):
                have += len(data)
                yield data
                if self._watch:
                    self._watch(have, size)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise PassingError(f"the server broke off after {have} bytes") from error
        if due is not None and have != due:
            raise PassingError(f"the server ended after {have} of {due} bytes")

    @contextmanager
    def _asked(
        self, method: str, url: str, headers: Mapping[str, str], payload: bytes | None = None
    ) -> Iterator[requests.Response]:
        times = (self._patience.connect, self._patience.silence)
        try:
            answer = self._session.request(
                method,
                url,
                headers=dict(headers),
                data=payload,
                stream=True,
                timeout=times,
                allow_redirects=payload is None,
            )
        except (requests.ConnectionError, requests.Timeout) as error:
            raise PassingError(f"no answer ({type(error).__name__})") from error
        except (requests.RequestException, ValueError) as error:
            raise ResourceError(Problem(url, f"can't be asked for: {error}", "check the address")) from error
        with answer:
            if answer.status_code in PASSING:
                wait = answer.headers.get("Retry-After", "")
                raise PassingError(_said(answer), float(wait) if wait.isdigit() else 0.0)
            if answer.status_code >= 400 and answer.status_code != 416:
                raise ResourceError(Problem(url, _said(answer), "check the address, or give a --base-url"))
            yield answer


def _said(answer: requests.Response) -> str:
    return f"the server answers {answer.status_code} {answer.reason}".strip()


def _remote(url: str, answer: requests.Response) -> Remote:
    headers = answer.headers
    tag = headers.get("ETag", "")
    version = tag if tag and not tag.startswith("W/") else headers.get("Last-Modified", "")
    length = headers.get("Content-Length", "")
    whole = re.fullmatch(r"bytes \d+-\d+/(\d+)", headers.get("Content-Range", ""))
    size = int(whole[1]) if whole else int(length) if length.isdigit() and answer.status_code != 206 else None
    sums = tuple(word.strip() for word in headers.get("x-goog-hash", "").split(",") if word.strip())
    return Remote(url, size, version, sums)


def _first_of(answer: requests.Response) -> int | None:
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    return int(found[1]) if found else None


def _mark(part: Path) -> Path:
    return part.with_name(f"{part.name}.version")


def _version(part: Path, url: str) -> str:
    """The version that the part belongs to; "" where there is none, or the part is of another address."""
    try:
        of, version, *_ = _mark(part).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return ""
    return version if of == url else ""


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)


def _md5(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _base64_md5(data: bytes) -> str:
    import base64

    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode("ascii")
