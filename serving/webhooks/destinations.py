"""Where webhooks may go: an address is checked when it is added, and what it resolves to each time it is used.

Source: OWASP Server-Side Request Forgery Prevention Cheat Sheet; IANA special-purpose address registries.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from serving.webhooks.errors import AddressRefused, AddressUnresolved

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
"""From a host's name and a port to its IP addresses, the best first; OSError where it has none."""

_METADATA = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
"""Metadata services of clouds (Azure, Alibaba, Oracle, AWS) that are not link-local; no host list opens them."""
_NAT64 = IPv6Network("64:ff9b::/96")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, as this machine would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


@dataclass(frozen=True)
class Destinations:
    """The hosts that webhooks may go to; none named: any public host.

    A named host may be of the own network. Link-local addresses and the metadata services of clouds
    are refused whatever is named.
    """

    hosts: tuple[str, ...] = ()
    resolve: Resolve = resolve

    def check_form(self, url: str) -> httpx.URL:
        """Return an address whose scheme and host may be used; nothing is resolved.

        Raises:
            AddressRefused: it is no URL, not https (http goes to loopback only), carries a user's name,
                or its host is not among those named.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError):
            raise AddressRefused(problem="it is no URL") from None
        if not parsed.host or parsed.scheme not in ("https", "http"):
            raise AddressRefused(problem="it is not an https URL with a host")
        if parsed.scheme == "http" and parsed.host not in _LOOPBACK_NAMES:
            raise AddressRefused(problem="http without TLS goes to this very machine only")
        if parsed.userinfo or parsed.fragment:
            raise AddressRefused(problem="it carries a user's name or a fragment")
        if self.hosts and _host(parsed) not in {name.lower() for name in self.hosts}:
            raise AddressRefused(problem="its host is not one of TRIAGE_WEBHOOK_HOSTS")
        return parsed

    def addresses(self, url: str) -> tuple[httpx.URL, list[str]]:
        """Return the parsed URL and the IP addresses to connect to, the best first; all of them may be used.

        Raises:
            AddressRefused: see `check_form`; or one of its IP addresses is private, loopback or a cloud's metadata.
            AddressUnresolved: the host has no IP address.
        """
        parsed = self.check_form(url)
        try:
            found = self.resolve(_host(parsed), parsed.port or (443 if parsed.scheme == "https" else 80))
        except (OSError, UnicodeError):
            raise AddressUnresolved() from None
        if not found:
            raise AddressUnresolved()
        for one in found:
            self._check(_unwrapped(ip_address(one.partition("%")[0])))
        return parsed, found

    def _check(self, address: Address) -> None:
        if address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA:
            raise AddressRefused(problem="it leads to a link-local, metadata or multicast address")
        if not self.hosts and not address.is_global:
            raise AddressRefused(problem="it leads to a private or loopback address")


def _host(url: httpx.URL) -> str:
    """Return the host as DNS knows it: lower case, punycode."""
    return url.raw_host.decode("ascii").lower()


def _unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, if it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
