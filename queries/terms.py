"""The terms that questions are written in, and what each becomes in Cypher.

A question says `WHERE TIE(r) AND LIVING(f)`; this module is the only place where it is decided what
holding on a date, being known at a time and being visible mean. `expand` replaces each `TERM(variable)`.
Every term may use the statement's parameters (`Context.parameters`) and the variable `loading`: the
extracts that are being loaded, whose rows do not count yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable

LOADING = "OPTIONAL MATCH (x:Extract {state: 'loading'}) WITH collect(x.id) AS loading"
"""The first clause of every statement."""


def _known(x: str) -> str:
    return (
        f"({x}.recorded_at <= $known_at AND ($known_at < {x}.superseded_at OR {x}.closed_by IN loading)"
        f" AND NOT {x}.opened_by IN loading)"
    )


def _fact(n: str) -> str:
    """What a node says as known: itself, or an earlier statement of it.

    A pattern comprehension, for every further subquery adds to the time that the store needs to plan.
    """
    return (
        f"CASE WHEN {n}.revised IS NULL THEN {n} ELSE "
        f"coalesce(head([({n})-[:WAS]->(was) WHERE {_known('was')} | was]), {n}) END"
    )


def _holds(x: str) -> str:
    return f"({x}.maybe_from <= $on AND $on < {x}.maybe_to)"


def _place_known(r: str, i: str = "i") -> str:
    return f"{r}.recorded_at[{i}] <= $known_at AND $known_at < {r}.superseded_at[{i}]"


def _place_holds(r: str, i: str = "i") -> str:
    return f"{r}.maybe_from[{i}] <= $on AND $on < {r}.maybe_to[{i}] AND {_place_known(r, i)}"


def _places(r: str) -> str:
    return f"range(0, size({r}.agency) - 1)"


def _tie(r: str) -> str:
    """A family edge that may hold: by the bounds of all its assertions. `SURE` then asks the lists."""
    return f"{r}.any_from <= $on AND $on < {r}.any_to AND {r}.known_from <= $known_at AND $known_at < {r}.known_to"


def _sure(ties: str) -> str:
    """Whether every family edge of a list has an assertion that holds, where its bounds do not say all."""
    return f"all(r IN {ties} WHERE r.exact OR any(i IN {_places('r')} WHERE {_place_holds('r')}))"


def _ever(r: str) -> str:
    """A family edge that was known, whenever it held."""
    return f"{r}.known_from <= $known_at AND $known_at < {r}.known_to"


def _during(r: str) -> str:
    """A family edge that may hold some day from $from to $on; `SURE_DURING` then asks the lists."""
    return f"{r}.any_from <= $on AND $from < {r}.any_to AND {r}.known_from <= $known_at AND $known_at < {r}.known_to"


def _sure_during(ties: str) -> str:
    """As `SURE`, for some day from $from to $on."""
    return (
        f"all(r IN {ties} WHERE r.exact OR any(i IN {_places('r')} WHERE r.maybe_from[i] <= $on"
        f" AND $from < r.maybe_to[i] AND {_place_known('r')}))"
    )


def _relates(r: str) -> str:
    return f"none(i IN {_places(r)} WHERE {r}.kind[i] IN $not_home AND {_place_holds(r)})"


def _relates_during(r: str) -> str:
    return (
        f"none(i IN {_places(r)} WHERE {r}.kind[i] IN $not_home AND {r}.maybe_from[i] <= $on"
        f" AND $from < {r}.maybe_to[i] AND {_place_known(r)})"
    )


def _together(pair: str) -> str:
    """Whether two stays at one address overlap within $from to $on; written TOGETHER(l_m) for edges l and m."""
    l, m = pair.split("_")
    during = "{r}.maybe_from[{i}] <= $on AND $from < {r}.maybe_to[{i}]"
    return (
        f"any(i IN {_places(l)} WHERE {during.format(r=l, i='i')} AND {_place_known(l)}"
        f" AND any(j IN {_places(m)} WHERE {during.format(r=m, i='j')} AND {_place_known(m, 'j')}"
        f" AND {l}.maybe_from[i] < {m}.maybe_to[j] AND {m}.maybe_from[j] < {l}.maybe_to[i]))"
    )


def _living(f: str) -> str:
    return (
        f"(coalesce($on < {f}.deceased_on_last, true)"
        f" AND coalesce({f}.date_of_birth_first, {f}.expected_date_of_birth_first, $on) <= $conceived)"
    )


def _kinds(a: str) -> str:
    """The kinds of household that are recorded at an address."""
    return f"[({a})<-[at:AT]-(h:Household) WHERE {_known('at')} AND h.kind IS NOT NULL | h.kind]"


def _residents(a: str) -> str:
    """The edges of those who live at an address on the date."""
    return (
        f"[({a})<-[lives:LIVES_AT]-(:Person) WHERE {_tie('lives')}"
        f" AND (lives.exact OR any(i IN {_places('lives')} WHERE {_place_holds('lives')})) | lives]"
    )


def _home(a: str) -> str:
    """Whether an address is a home; expects `<a>_kinds` and `<a>_residents`.

    An explicit kind decides; else it is none if most residents are there by a kind of residence that
    relates nobody, or one agency's household record has more residents than the limit.
    """
    kinds, residents = f"{a}_kinds", f"{a}_residents"
    records = f"[l IN {residents} | [i IN {_places('l')} WHERE {_place_holds('l')} | l.to_record[i]]]"
    return (
        f"CASE WHEN size({kinds}) > 0 THEN none(kind IN {kinds} WHERE kind <> 'home') ELSE"
        f" CASE WHEN size({residents}) <= $household_limit THEN true ELSE none(l IN {residents} WHERE any(record IN l.to_record"
        f" WHERE size([held IN {records} WHERE record IN held]) > $household_limit)) END"
        f" AND size([l IN {residents} WHERE NOT {_relates('l')}]) * 2 <= size({residents}) END"
    )


def _child(p: str) -> str:
    """A child on the date: by date of birth, by due date, or because nothing says adult.

    The facts of `p` are expected in the variable `<p>_facts`. Adult: a parent, grandparent, partner,
    spouse or ex-partner of somebody, or a carer other than a young carer.
    """
    f = f"{p}_facts"
    return (
        f"CASE WHEN {f}.date_of_birth IS NOT NULL THEN {f}.date_of_birth_last > $born_after"
        f" WHEN {f}.expected_date_of_birth IS NOT NULL THEN true"
        f" ELSE size([({p})-[e:PARENT_OF|PARTNER_OF|CARES_FOR|RELATED_TO]-() WHERE {_ever('e')}"
        f" AND (e.type IN ['partner', 'spouse', 'ex_partner'] OR (startNode(e) = {p} AND"
        f" (type(e) = 'PARENT_OF' OR e.type IN ['grandparent', 'great_grandparent']"
        f" OR (type(e) = 'CARES_FOR' AND e.type <> 'young_carer')))) | 1]) = 0 END"
    )


# The store turns what a WHERE says into conjunctive normal form, which multiplies alternatives out; a CASE
# keeps them as they stand and the planning short.


def _live(i: str) -> str:
    """Live on the date: open, or closed later; `i` is the involvement's facts."""
    return (
        f"CASE {i}.status WHEN 'open' THEN {_holds(i)}"
        f" WHEN 'closed' THEN {i}.valid_to IS NOT NULL AND {_holds(i)} ELSE false END"
    )


