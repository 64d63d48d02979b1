"""Read a request as the library does, and refuse what two servers could read in two ways.

A proxy and this server must agree where a request ends; where the standard leaves a choice, the
choice here is to refuse. A body that is too large is not kept: the application gets its length
alone, and answers with its own page. Who asks for a part of an answer gets all of it, as the
standard allows: a part would be cut into thousands of pieces by a thread.
"""

import re
from typing import Any

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import RequestEntityTooLarge

VERSIONS = ("1.0", "1.1")
MOST_HEADERS = 100
_FOLDED = re.compile(rb"\r\n[ \t]")


class StrictRequestParser(HTTPRequestParser):  # type: ignore[misc]  # waitress ships no types
    """One request, from its first byte to its last."""

    too_large = False
    body_rcv: Any
    body_bytes_received: int

    def received(self, data: bytes) -> int:
        """Take in a piece; return how many of its bytes belong to this request."""
        consumed: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._drop_body()
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers. Raises ParsingError."""
        if _FOLDED.search(header_plus) or header_plus.count(b"\r\n") > MOST_HEADERS + 2:
            raise ParsingError("headers")
        super().parse_header(header_plus)
        if self.version not in VERSIONS or "TRANSFER_ENCODING" in self.headers:
            raise ParsingError("version")
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("two lengths")
        if self.version == "1.1" and "HOST" not in self.headers:
            raise ParsingError("host")
        self.headers.pop("RANGE", None)
        if self.body_rcv is None:
            self.expect_continue = False  # nothing is to come

    def _drop_body(self) -> None:
        self.error, self.too_large = None, True
        length = max(self.content_length, self.body_bytes_received)
        self.headers["CONTENT_LENGTH"] = str(length)
        self.body_rcv.getbuf().close()
        self.body_rcv = None
        self.body_bytes_received = 0
        self.expect_continue = False
        self.headers["CONNECTION"] = "close"
        self.connection_close = True
