"""The store over TLS: the real Neo4j behind something that ends TLS, as a server with a certificate is met."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from certificates import certificate

from graph.connection import StoreSettings, connect
from graph.private_store import StoreAddress
from graph.store_errors import StoreUnreachable


@asynccontextmanager
async def behind_tls(store: StoreAddress, folder: Path) -> AsyncIterator[int]:
    """A port that speaks TLS and passes on to the store what it is told."""
    chain, key = certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    there = urlsplit(store.uri)

    async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_store, to_store = await asyncio.open_connection(there.hostname, there.port)
        await asyncio.gather(_copy(reader, to_store), _copy(from_store, writer), return_exceptions=True)

    server = await asyncio.start_server(passed_on, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    finally:
        writer.close()


async def answered(store: StoreAddress, scheme: str, port: int) -> int:
    """One answer of the store at an address."""
    settings = StoreSettings(Path("unused"), f"{scheme}://127.0.0.1:{port}", store.user, store.password)
    driver = await connect(settings)
    try:
        records, _, _ = await driver.execute_query("RETURN 7 AS seven")
        return int(records[0]["seven"])
    finally:
        await driver.close()


async def test_a_store_with_a_trusted_certificate_is_asked_by_tls(
    store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with behind_tls(store, tmp_path) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        assert await answered(store, "bolt+s", port) == 7


async def test_a_store_whose_certificate_nobody_vouches_for_is_not_asked(store: StoreAddress, tmp_path: Path) -> None:
    async with behind_tls(store, tmp_path) as port:
        with pytest.raises(StoreUnreachable):
            await answered(store, "bolt+s", port)
        assert await answered(store, "bolt+ssc", port) == 7


async def test_a_store_that_wants_tls_is_not_reached_without(store: StoreAddress, tmp_path: Path) -> None:
    async with behind_tls(store, tmp_path) as port:
        with pytest.raises(StoreUnreachable):
            await answered(store, "bolt", port)
