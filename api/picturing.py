"""`thinkfamily picture`: a picture into a file, asked for within the process as it is over HTTP."""

from __future__ import annotations

import os
from pathlib import Path

from api.asking import ask
from api.conversion import MEDIA_TYPES, converted
from api.documents import Documents
from api.errors import GraphQLRefused
from api.graphql.executor import Answers
from api.limits import Limits
from api.pictures import PICTURES
from api.types.query import schema
from graph.disk import named
from queries.case import Cases


class CannotPicture(Exception):
    """There is no such picture; the message says what to change."""


async def save(
    cases: Cases, kind: str, person: str, file: Path, on: str | None = None, known_at: str | None = None
) -> None:
    """Draw a kind of picture of a person into a file, in the format that its suffix says.

    CannotPicture for a kind or format that there is not, for a date that cannot be, and where nobody is known.
    """
    format = file.suffix.lower().removeprefix(".")
    if kind not in PICTURES:
        raise CannotPicture(f"{kind} is no picture; ask for {', '.join(PICTURES)}")
    if format not in MEDIA_TYPES:
        raise CannotPicture(f"--out {file.name}: end it in {' or '.join(f'.{each}' for each in MEDIA_TYPES)}")
    answers = Answers()
    answers.cases = cases
    given = {"id": person, "on": on, "knownAt": known_at}
    try:
        result = await ask(Documents(schema(), Limits()), answers, PICTURES[kind], given)
    except GraphQLRefused as refused:
        raise CannotPicture(" ".join(refused.messages)) from refused
    if failed := result.get("errors"):
        raise CannotPicture(" ".join(each["message"] for each in failed))
    picture = result["data"]["picture"]
    if picture is None:
        raise CannotPicture("nobody is known by this id")
    _write(file, converted(picture["svg"], format))


def _write(file: Path, body: bytes) -> None:
    """The file is its owner's only, also where it was there before with other rights."""
    with named(file.parent), open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to:
        os.fchmod(to.fileno(), 0o600)
        to.write(body)
