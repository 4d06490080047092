"""An OpenID provider on loopback: discovery document, keys, tokens; it can be slow, down, or wrong."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

AUDIENCE = "thinkfamily"


@cache
def signing_key(name: str) -> RSAPrivateKey:
    """A key of that name, made once: it takes a tenth of a second."""
    return generate_private_key(65537, 2048)


class Provider:
    """The provider. `delay`, `status` and `document` change how it answers; `asked` counts what was fetched."""

    def __init__(self) -> None:
        self.keys: dict[str, RSAPrivateKey] = {}
        self.asked: list[str] = []
        self.delay = 0.0
        self.status = 200
        self.document: dict[str, Any] = {}
        self.padding = 0
        self.extra_keys: list[dict[str, Any]] = []
        self.new_key("first")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()  # and so quickly shut

    def new_key(self, kid: str) -> RSAPrivateKey:
        """Publish a further key."""
        self.keys[kid] = signing_key(kid)
        return self.keys[kid]

    def claims(self, **changed: Any) -> dict[str, Any]:
        """The claims of a good token; what is changed to None is left out."""
        now = int(time.time())
        good = {
            "iss": self.issuer, "aud": AUDIENCE, "sub": "worker-7", "iat": now, "exp": now + 600,
            "agency": "council", "role": "case_worker", "purpose": "safeguarding_enquiry",
        }
        return {name: value for name, value in {**good, **changed}.items() if value is not None}

    def token(self, kid: str = "first", **changed: Any) -> str:
        """A token signed with a published key."""
        return jwt.encode(self.claims(**changed), self.keys[kid], "RS256", headers={"kid": kid})

    def published(self) -> list[dict[str, Any]]:
        """The public keys as a set has them."""
        made = [{**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid} for kid, key in self.keys.items()]
        return [*made, *self.extra_keys]

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str) -> dict[str, Any]:
        if path == "/keys":
            return {"keys": self.published(), "padding": "x" * self.padding}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **self.document}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                time.sleep(provider.delay)
                body = json.dumps(provider._answer(self.path)).encode()
                try:
                    self.send_response(provider.status)
                    self.send_header("content-length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    pass  # whoever asked has given up

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def provided() -> Iterator[Provider]:
    """A running provider."""
    provider = Provider()
    try:
        yield provider
    finally:
        provider.close()