def _counted(i: str) -> str:
    """Live, or closed within the stated days before the date."""
    return (
        f"CASE WHEN NOT {i}.status IN ['open', 'closed'] THEN false WHEN {_holds(i)}"
        f" THEN {i}.status = 'open' OR {i}.valid_to IS NOT NULL ELSE {i}.valid_to IS NOT NULL AND {i}.maybe_to <= $on"
        f" AND $closed_since < $on AND $closed_since <= {i}.maybe_to END"
    )


def _shown(i: str) -> str:
    """Live or lately closed, or referred and waiting: shown among a person's services."""
    return f"CASE WHEN {i}.status IN ['referred', 'waiting'] THEN {_holds(i)} ELSE {_counted(i)} END"


TERMS: dict[str, Callable[[str], str]] = {
    "KNOWN": _known,
    "FACT": _fact,
    "HOLDS": _holds,
    "SURE_DURING": _sure_during,
    "SURE": _sure,
    "TIE": _tie,
    "EVER": _ever,
    "DURING": _during,
    "RELATES_DURING": _relates_during,
    "RELATES": _relates,
    "TOGETHER": _together,
    "LIVING": _living,
    "KINDS": _kinds,
    "RESIDENTS": _residents,
    "HOME": _home,
    "CHILD": _child,
    "LIVE": _live,
    "COUNTED": _counted,
    "SHOWN": _shown,
}

_USE = re.compile(r"\b(" + "|".join(TERMS) + r")\((\w+)\)")


def expand(cypher: str) -> str:
    """Replace every term by what it means."""
    return _USE.sub(lambda use: TERMS[use[1]](use[2]), cypher)
