"""The headers of every own page that keep a browser in order."""


def unguarded(headers, *, keeps_nothing):
    """What is missing from the headers of one answer."""
    policy = headers["Content-Security-Policy"]
    wanted = {
        "default-src": "default-src 'self'" in policy,
        "frame-ancestors": "frame-ancestors 'none'" in policy,
        "no unsafe": "unsafe" not in policy,
        "nosniff": headers["X-Content-Type-Options"] == "nosniff",
        "frames": headers["X-Frame-Options"] == "DENY",
        "referrer": headers["Referrer-Policy"] in {"same-origin", "no-referrer"},
        "permissions": "geolocation=()" in headers["Permissions-Policy"],
        "no-store": not keeps_nothing or headers["Cache-Control"] == "no-store",
    }
    return [name for name, holds in wanted.items() if not holds]
