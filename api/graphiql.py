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

OPEN_NOTE = (
    '<p role="note" style="margin: 0; padding: .4em 1em; background: #fff3cd; color: #4d3800">'
    "Open, without sign-in: for development and invented records only.</p>"
)
TOKEN_NOTE = (
    '<p role="note" style="margin: 0; padding: .4em 1em; background: #fff3cd; color: #4d3800">'
    "Development. Give a token under Headers: <code>{\"Authorization\": \"Bearer …\"}</code>; "
    "<code>thinkfamily token</code> prints one.</p>"
)

_PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>thinkfamily</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{assets}/graphiql.css">
</head>
<body style="margin: 0; height: 100vh; display: flex; flex-direction: column">
{note}
<div id="graphiql" style="flex: 1; min-height: 0">Loading. The explorer needs JavaScript.</div>
<script src="{assets}/graphiql.js"></script>
</body>
</html>
"""


def page(note: str) -> Reply:
    """The page with a note on who may ask, and the policy that keeps every other origin out of it."""
    policy = ("content-security-policy", CONTENT_SECURITY_POLICY)
    return Reply(200, _PAGE.format(assets=ASSETS_PATH, note=note).encode(), "text/html", (policy,))
