"""Public pages and style travel compressed; a signed-in person's pages never: their length would
tell (BREACH).
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from app.access import compression

ASKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/", "/help", "/numbers"])
def test_a_page_with_a_token_and_a_name_in_it_is_never_compressed(world, path):
    out, signed_in = world.app.test_client(), world.client("sam")
    assert out.get(path, headers=ASKED).headers["Content-Encoding"] == "gzip"
    answer = signed_in.get(path, headers=ASKED)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_who_does_not_ask_for_it_gets_no_compressed_page(world):
    assert "Content-Encoding" not in world.client().get("/help").headers


@pytest.mark.parametrize("name", ["heard.css", "govuk.js", "heard.svg"])
def test_a_static_file_travels_compressed_under_an_etag_of_its_own(world, name):
    packed, plain = (fetch(world, name, headers) for headers in (ASKED, {}))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == static(world, name).read_bytes()
    assert "Content-Encoding" not in plain.headers
    assert packed.content_length == len(packed.data) < len(plain.data)
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.get_etag()[0] == f"{plain.get_etag()[0]}-gz"


def test_a_part_of_a_static_file_is_never_compressed(world):
    part = fetch(world, "heard.css", {**ASKED, "Range": "bytes=0-9"})
    assert part.status_code == 206
    assert part.data == static(world, "heard.css").read_bytes()[:10]


def test_a_licence_travels_as_it_is(world):
    assert "Content-Encoding" not in fetch(world, "LICENCE", ASKED).headers


def test_a_static_file_is_compressed_once_and_again_when_it_changed(world, tmp_path, monkeypatch):
    style, rounds = tmp_path / "own.css", []
    style.write_text("a{}")
    monkeypatch.setattr(world.app, "static_folder", str(tmp_path))
    monkeypatch.setattr(
        compression.gzip, "compress", lambda data, *_, **__: rounds.append(data) or data
    )
    for _ in range(3):
        fetch(world, "own.css", ASKED)
    style.write_text("b{c:d}")
    assert fetch(world, "own.css", ASKED).data == b"b{c:d}"
    assert rounds == [b"a{}", b"b{c:d}"]


def fetch(world, name: str, headers: dict[str, str]):
    return world.client().get(f"/static/{name}", headers=headers, buffered=True)


def static(world, name: str) -> Path:
    return Path(world.app.static_folder) / name
