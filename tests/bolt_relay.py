"""A relay between the service and its store that loses the connection at a chosen moment, as a dying store does, or
passes on slowly or not at all what the store answers."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

COMMIT = b"\x00\x02\xb1\x12\xa0\x00\x00", b"\x00\x02\xb0\x12\x00\x00"
"""The message that commits, as one chunk (Bolt message 0x12), with and without fields."""
BEFORE_COMMIT, AFTER_COMMIT = "before", "after"


class Relay:
    """Passes Bolt on. `lose` is when to lose the connection: before a commit reaches the store, or once it is done."""

    def __init__(self, store_port: int) -> None:
        self.lose = ""
        self.delay = 0.0
        """Seconds after which an answer of the store is passed on."""
        self._speaking = Event()
        self._speaking.set()
        self._open: list[socket.socket] = []
        self._store_port = store_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no further connections."""
        self._listener.close()

    def silence(self) -> None:
        """Pass no answer of the store on until it may speak again."""
        self._speaking.clear()

    def speak(self) -> None:
        """Pass on what the store has answered, and what it answers."""
        self._speaking.set()

    def cut(self) -> None:
        """Lose all connections that are open."""
        _hang_up(*self._open)
        self._open.clear()

    def lead_to(self, store_uri: str) -> None:
        """Lead further connections to another address, where the store has started again."""
        self._store_port = _port(store_uri)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    store = socket.create_connection(("127.0.0.1", self._store_port))
                except ConnectionError:  # the store is away
                    _hang_up(client)
                    continue
                self._open += [client, store]
                Thread(target=self._to_store, args=(client, store), daemon=True).start()

    def _to_store(self, client: socket.socket, store: socket.socket) -> None:
        """Pass on what the client says; from another thread, what the store says, until a commit is lost."""
        losing = False

        def to_client() -> None:
            with suppress(OSError):
                while (answer := store.recv(65_536)) and not losing:
                    self._speaking.wait()
                    time.sleep(self.delay)
                    client.sendall(answer)
            _hang_up(client, store)

        Thread(target=to_client, daemon=True).start()
        with suppress(OSError):
            while said := client.recv(65_536):
                if self.lose and any(commit in said for commit in COMMIT):
                    if self.lose == BEFORE_COMMIT:
                        break
                    losing = True
                store.sendall(said)
        if not losing:
            _hang_up(client, store)


def _hang_up(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _port(uri: str) -> int:
    return int(uri.rpartition(":")[2])


@contextmanager
def relayed(store_uri: str) -> Iterator[Relay]:
    """A relay to the store at an address."""
    relay = Relay(_port(store_uri))
    try:
        yield relay
    finally:
        relay.close()
