"""Questions asked in the background when the service has started, of nobody, so that the store warms up.

The store plans a statement that it has not seen; its first plans take several times as long as later ones.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence
from itertools import product

from graphql import GraphQLSchema

from api.answer import Answers
from api.asking import ask
from api.background import Background
from api.documents import Documents
from api.errors import ServiceError
from api.limits import Limits
from api.signin.asker import OPEN, Asker
from queries.context import Viewer

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
    f'{{ timeline(people: ["{NOBODY}"]) {{ width }} }}',
)
"""Flags and pictures leave the store with the very statements that read them, whatever is selected of them."""
VIEWERS = (
    Asker(Viewer.signed_in("nobody", "mash_worker", "agency-of-nobody"), "safeguarding_enquiry"),
    Asker(Viewer.signed_in("nobody", "case_worker", "agency-of-nobody"), "direct_care"),
)
"""Who asks where people sign in: one who learns that all agencies are involved, and one who sees the own agency alone.

Their statements are others than those of the open user, and the store plans one anew where a list or a text that it
is given is of another order of length: an id of an agency is mostly between ten and a hundred letters.
"""
WORK = "warming"
PAUSE_SECONDS = 0.5
"""How often it is looked whether somebody still waits for an answer."""


async def warm(
    schema: GraphQLSchema, answers: Answers, background: Background, askers: Sequence[Asker] = (OPEN,)
) -> None:
    """Ask each question, one after another, while nobody waits. A question that fails keeps no other from being asked.

    A refusal goes unreported, for it will be refused again where somebody sees it.
    """
    _settle()
    documents = Documents(schema, Limits())
    for text, asker in product(DOCUMENTS, askers):
        while answers.at_work:
            await asyncio.sleep(PAUSE_SECONDS)
        try:
            await ask(documents, answers, text, asker=asker)
        except ServiceError:
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, the next question is asked
            background.failed(WORK, error)
    _settle()


def _settle() -> None:
    """Have the garbage collector pass over what is there by now, and stays: the schema, the modules, what is planned.

    Looking through it again and again took a fifth of a request's processor time.
    """
    gc.collect()
    gc.freeze()
