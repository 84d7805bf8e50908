"""Who is asking, where a proxy stands in front.

Anybody can send X-Forwarded-For and its like. They are believed where a proxy of
TRUSTED_PROXIES sent them, and removed otherwise, so that whatever comes after this (Django's
own HTTPS check, the limits of sign-in, logs) finds the truth in the usual places.
"""

import ipaddress
import logging
import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

logger = logging.getLogger(__name__)

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_X_REQUEST_ID",
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,100}")


def parse_networks(values: list[str]) -> tuple[Network, ...]:
    """Addresses and networks as settings name them. Raises ValueError for what is neither."""
    return tuple(ipaddress.ip_network(value.strip()) for value in values if value.strip())


@lru_cache(maxsize=4)
def _networks(values: tuple[str, ...]) -> tuple[Network, ...]:
    return parse_networks(list(values))


def is_in(address: str, values: list[str]) -> bool:
    """Whether `address` lies in one of these networks; what is no address lies in none."""
    try:
        ip = ipaddress.ip_address(address.strip())
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in _networks(tuple(values)))


class ProxyMiddleware:
    """Sets REMOTE_ADDR to the client's own address, and drops what nobody may be believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.told: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sender = request.META.get("REMOTE_ADDR", "")
        # gunicorn on a socket file has no address: whoever may open the file is the proxy.
        if sender and not is_in(sender, settings.TRUSTED_PROXIES):
            self._distrust(request, sender)
            return self.get_response(request)
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        # From the nearest: the first that is no proxy of ours is the client, and what stands
        # before it, the client wrote.
        for address in reversed(forwarded):
            if not _is_address(address):
                break
            request.META["REMOTE_ADDR"] = address.strip()
            if not is_in(address, settings.TRUSTED_PROXIES):
                break
        if not _REQUEST_ID.fullmatch(request.META.get("HTTP_X_REQUEST_ID", "")):
            request.META.pop("HTTP_X_REQUEST_ID", None)
        return self.get_response(request)

    def _distrust(self, request: HttpRequest, sender: str) -> None:
        sent = [name for name in _FORWARDED if request.META.pop(name, None)]
        if "HTTP_X_FORWARDED_PROTO" in sent and sender not in self.told and len(self.told) < 100:
            self.told.add(sender)
            logger.warning(
                "X-Forwarded-Proto from %s is not believed. If that is your proxy, name it in "
                "TRUSTED_PROXIES.",
                sender,
            )


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.strip())
    except ValueError:
        return False
    return True
