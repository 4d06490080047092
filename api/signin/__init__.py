"""Sign-in: from a request's headers to who asks, for what purpose and on what basis.

A token of a provider (OIDC, by its discovery document) or, on this machine alone, a development token.
"""
