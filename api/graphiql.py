"""The GraphiQL page, from files of this service only."""

from __future__ import annotations

from pathlib import Path

from api.replies import Reply

ASSETS = Path(__file__).parent / "static" / "graphiql"
ASSETS_PATH = "/static/graphiql"

# GraphiQL's editor sets styles on elements, hence 'unsafe-inline' for styles and nothing else.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE = f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>thinkfamily</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{ASSETS_PATH}/graphiql.css">
</head>
<body style="margin: 0">
<div id="graphiql" style="height: 100vh">Loading. The explorer needs JavaScript.</div>
<script src="{ASSETS_PATH}/graphiql.js"></script>
</body>
</html>
"""


def page() -> Reply:
    """The page, with the policy that keeps every other origin out of it."""
    policy = ("content-security-policy", CONTENT_SECURITY_POLICY)
    return Reply(200, PAGE.encode(), "text/html", (policy,))
