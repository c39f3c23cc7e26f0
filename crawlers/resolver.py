"""Name resolution that hands out no address that may not be fetched: the check at connect time.

Twisted connects to exactly the addresses that its resolver gave it, so a name that resolves to something else
a second later (rebinding) is judged by what is connected to. One answer that is not allowed spoils them all:
a mixed answer is an attack or a mistake.
"""

from __future__ import annotations

from typing import Any

from twisted.internet._resolver import HostResolution
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.address import IPv4Address
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from crawlers.addresses import Pair, is_allowed, parse_allowed
from crawlers.failures import Refused


@implementer(IResolutionReceiver)
class _Receiver:
    """Collects the answers for one name, then passes on all of them or none."""

    def __init__(self, resolver: GuardedResolver, receiver: Any, name: str, port: int) -> None:
        self._resolver, self._receiver, self._name, self._port = resolver, receiver, name, port
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        hosts = [address.host for address in self._addresses]
        self._resolver.note(self._name, answered=bool(hosts))
        bad = [host for host in hosts if not is_allowed(host, self._port, self._resolver.allowed)]
        if bad:
            self._resolver.refused[self._name, self._port] = bad[0]
        else:
            self._resolver.refused.pop((self._name, self._port), None)
            for address in self._addresses:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IResolutionReceiver)
class _Collector:
    """Fires a Deferred with the addresses of a name."""

    def __init__(self, done: Deferred[list[str]]) -> None:
        self._done = done
        self._hosts: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        """Nothing to do: the answers follow."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self._done.callback(self._hosts)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Scrapy's ``DNS_RESOLVER``: IPv4 and IPv6, no cache (a cache would outlive what the check saw)."""

    def __init__(self, reactor: Any, allowed: frozenset[Pair]) -> None:
        self._reactor = reactor
        self._original = reactor.nameResolver
        self.allowed = allowed
        self.refused: dict[tuple[str, int], str] = {}
        """Which address spoilt a name, for the message."""
        self._answered: dict[str, bool] = {}

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Build it from the setting that names the exceptions."""
        return cls(reactor, parse_allowed(crawler.settings["KHAOSAN_ALLOW_ADDRESSES"]))

    def note(self, name: str, *, answered: bool) -> None:
        """Remember whether a name ever had an address in this process; an address itself is no name."""
        if not (isIPAddress(name) or isIPv6Address(name)):
            self._answered[name] = self._answered.get(name, False) or answered

    @property
    def is_away(self) -> bool:
        """Say whether of several names none had an address: that is our name server, and no office."""
        return len(self._answered) > 1 and not any(self._answered.values())

    def install_on_reactor(self) -> None:
        """Put it in front of every connection the reactor makes by name or literal."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802
        self,
        receiver: Any,
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve a name; no address at all where one of them may not be fetched.

        An IPv4 address is itself: the reactor would ask for it in a thread, at each request.
        """
        guarded = _Receiver(self, receiver, hostName, portNumber)
        if addressTypes is None and transportSemantics == "TCP" and isIPAddress(hostName):
            resolution = HostResolution(hostName)
            guarded.resolutionBegan(resolution)
            guarded.addressResolved(IPv4Address("TCP", hostName, portNumber))
            guarded.resolutionComplete()
            return resolution
        return self._original.resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)


def addresses_of(reactor: Any, host: str, port: int) -> Deferred[list[str]]:
    """Resolve through whatever resolver the reactor has; an empty list = none, or none allowed."""
    done: Deferred[list[str]] = Deferred()
    reactor.nameResolver.resolveHostName(_Collector(done), host, port)
    return done


def is_away() -> bool:
    """Say whether this process's name server is away, by all the names it was asked for."""
    from twisted.internet import reactor

    return bool(getattr(reactor.nameResolver, "is_away", False))


def refusal(host: str, port: int) -> Refused:
    """Why a name gave no address: it has none, or one that may not be fetched."""
    from twisted.internet import reactor

    bad = getattr(reactor.nameResolver, "refused", {}).get((host, port))
    if bad is None:
        return Refused("dns", f"{host} has no address")
    return Refused("address_refused", f"{host} is {bad}, which is not a public address")
