"""Compress static files, once for each worker, and the public pages.

Pages of a signed-in person are never compressed: they hold a token and a child's words, and the
length of a compressed page can tell a listener about both (the BREACH attack).
"""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request

from app.access.declarations import is_cacheable_when_signed_out

MIN_BYTES = 500
COMPRESSED_SUFFIXES = (".css", ".js", ".svg")


def init_app(app: Flask) -> None:
    """Compress what may be compressed, for browsers that say they understand it."""
    app.after_request(compress_response)


def compress_response(response: Response) -> Response:
    """Replace the body by its gzip form, or leave the response as it is."""
    if request.endpoint == "static":
        response.vary.add("Accept-Encoding")
    if not _may(response):
        return response
    if request.endpoint == "static":
        return _compress_static(response)
    if g.get("visit") is not None or not is_cacheable_when_signed_out():
        return response
    response.direct_passthrough = False  # the service worker comes as an open file
    if len(response.data) > MIN_BYTES:
        response.vary.add("Accept-Encoding")
        _put(response, gzip.compress(response.data, 6, mtime=0))
    return response


def _may(response: Response) -> bool:
    return (
        response.status_code == 200
        and request.accept_encodings["gzip"] > 0
        and "Content-Encoding" not in response.headers
        and "Range" not in request.headers
    )


def _compress_static(response: Response) -> Response:
    name = (request.view_args or {}).get("filename", "")
    etag = response.get_etag()[0] or ""
    if not name.endswith(COMPRESSED_SUFFIXES):
        return response
    response.direct_passthrough = False
    if (close := getattr(response.response, "close", None)) is not None:
        close()  # the plain file: it would stay open until memory is tidied up
    _put(response, _compress_file(Path(current_app.static_folder or "") / name, etag))
    response.set_etag(f"{etag}-gz")
    return response


@lru_cache(maxsize=64)
def _compress_file(path: Path, _etag: str) -> bytes:
    """Return the file compressed; its etag changes with it, so that it is compressed anew."""
    return gzip.compress(path.read_bytes(), 9, mtime=0)


def _put(response: Response, data: bytes) -> None:
    response.set_data(data)
    response.headers["Content-Encoding"] = "gzip"
