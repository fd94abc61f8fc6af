"""Which addresses this server may call: none that leads inside (SSRF).

The text of an address says little: `2130706433`, `0x7f.1` and any name may mean 127.0.0.1. So the name is resolved,
every address that it has must be public, and the caller then connects to one of those very addresses: a second answer
of the name's server (DNS rebinding) is never asked for. docs/decisions/0015.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from app.settings import Settings

LONGEST = 2048
PORTS = {"https": (443, 8443), "http": (80, 8080)}
PLAIN = re.compile(r"[!-\[\]-~]+")  # printable ASCII without spaces and the backslash
# `is_global` of Python 3.11 calls these public, but they lead elsewhere: translated, tunnelled, or protocols' own
NOT_PUBLIC = tuple(
    map(ip_network, ("2002::/16", "2001::/32", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10"))
)
# all that IANA has given out for hosts; beside it lie site-local, translated, mapped and segment-routed addresses
UNICAST = ip_network("2000::/3")
# one reason for names that lead inside and for names that lead nowhere: else they could be told apart from outside
NOWHERE = "its host has no address on the public internet"
Resolve = Callable[[str, int], list[str]]


class ForbiddenError(ValueError):
    """An address that must not be called; says why."""


@dataclass(frozen=True)
class Target:
    """An address that may be called.

    Attributes:
        host: the name for the Host header and the certificate.
        address: the IP address to connect to.
        path: path and query.
    """

    scheme: str
    host: str
    port: int
    address: str
    path: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name.

    Raises:
        OSError: the name has none, or its server does not answer.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """The rules with what an operator allows beside them."""

    def __init__(self, settings: Settings, ask: Resolve = resolve) -> None:
        self.allow_http = settings.webhook_allow_http
        self.inside = frozenset(
            part.strip().lower() for part in settings.webhook_allow_hosts.split(",") if part.strip()
        )
        self.ask = ask

    def target(self, url: str) -> Target:
        """Where a call goes.

        Raises:
            ForbiddenError: it must not go there.
            OSError: the name cannot be resolved now.
        """
        parts = self._parse(url)
        host, port = (parts.hostname or "").lower(), _port(parts)
        trusted = self._is_trusted(host, port)
        if not trusted:
            self._refuse_form(parts.scheme, port)
        addresses = self.ask(host, port)
        if not trusted:
            for address in addresses:
                refuse_inside(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(parts.scheme, host, port, addresses[0], path)

    def check(self, url: str) -> None:
        """The same at creation, where a name that does not resolve is a mistake.

        Raises:
            ForbiddenError
        """
        try:
            self.target(url)
        except OSError:
            raise ForbiddenError(NOWHERE) from None

    def _parse(self, url: str) -> SplitResult:
        if len(url) > LONGEST or not PLAIN.fullmatch(url):
            raise ForbiddenError(f"write it in at most {LONGEST} plain ASCII characters without spaces")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ForbiddenError("it is no URL") from None
        if parts.scheme not in PORTS or not parts.hostname or port == 0:
            raise ForbiddenError("it must begin with https:// and name a host")
        if "@" in parts.netloc or parts.fragment or "%" in parts.netloc:
            raise ForbiddenError("it may hold no user, no password, no zone and no fragment")
        return parts

    def _is_trusted(self, host: str, port: int) -> bool:
        return host in self.inside or f"{host}:{port}" in self.inside

    def _refuse_form(self, scheme: str, port: int) -> None:
        if scheme == "http" and not self.allow_http:
            raise ForbiddenError("it must begin with https://")
        if port not in PORTS[scheme]:
            raise ForbiddenError(f"its port must be {' or '.join(map(str, PORTS[scheme]))}")


def refuse_inside(text: str) -> None:
    """Refuse an address of this machine, of a private network, or of no single public host.

    Raises:
        ForbiddenError
    """
    address: IPv4Address | IPv6Address = ip_address(text)
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    hidden = any(address in network for network in NOT_PUBLIC if network.version == address.version)
    if isinstance(address, IPv6Address):
        hidden = hidden or address not in UNICAST
    if hidden or address.is_multicast or not address.is_global:
        raise ForbiddenError(NOWHERE)


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme][0]
