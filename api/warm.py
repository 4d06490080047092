"""Questions asked in the background when the service has started, of nobody, so that the store warms up.

The store plans a statement that it has not seen; its first plans take several times as long as later ones.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from graphql import GraphQLSchema

from api.answer import Answers
from api.asking import ask
from api.documents import Documents
from api.errors import ServiceError
from api.limits import Limits

NOBODY = "person:none"
DOCUMENTS = (
    f'{{ person(id: "{NOBODY}") {{ id givenNames familyName dateOfBirth records {{ agency {{ id }} }}'
    " involvements { id status service { name } agency { id } } } }",
    f'{{ childrenAffected(adult: "{NOBODY}") {{ children {{ child {{ id }} livesWithAdult missing'
    " paths { people { id } steps { type since uncertain disputed assertedBy { id } } } services { id } } } }",
    '{ agenciesNotInformed(event: "event:none") { agencies { agency { id } state via { people { id } } } } }',
    f'{{ hiddenConnections(people: ["{NOBODY}"], rule: [COMPARTMENTALISED]) {{ nodes {{ id }} }} }}',
    f'{{ hiddenConnections(people: ["{NOBODY}"]) {{ nodes {{ id }} }} }}',
    f'{{ genogram(person: "{NOBODY}") {{ width }} ecomap(person: "{NOBODY}") {{ width }} }}',
)
"""The last two leave the store with the very statements that read networks, whatever is selected of the flags."""
PAUSE_SECONDS = 0.5
"""How often it is looked whether somebody still waits for an answer."""


async def warm(schema: GraphQLSchema, answers: Answers) -> None:
    """Ask each question, one after another, while nobody waits; what fails will fail again where somebody sees it."""
    documents = Documents(schema, Limits())
    for text in DOCUMENTS:
        while answers.at_work:
            await asyncio.sleep(PAUSE_SECONDS)
        with suppress(ServiceError):
            await ask(documents, answers, text)
