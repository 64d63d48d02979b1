"""Headers on every answer: nothing from elsewhere, nothing cached, nothing framed."""

from flask import Flask, Response, g, request

from app.access.declarations import is_cacheable_when_signed_out

POLICY_REPORTS = "/policy-reports"
"""The address for reports of what broke the policy. They stay on this server, and are only counted.

Firefox and Chromium read the older `report-uri`; `report-to` would need a secure origin."""
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        f"report-uri {POLICY_REPORTS}",
    )
)
FIXED_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), "
        "display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
}
A_YEAR = "public, max-age=31536000, immutable"
CHECK_AGAIN = "no-cache"


def init_app(app: Flask, *, secure: bool) -> None:
    """Put the headers on every response."""

    def finish(response: Response) -> Response:
        for name, value in FIXED_HEADERS.items():
            response.headers[name] = value
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000"
        response.headers["Cache-Control"] = _caching(response)
        return response

    app.after_request(finish)


def _caching(response: Response) -> str:
    if request.endpoint == "static" and response.status_code in {200, 304}:
        return A_YEAR if request.args.get("v") else CHECK_AGAIN
    signed_in = g.get("visit") is not None  # then the page holds names and a token
    if is_cacheable_when_signed_out() and response.status_code == 200 and not signed_in:
        return CHECK_AGAIN
    return "no-store"
