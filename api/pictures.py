"""`/pictures/genogram/ID.svg` (or ecomap, timeline; png, pdf): a picture by its address, for a browser or a document.

It is asked for as the GraphQL question of the same name, of the same executor, so that sign-in, who may see what, the
audit and all limits are the same. The address holds an id, never a name.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from api.conversion import MEDIA_TYPES, converted
from api.documents import Prepared
from api.endpoint import GET, Exchange, GraphQLEndpoint, check_origin
from api.errors import BadRequest, GraphQLRefused, HTTPRefused, MethodNotAllowed
from api.replies import Reply

_TIMES, _GIVEN = "$on: Date, $knownAt: DateTime", "on: $on, knownAt: $knownAt"
PICTURES = {
    "genogram": f"query ($id: ID!, {_TIMES}) {{ picture: genogram(person: $id, {_GIVEN}) {{ svg }} }}",
    "ecomap": f"query ($id: ID!, {_TIMES}) {{ picture: ecomap(person: $id, {_GIVEN}) {{ svg }} }}",
    "timeline": f"query ($id: ID!, $from: Date, $to: Date, {_TIMES}) "
    f"{{ picture: timeline(people: [$id], from: $from, to: $to, {_GIVEN}) {{ svg }} }}",
}
"""By kind of picture, how it is asked for."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"
"""The document styles itself and carries its fonts; a browser fetches and runs nothing for it."""
_MOST_QUERY = 4_000


class PictureEndpoint(GraphQLEndpoint):
    """Answers GET with a picture; an unknown id is 404."""

    async def _answer(self, exchange: Exchange) -> Reply:
        scope = exchange.scope
        check_origin(exchange.headers, self._origins)
        if scope["method"] not in (GET, "HEAD"):
            raise MethodNotAllowed("Use GET.", GET)
        kind, id, format = (scope["path_params"][name] for name in ("kind", "id", "format"))
        if kind not in PICTURES or format not in MEDIA_TYPES:
            raise HTTPRefused(404, f"There are {', '.join(PICTURES)}, each as {', '.join(MEDIA_TYPES)}.")
        await self._guarded.admit(exchange.request, scope["headers"])
        svg = await self._svg(exchange, PICTURES[kind], id)
        body = await asyncio.to_thread(converted, svg, format)
        return Reply(200, body, MEDIA_TYPES[format], (("content-security-policy", _POLICY),))

    async def _svg(self, exchange: Exchange, question: str, id: str) -> str:
        try:
            document = await self._documents.get(question)
            exchange.chosen = document.select(None)
            variables = {**_asked(exchange.scope["query_string"], exchange.chosen), "id": id}
            operation = self._documents.operation(document, exchange.chosen, variables)
            result = await self._guarded.answer(operation, exchange.request, exchange.chosen)
        except GraphQLRefused as refused:
            raise BadRequest(*refused.messages) from refused
        if failed := result.get("errors"):
            raise BadRequest(*(each["message"] for each in failed))
        picture = result["data"]["picture"]
        if picture is None:
            raise HTTPRefused(404, "Nobody is known by this id.")
        svg: str = picture["svg"]
        return svg


def _asked(query: bytes, question: Prepared) -> dict[str, str]:
    """The variables in an address; each at most once."""
    names = {each.variable.name.value for each in question.node.variable_definitions or ()} - {"id"}
    if len(query) > _MOST_QUERY:
        raise BadRequest(f"The query of the address is longer than {_MOST_QUERY} bytes.")
    try:
        found = parse_qs(
            query.decode(), keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=10
        )
    except ValueError:
        raise BadRequest("The query of the address cannot be read. Give on=YYYY-MM-DD, in UTF-8.") from None
    if any(len(values) > 1 for values in found.values()):
        raise BadRequest("Give each parameter once.")
    if not found.keys() <= names:
        raise BadRequest(f"The address may give {', '.join(sorted(names))}.")
    return {name: values[0] for name, values in found.items()}
