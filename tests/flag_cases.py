"""What the tests of the rules share: flags of one rule, asked for by name."""

from __future__ import annotations

from deliver import ON, Answer, Ask

HIDDEN = """query ($people: [ID!], $rule: [RuleId!], $from: Date, $on: Date, $knownAt: DateTime,
  $first: Int, $after: String) {
  hiddenConnections(people: $people, rule: $rule, from: $from, on: $on, knownAt: $knownAt,
                    first: $first, after: $after) {
    nodes {
      id rule { id authority } statement asOf state expires clearedBy notKnown
      people { id } agencies { id }
      components { agencies { id } services { name } people { id } }
      paths { people { id } steps { type } }
      evidence { statement since agency { id } involvement { id } event { id } row challenged }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""


async def flags(ask: Ask, rule: str, people: list[str], **more: object) -> list[Answer]:
    """The flags of one rule about these persons."""
    answer = await ask(HIDDEN, **{"people": people, "on": ON, "rule": [rule], **more})
    found: list[Answer] = answer["nodes"]
    return found


def ids(things: list[Answer]) -> list[str]:
    """The ids of what an answer lists."""
    return [one["id"] for one in things]
