"""Decide whether a host name is one that the settings trust.

`.example.org` trusts example.org and every name that ends so: whoever looks after that domain
decides which names there are. No other module compares hosts with the settings.
"""

import re
from collections.abc import Collection

_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


def is_trusted_host(host: str, trusted: Collection[str]) -> bool:
    """Whether the settings name a host, or a domain that it is in."""
    if is_exact_trusted_host(host, trusted):
        return True
    domains = tuple(name for name in trusted if name.startswith("."))
    return bool(domains) and bool(_NAME.fullmatch(host)) and f".{host}".endswith(domains)


def is_exact_trusted_host(host: str, trusted: Collection[str]) -> bool:
    """Whether the settings name this very host."""
    return not host.startswith(".") and host in trusted
