"""What an answer is made of: shapes with fields, each field knowing its Cypher.

A shape is the graph side of a GraphQL type; the API makes its types from shapes and the planner makes
Cypher from them, so that neither is written twice. In a field's Cypher `%n` stands for the variable of
the thing itself, `%f` for its facts as known (nodes with a history), `%m` for what a link binds (and
`%mf` for its facts, where the link has them at hand), `%u` for a suffix that makes further variables
unique.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.codes import CodeList
from graph.declare import Fact, Kind, Row


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its GraphQL type and default."""

    type: str
    default: object = None


@dataclass(frozen=True)
class Leaf:
    """A value: `cypher` is an expression, `type` its GraphQL type."""

    type: str
    cypher: str
    meaning: str = ""
    codes: CodeList | None = None


@dataclass(frozen=True)
class Link:
    """A further thing, or a list of them.

    `source` are clauses that bind `%m`. With `variants`, the value of the one boolean argument chooses
    among sources. A link that is `many` is ordered and bounded. `ids` are clauses that return maps of the
    id alone, for where no more is asked and the things need not be read.
    """

    shape: str
    source: str
    many: bool = False
    required: bool = False
    order: str = "%m.id"
    meaning: str = ""
    argument: str | None = None
    source_if: str = ""
    ids: str = ""

    @property
    def type(self) -> str:
        """The GraphQL type."""
        return _type(self.shape, many=self.many, required=self.required)


@dataclass(frozen=True)
class Given:
    """What a question has bound already: `value` is a node, a map, or a list of them, in its order."""

    shape: str
    value: str
    many: bool = False
    required: bool = False
    meaning: str = ""

    @property
    def type(self) -> str:
        """The GraphQL type."""
        return _type(self.shape, many=self.many, required=self.required)


def _type(shape: str, *, many: bool, required: bool) -> str:
    return f"[{shape}!]!" if many else shape + ("!" if required else "")


@dataclass(frozen=True)
class Shape:
    """A kind of thing in answers. `node` things are read through their facts as known.

    `facts` is the term that reads them, and `known` the term that says whether they are known and may be seen.
    """

    name: str
    meaning: str
    fields: Mapping[str, Leaf | Link | Given]
    node: bool = False
    codes: tuple[CodeList, ...] = field(default=())
    facts: str = "FACT(%n)"
    known: str = "KNOWN(%f)"



def people_of(ids: str, meaning: str) -> Link:
    """The persons of a list of ids that they have or had, of those who may be seen."""
    return Link(
        "Person",
        f"UNWIND {ids} AS named%u"
        " MATCH (:SourceRecord {id: 'record:' + split(named%u, ':')[1]})-[is%u:ABOUT]->(%m:Person)"
        " MATCH (%m)<-[about:ABOUT]-(:SourceRecord) WHERE STANDS(is%u) AND OF(about) WITH DISTINCT %m",
        many=True,
        order="ID(%m)",
        meaning=meaning,
    )


_SCALARS = {Kind.TEXT: "String", Kind.DATE: "PartialDate", Kind.MOMENT: "DateTime", Kind.INTEGER: "Int"}


def camel(name: str) -> str:
    """`given_names` → `givenNames`."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def facts_of(row: type[Row], *leave_out: str, said: str = "%f.{}") -> dict[str, Leaf]:
    """Leaves for the declared facts of a row class, but for references and those left out.

    `said` is how a fact is read, with its name for the braces.
    """
    skipped = {"row_id", "recorded_at", "valid_from", "valid_to", *leave_out}
    return {
        camel(fact.name): leaf_of(fact, said.format(fact.name))
        for fact in row.facts()
        if fact.reference is None and fact.column is not None and fact.name not in skipped
    }


def leaf_of(fact: Fact, said: str) -> Leaf:
    """The leaf of one declared fact, read by an expression; codes come out in upper case, as enums."""
    if fact.codes is not None:
        return Leaf(fact.codes.enum_name, f"toUpper({said})", fact.meaning, fact.codes)
    if fact.many:
        return Leaf("[String!]!", f"coalesce({said}, [])", fact.meaning)
    return Leaf(_SCALARS[fact.kind], said, fact.meaning)
