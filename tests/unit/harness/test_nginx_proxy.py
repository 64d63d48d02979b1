"""The nginx that is measured has every limit of the documented file."""

from __future__ import annotations

from pathlib import Path

from tests.bench import nginx_proxy

HOST_ONLY = ("listen", "server_name", "access_log", "error_log", "ssl_", "proxy_pass ")


def test_all_but_names_ports_and_tls_is_as_documented(tmp_path: Path):
    documented = nginx_proxy.DOCUMENTED.read_text(encoding="utf-8")
    site = nginx_proxy.adapt_site(documented, tmp_path, 8001, 8002)
    lines = {line.strip() for line in site.splitlines()}
    ours = documented.rpartition("\nserver {\n")[2].splitlines()
    kept = [one.strip() for one in ours if not one.strip().startswith(HOST_ONLY)]
    assert [line for line in kept if line not in lines] == []
    assert any(line.startswith("limit_conn ") for line in kept)
    assert {"listen 127.0.0.1:8001;", "proxy_pass http://127.0.0.1:8002;"} <= lines
    assert not [line for line in lines if "443" in line or "/var/log" in line]
