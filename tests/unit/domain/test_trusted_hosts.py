"""Which host names the settings trust."""

from __future__ import annotations

import pytest
from werkzeug.sansio.utils import host_is_trusted

from app.domain.trusted_hosts import is_exact_trusted_host, is_trusted_host

TRUSTED = ("localhost", ".heard.example.org")


@pytest.mark.parametrize(
    ("host", "trusted", "named"),
    [
        ("localhost", True, True),
        ("club.heard.example.org", True, False),
        ("a.club.heard.example.org", True, False),
        ("heard.example.org", True, False),
        ("example.org", False, False),
        ("evilheard.example.org", False, False),
        ("heard.example.org.evil.example", False, False),
        (".heard.example.org", False, False),
        ("", False, False),
        ("evil.example/a.heard.example.org", False, False),
        ("jo@evil.example@a.heard.example.org", False, False),
        ("evil.example:80.heard.example.org", False, False),
        ("evil.example\\.heard.example.org", False, False),
        ("evil.example?.heard.example.org", False, False),
        ("evil.example#.heard.example.org", False, False),
        ("evil.example\n.heard.example.org", False, False),
    ],
)
def test_a_domain_trusts_the_names_in_it(host: str, trusted: bool, named: bool):
    assert is_trusted_host(host, TRUSTED) is trusted
    assert is_exact_trusted_host(host, TRUSTED) is named
    assert host_is_trusted(host, TRUSTED) or not trusted, "a page would not be answered there"
