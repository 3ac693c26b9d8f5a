"""A real HTTP server on loopback that can misbehave: it truncates, stalls, answers 503, ignores ranges."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """One wrong answer to one GET: a status, or the body's first bytes and then the end, or silence."""

    status: int = 0
    cut_after: int | None = None
    stall_after: int | None = None
    retry_after: str = ""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    range: str = ""
    if_range: str = ""
    body: bytes = b""


@dataclass
class Site:
    """Files by path. faults: by path, used up one by one. headers: sent with every file."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    ranges: bool = True
    etags: bool = True
    asked: list[Asked] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def gets(self, path: str) -> list[Asked]:
        return [item for item in self.asked if item.method == "GET" and item.path == path]


class Handler(BaseHTTPRequestHandler):
    """Answers for the site of its class."""

    site: ClassVar[Site]
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        wanted, condition = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.site.asked.append(Asked(method, self.path, wanted, condition, sent))
        faults = self.site.faults.get(self.path, [])
        fault = faults.pop(0) if faults and method != "HEAD" else Fault()
        data = self.site.files.get(self.path)
        if fault.status or data is None:
            self._status(fault.status or 404, fault.retry_after)
            return
        tag = f'"{sha256(data).hexdigest()[:16]}"'
        usable = self.site.ranges and condition in ("", tag)
        data = self._opened(data, wanted) if usable and wanted else self._whole(data)
        if data is None:
            return
        if self.site.etags:
            self.send_header("ETag", tag)
        for key, value in self.site.headers.items():
            self.send_header(key, value)
        self.end_headers()
        if method != "HEAD":
            self._send(data, fault)

    def _whole(self, data: bytes) -> bytes | None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        return data

    def _opened(self, data: bytes, wanted: str) -> bytes | None:
        """The range of the data, its headers begun; None where it is answered already."""
        low, _, high = wanted.removeprefix("bytes=").partition("-")
        first, whole = int(low), len(data)
        if first >= whole:
            self._status(416, "")
            return None
        data = data[first : int(high) + 1 if high else whole]
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{first + len(data) - 1}/{whole}")
        self.send_header("Content-Length", str(len(data)))
        return data

    def _send(self, data: bytes, fault: Fault) -> None:
        stop = fault.cut_after if fault.cut_after is not None else fault.stall_after
        self.wfile.write(data if stop is None else data[:stop])
        self.wfile.flush()
        if fault.stall_after is not None:
            self.site.released.wait(30)
        if stop is not None:
            self.close_connection = True

    def _status(self, code: int, retry_after: str) -> None:
        self.send_response(code)
        self.send_header("Content-Length", "0")
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()


class Quiet(ThreadingHTTPServer):
    """Says nothing of clients that hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet."""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serves the site on a free port of 127.0.0.1; `site.url` is its address."""
    bound = type("Bound", (Handler,), {"site": site})
    server = Quiet(("127.0.0.1", 0), bound)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        site.released.set()
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
