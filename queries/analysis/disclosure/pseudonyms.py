"""Pseudonyms of a project: keyed, so that nobody without the project's key can work out whose one is.

Source: UK GDPR art. 4(5); ICO, *Anonymisation* (2025), 'Pseudonymisation': a plain hash of an id is none, for
whoever knows the ids can hash them all.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graph.private_files import check_private, create_private

VARIABLE = "THINKFAMILY_PROJECT_KEY"
"""The environment variable that may hold a project's key."""
KEY_BYTES = 32
"""As long as the digest: a longer key adds nothing (RFC 2104 section 3)."""
_PSEUDONYM_BYTES = 16


class BadProjectKey(ValueError):
    """No key, or none that can be used; the message says where it was looked for and how one is made."""


@dataclass(frozen=True)
class ProjectKey:
    """The secret of one project. Whoever holds it and the ids can undo the pseudonyms: analysts must not."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """BadProjectKey for a secret that is too short."""
        if len(self.secret) < KEY_BYTES:
            raise BadProjectKey(f"A project's key has {KEY_BYTES} bytes at least; make one with `ProjectKey.of(file)`.")

    @classmethod
    def of(cls, file: Path) -> ProjectKey:
        """The key in a file, made at the first call, with mode 0600. ReadableByOthers where others may read it."""
        path = file.expanduser()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            create_private(path, secrets.token_hex(KEY_BYTES).encode())
        check_private(path, "project's key")
        return _from_hex(path.read_text(encoding="ascii", errors="replace"), str(path))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> ProjectKey:
        """The key that THINKFAMILY_PROJECT_KEY holds, in hexadecimal."""
        return _from_hex(environment.get(VARIABLE, ""), VARIABLE)

    @property
    def name(self) -> str:
        """What the project is called where its views are recorded: of the key, and nothing of it can be told by it."""
        return self._pseudonym("project")

    def pseudonyms(self, ids: Iterable[str], on: date, kind: str) -> list[str]:
        """What persons are called: the same each time for a key, a date and a kind of answer, and otherwise unlike."""
        said = f"{kind}\n{on.isoformat()}\n"
        return [self._pseudonym(said + id) for id in ids]

    def _pseudonym(self, text: str) -> str:
        return hmac.digest(self.secret, text.encode(), "sha256")[:_PSEUDONYM_BYTES].hex()


def _from_hex(text: str, where: str) -> ProjectKey:
    try:
        return ProjectKey(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise BadProjectKey(
            f"{where} holds no project's key: {2 * KEY_BYTES} hexadecimal digits or more; "
            f"`openssl rand -hex {KEY_BYTES}` prints one."
        ) from error
