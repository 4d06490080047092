"""Find the document of a request's parameters: by its text, by the hash of an earlier text, or by a trusted id.

Hashes are Apollo's automatic persisted queries: `extensions.persistedQuery`, https://www.apollographql.com/docs/apollo-
server/performance/apq. Ids are `documentId` of the GraphQL over HTTP draft, appendix A. Trusted documents come from a
file that the clients' build made: Relay's `{id: text}`, or Apollo's persisted query manifest.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from api.documents import Document, Documents
from api.errors import BadRequest, GraphQLRefused, ServiceError
from api.params import Params

MOST = 512
MOST_CHARACTERS = 1_000_000
"""How many texts are kept by their hash, and how much of them: as `Documents` keeps what it made of them."""
SHA256 = "sha256:"


class PersistedQueryNotFound(GraphQLRefused):
    """No document has this hash or id. Apollo's client recognises the message, and sends the text with the hash."""

    code = "PERSISTED_QUERY_NOT_FOUND"
    status = 200

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


class DocumentNotTrusted(ServiceError):
    """The service answers the documents of its list alone."""

    code = "DOCUMENT_NOT_TRUSTED"
    status = 403

    def __init__(self) -> None:
        super().__init__("This service answers the documents of its list alone. Send the id of one as `documentId`.")


class TrustedUnusable(ValueError):
    """The file of trusted documents cannot be followed; the message names it, the document and what is wrong."""


@dataclass(frozen=True)
class Trusted:
    """Documents by id. `only`: whether no other is answered."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    only: bool = False

    @classmethod
    def read(cls, file: Path, only: bool, documents: Documents) -> Trusted:
        """The documents of a file, each checked against the schema. Raises `TrustedUnusable`."""
        try:
            by_id = _by_id(orjson.loads(file.read_bytes()))
        except OSError as error:
            raise TrustedUnusable(f"--documents {file}: {error.strerror}") from error
        except ValueError as error:
            raise TrustedUnusable(
                f'--documents {file} is neither Relay\'s {{"id": "text"}} nor a manifest of Apollo\'s, in JSON.'
            ) from error
        for id, text in by_id.items():
            try:
                documents.prepare(text)
            except ServiceError as error:
                raise TrustedUnusable(f"--documents {file}: document {id}: {error.messages[0]}") from error
        return cls(by_id, only)


def _by_id(said: Any) -> dict[str, str]:
    """Documents by id. Raises ValueError for what is none of the forms."""
    if isinstance(said, dict) and said.get("format") == "apollo-persisted-query-manifest":
        said = {each["id"]: each["body"] for each in said["operations"] if isinstance(each, dict)}
    if not isinstance(said, dict) or not all(isinstance(text, str) for text in said.values()):
        raise ValueError("no documents by id")
    return said


class Persisted:
    """Finds the document of a request."""

    def __init__(self, documents: Documents, trusted: Trusted) -> None:
        self._documents = documents
        self._trusted = trusted
        self._texts = frozenset(trusted.by_id.values())
        self._kept: OrderedDict[str, str] = OrderedDict()
        self._room = MOST_CHARACTERS

    async def document(self, params: Params) -> Document:
        """The valid document that a request means. Raises a `ServiceError` that says what is wrong."""
        text, hash = params.query, params.hash
        if text is None:
            return await self._documents.get(self._known(params.document_id or hash or ""))
        if hash is not None and hash != hashlib.sha256(text.encode()).hexdigest():
            raise BadRequest("`sha256Hash` is not the SHA-256 of `query`, in lower-case hexadecimal digits.")
        if self._trusted.only and text not in self._texts:
            raise DocumentNotTrusted
        found = await self._documents.get(text)
        if hash is not None:
            self._keep(hash, text)
        return found

    def _known(self, id: str) -> str:
        """The text by an id or hash. Raises `PersistedQueryNotFound`."""
        hash = id.removeprefix(SHA256)
        found = self._trusted.by_id.get(id) or self._trusted.by_id.get(hash) or self._kept.get(hash)
        if found is None:
            raise PersistedQueryNotFound
        if hash in self._kept:
            self._kept.move_to_end(hash)
        return found

    def _keep(self, hash: str, text: str) -> None:
        """Keep a valid text by its hash, and let go of those used longest ago."""
        if hash in self._kept:
            return
        self._kept[hash] = text
        self._room -= len(text)
        while len(self._kept) > MOST or (self._room < 0 and len(self._kept) > 1):
            _, forgotten = self._kept.popitem(last=False)
            self._room += len(forgotten)
