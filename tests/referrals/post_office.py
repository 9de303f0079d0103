"""A mail server and a provider of text messages, both real and both small, that answer as a test tells them to."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

OK, LOST = 201, 0


@dataclass
class Texts:
    """What the provider got: each message with its reference. ``answers`` are the next ones, then all is well.

    LOST takes the message and closes the connection without a word; ``holds`` keeps the sender waiting until it is set.
    """

    url: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    holds: Event | None = None
    came: Event = field(default_factory=Event)

    def of(self, reference: str) -> list[dict[str, Any]]:
        return [
            {"id": f"id-{number}"}
            for number, message in enumerate(self.messages)
            if message["reference"] == reference
        ]


@contextmanager
def texts() -> Iterator[Texts]:
    """A server that speaks as GOV.UK Notify does (https://docs.notifications.service.gov.uk/rest-api.html)."""
    post = Texts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = post.answers.pop(0) if post.answers else OK
            if answer in {OK, LOST}:
                post.messages.append(sent)
            post.came.set()
            if post.holds:
                post.holds.wait(60)
            if answer == LOST:
                self.close_connection = True
                return
            self._say(answer, {"id": f"id-{len(post.messages) - 1}"} if answer == OK else {"errors": []})

        def do_GET(self) -> None:
            reference = parse_qs(urlsplit(self.path).query)["reference"][0]
            self._say(200, {"notifications": post.of(reference), "links": {}})

        def _say(self, status: int, words: dict[str, Any]) -> None:
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """A test says what it has to say itself."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        post.url = f"http://127.0.0.1:{port}"
        yield post


@dataclass
class Mail:
    """What the mail server took. ``at_recipient`` and ``at_end`` are its answers there; LOST hangs up instead."""

    port: int = 0
    messages: list[str] = field(default_factory=list)
    at_recipient: int = 250
    at_end: int = 250


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        post = cast("_MailServer", self.server).post
        self._say(220)
        while line := self.rfile.readline().decode().strip().upper():
            if line.startswith("RCPT"):
                self._say(post.at_recipient)
            elif line == "DATA":
                self._say(354)
                post.messages.append("".join(self._message()))
                if post.at_end == LOST:
                    return
                self._say(post.at_end)
            else:
                self._say(221 if line == "QUIT" else 250)

    def _message(self) -> Iterator[str]:
        while (line := self.rfile.readline()) != b".\r\n":
            yield line.decode()

    def _say(self, code: int) -> None:
        self.wfile.write(f"{code} as told\r\n".encode())


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    post: Mail


@contextmanager
def mail() -> Iterator[Mail]:
    """A mail server for as long as the block lasts."""
    server = _MailServer(("127.0.0.1", 0), _Smtp)
    server.post = Mail()
    with _served(server) as port:
        server.post.port = port
        yield server.post


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()
