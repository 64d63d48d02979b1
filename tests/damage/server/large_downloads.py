"""A download of 20 MB, and a page, for a server that a test starts."""

from io import BytesIO

from flask import Flask, Response, send_file

BYTES = 20_000_000

app = Flask(__name__)


@app.get("/log.zip")
def send_zip() -> Response:
    """Send a download as every view of Heard does, from memory."""
    return send_file(BytesIO(b"x" * BYTES), "application/zip", download_name="log.zip")


@app.get("/")
def show_page() -> str:
    """Answer at once."""
    return "Call 999"
