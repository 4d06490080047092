"""How two persons are related."""

from __future__ import annotations

import strawberry

from api.types.declare import Needs, fact
from api.types.directory import AgencyCoverage
from api.types.people import FamilyStep, Person, person_by, persons_by
from api.types.pictures import Picture
from api.types.scope import Scope, covered, scoped
from queries.definitions import ties
from queries.pictures import kinship as drawn
from queries.questions import kinship
from queries.questions.kinship import Kinship


@strawberry.type(description="One step of a kinship: 'from is the TYPE of to', also where that has ended.")
class KinshipStep(FamilyStep):
    """Subject: a `Held` tie, or two stays at one home."""

    ended: bool = fact(ties.ended, "Whether no record has it hold on the date any more.")


@strawberry.type(description="One way by which two persons are related, from the first to the second.")
class KinshipWay:
    """Subject: a `KinshipWay` of `queries.questions.kinship`."""

    people: list[Person] = fact(persons_by("people"), "The persons on the way, in order; the dead among them.")
    steps: list[KinshipStep] = fact(lambda case, of: of.steps, "The ties between them, in order.")

    tells = staticmethod(lambda case, of: of.people)


def _needs_picture(of: Kinship) -> Needs:
    return {"kinship_pictures": [of]}


@strawberry.type(
    description="What one person is to another, by the fewest recorded steps: of family; else by care, else by a home"
    " that they share, else by ties that have ended. Shown by the records that you may see."
)
class KinshipPath:
    """Subject: a `Kinship` of `queries.questions.kinship`."""

    from_: Person = fact(person_by("one"), "Who is so related.", name="from")
    to: Person = fact(person_by("other"), "To whom.")
    terms: list[str] = fact(
        lambda case, of: of.terms,
        "What `from` is to `to`, such as half-sister through the mother, or great-aunt on the father's side; one for"
        " each way that has a term of its own, none where no relation is recorded. Where the sex is not recorded a term"
        " says neither: sibling.",
    )
    statement: str = fact(
        kinship.statement,
        "The same as sentences to show, with what is uncertain, disputed or over, and who has died; or that no relation"
        " is recorded within so many steps.",
    )
    ways: list[KinshipWay] = fact(
        lambda case, of: of.ways[: case.bound],
        "The ways, all equally short, and a tie by which one cares for the other.",
    )
    picture: Picture = fact(
        drawn.picture,
        "The persons on the ways and their parents, drawn as a genogram.",
        needs=_needs_picture,
    )
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.one, of.other))
