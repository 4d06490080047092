"""HTTP on one connection, as the server speaks it, with two rules of ours: nobody is waited for without end before a
request is there, since nobody has signed in by then; and what is no HTTP is refused in the words of all refusals."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.errors import HTTPRefused
from api.middleware import DATA_ALONE, EVERY_RESPONSE
from api.replies import refusal

HEAD_SECONDS = 10.0
"""For the first line and the headers of a request, from the connection or from the first byte of a further request.

Without, half of a request holds a descriptor for as long as its sender likes, and a few hundred of them all there are.
How long a connection is kept between requests, the server bounds itself, and how long a body takes, the time limit.
"""


class Protocol(HttpToolsProtocol):
    """One connection."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._wait()

    def on_message_begin(self) -> None:
        """A further request begins; the first is waited for already."""
        super().on_message_begin()
        if self._late is None:
            self._wait()

    def on_headers_complete(self) -> None:
        """The request is there."""
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will come."""
        self._stop_waiting()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, and close."""
        reply = refusal(HTTPRefused(400, msg))
        headers = [
            (b"content-type", reply.media_type.encode()), (b"content-length", b"%d" % len(reply.body)),
            (b"connection", b"close"), *EVERY_RESPONSE, DATA_ALONE,
        ]
        head = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(STATUS_LINE[400] + head + b"\r\n" + reply.body)
        self.transport.close()

    def _wait(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._given_up)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _given_up(self) -> None:
        """Close, after the answer to an earlier request where that is still to come."""
        self._late = None
        self.shutdown()
