"""An AWS endpoint on the loopback network for processes that are measured: it says yes, and has a raw mail in a bucket."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.yes import Yes

MAIL = b"""Return-Path: <ann@burger.test>\r
X-SES-Spam-Verdict: PASS\r
X-SES-Virus-Verdict: PASS\r
Received-SPF: pass (spfCheck: domain of burger.test designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1;\r
Authentication-Results: amazonses.com; spf=pass; dkim=pass header.i=@burger.test; dmarc=pass header.from=burger.test;\r
From: Ann Peeters <ann@burger.test>\r
To: vraag@1700.test\r
Subject: Een boom omhakken\r
Date: Mon, 23 Nov 2026 11:00:00 +0100\r
Message-ID: <1@burger.test>\r
MIME-Version: 1.0\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: 8bit\r
\r
Goedendag\r
\r
Heb ik een vergunning nodig om een boom om te hakken in mijn voortuin?\r
"""
NO_KEY = b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>none</Message></Error>'
NO_VERSIONS = b'<?xml version="1.0"?><ListVersionsResult></ListVersionsResult>'
NO_OBJECTS = b'<?xml version="1.0"?><ListBucketResult></ListBucketResult>'


class Endpoint(BaseHTTPRequestHandler):
    """DynamoDB, SQS, SES and Secrets Manager by POST; S3 by the other methods."""

    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # an answer in one packet: two would wait for each other
    yes: Yes

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        self._answer(self.yes.answer(operation, body), "application/x-amz-json-1.0")

    def do_GET(self) -> None:
        if "/mail/inbound-mail/" in self.path:
            self._answer(MAIL, "application/octet-stream")
        elif "versions" in self.path:
            self._answer(NO_VERSIONS, "application/xml")
        elif "list-type=2" in self.path:
            self._answer(NO_OBJECTS, "application/xml")
        else:
            self._answer(NO_KEY, "application/xml", 404)

    def do_HEAD(self) -> None:
        self._answer(b"", "application/xml", 404)

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer(b"", "application/xml")

    def do_DELETE(self) -> None:
        self._answer(b"", "application/xml")

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _answer(self, body: bytes, type_: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"0"')
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def endpoint(yes: Yes) -> Iterator[str]:
    """Serve until the block ends; gives the address."""
    handler = type("Handler", (Endpoint,), {"yes": yes})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
