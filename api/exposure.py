"""How far the service may be seen: on loopback, or beyond it with sign-in and encryption, and never otherwise."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from api.middleware import is_loopback
from graph.private_files import ReadableByOthers, check_private


class ConfigurationError(ValueError):
    """The service cannot be run as asked; the message says what to change."""


@dataclass(frozen=True)
class Certificate:
    """The service's own certificate (with its chain) and the key to it, in PEM."""

    chain: Path
    key: Path

    @classmethod
    def of(cls, chain: Path | None, key: Path | None) -> Certificate | None:
        """Both or neither: the key its owner's alone, and the certificate's. Raises `ConfigurationError`."""
        if chain is None and key is None:
            return None
        if chain is None or key is None:
            raise ConfigurationError("--tls-cert and --tls-key belong together: give both.")
        try:
            check_private(key, "key")
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(chain, key)
        except ReadableByOthers as error:
            raise ConfigurationError(str(error)) from None
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            reason = getattr(error, "strerror", None) or "no certificate with its key"
            raise ConfigurationError(f"--tls-cert {chain} and --tls-key {key} cannot be used: {reason}.") from None
        return cls(chain, key)


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """Where the service listens, and what protects it there."""

    host: str = "127.0.0.1"
    open: bool = False
    signin: bool = False
    """Whether tokens of a provider are needed; development tokens are none."""
    certificate: Certificate | None = None
    behind_tls_proxy: bool = False

    @property
    def encrypted(self) -> bool:
        """Whether clients reach it by TLS."""
        return self.certificate is not None or self.behind_tls_proxy

    def check(self) -> None:
        """Refuse what would show records to a network. Raises `ConfigurationError`."""
        if self.open and self.signin:
            raise ConfigurationError("--open is for development, and the configuration has [signin]. Leave one out.")
        if is_loopback(self.host) and not self.behind_tls_proxy:
            return
        way = "--behind-tls-proxy" if is_loopback(self.host) else f"--host {self.host}"
        beyond = f"{way} would show the service, which holds records of families, to the network"
        if self.open:
            raise ConfigurationError(f"{beyond} without sign-in. --open is for the loopback address: use 127.0.0.1.")
        if not self.signin:
            raise ConfigurationError(
                f"{beyond}, and no sign-in is configured: development tokens are for the loopback address only. "
                "Use 127.0.0.1, or name the provider in [signin] of the configuration."
            )
        if not self.encrypted:
            raise ConfigurationError(
                f"{beyond} unencrypted. Give --tls-cert and --tls-key, or say --behind-tls-proxy where a proxy "
                "on the way ends TLS."
            )
