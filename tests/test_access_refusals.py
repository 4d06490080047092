"""What is not made safe for who may not see all is refused to them, with what to do instead."""

from __future__ import annotations

import time

import pytest
from access_families import policy, viewed
from deliver import opened

from api.answer import Answers
from api.documents import Documents
from api.errors import Forbidden
from api.execution import RequestContext
from api.limits import Limits
from api.schema import make_schema
from api.signin.asker import Asker
from graph.private_store import StoreAddress
from queries import catalogue
from queries.access.sight import MayNotSee
from queries.ask import Question
from queries.context import Viewer
from queries.read import FOR_VIEWERS, Reader

UNSAFE = sorted(set(catalogue.names()) - FOR_VIEWERS)


async def test_in_an_empty_store_nobody_is_seen_and_nothing_fails(empty_store: StoreAddress) -> None:
    async with opened(empty_store) as driver:
        seen = await Reader(driver).sight(viewed("mash_worker", "csc"))
        assert seen.existence == {"csc"} and not seen.discloses


@pytest.mark.parametrize("name", UNSAFE)
async def test_a_question_that_is_not_written_for_viewers_is_not_even_sent(store: StoreAddress, name: str) -> None:
    async with opened(store) as driver:
        reader = Reader(driver)
        with pytest.raises(MayNotSee, match=name):
            await reader.plain(Question(name, catalogue.text(name)), viewed("manager", "csc"))
        assert reader.statements == 0


@pytest.mark.parametrize(
    ("role", "purpose", "query", "said"),
    [
        ("analyst", "analysis", "{ coverage { agency { id } } }", "named persons"),
        ("mash_worker", "direct_care", "{ coverage { agency { id } } }", "section47"),
    ],
)
async def test_a_refusal_is_forbidden_and_says_what_may_be_asked(
    store: StoreAddress, role: str, purpose: str, query: str, said: str
) -> None:
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = Reader(driver, policy=policy())
        documents = Documents(make_schema(), Limits())
        document = await documents.get(query)
        operation = documents.operation(document, document.select(None), {})
        asker = Asker(Viewer.signed_in("w", role, "csc"), purpose)
        with pytest.raises(Forbidden, match=said):
            await answers(operation, RequestContext("test", {}, time.monotonic() + 60, asker))
