"""The terms that questions are written in, and what each becomes in Cypher.

A question says `WHERE TIE(r) AND LIVING(f)`; this module is the only place where it is decided what
holding on a date, being known at a time and being visible mean. `expand` replaces each `TERM(variable)`.
Every term may use the statement's parameters (`Context.parameters`) and the variable `loading`: the
extracts that are being loaded, whose rows do not count yet.

There are two vocabularies for who may see all. `Known` holds at any time of knowledge. `Latest` is for what is asked nearly
always, all that is known now: where every delivery is complete and none is of a later time, a fact is
known if nothing has closed it. Its statements are half as long, and so is the time that the store needs
to plan them; each looks first whether it may be asked at all. For a viewer who may not see all,
`queries.access.terms` has both once more.

A term of two, `STAY(l_a)`, has its variables joined by an underscore.
"""

from __future__ import annotations

import re

from graph.model import MOST_FOLLOWED


class Known:
    """The terms at any time of knowledge."""

    guard = "OPTIONAL MATCH (x:Extract {state: 'loading'}) WITH collect(x.id) AS loading, false AS later"
    """The first clause of every statement: binds `loading`, and `later`: that this vocabulary does not serve."""

    def known(self, x: str) -> str:
        return (
            f"({x}.recorded_at <= $known_at AND ($known_at < {x}.superseded_at OR {x}.closed_by IN loading)"
            f" AND NOT {x}.opened_by IN loading)"
        )

    def stands(self, x: str) -> str:
        """Known, by whomever it may be seen: for what hangs from something that has been judged."""
        return self.known(x)

    def of(self, about: str) -> str:
        """A record's being about a person."""
        return self.known(about)

    def recorded(self, f: str) -> str:
        """A record that is known, by its facts."""
        return self.known(f)

    def said(self, pair: str) -> str:
        """A fact that is content of an involvement, SAID(i_facts.reason); all else of it is that it exists."""
        return two(pair)[1]

    def fact(self, n: str) -> str:
        """What a node says as known: itself, or an earlier statement of it.

        A pattern comprehension, for every further subquery adds to the time that the store needs to plan.
        """
        return (
            f"CASE WHEN {n}.revised IS NULL THEN {n} ELSE "
            f"coalesce(head([({n})-[:WAS]->(was) WHERE {self.stands('was')} | was]), {n}) END"
        )

    def person(self, p: str) -> str:
        """What is known of a person: as `FACT`, from the records that may be seen."""
        return self.fact(p)

    def present(self, f: str) -> str:
        """Whether a person is known, by the facts."""
        return self.known(f)

    def id(self, p: str) -> str:
        """The id by which a person is told."""
        return f"{p}.id"

    def whose(self, pair: str) -> str:
        """A clause that finds the person of an id told: WHOSE(p_id)."""
        p, id = two(pair)
        return f"MATCH ({p}:Person {{id: {id}}})"

    def noted(self, pair: str) -> str:
        """An involvement that is known, by node and facts: NOTED(i_facts)."""
        return self.known(two(pair)[1])

    def answered(self, pair: str) -> str:
        """An enquiry or a consent that is known, by node and facts: ANSWERED(q_facts)."""
        return self.known(two(pair)[1])

    def housed(self, pair: str) -> str:
        """An agency's record of a household that is known, by node and facts: HOUSED(h_facts)."""
        return self.known(two(pair)[1])

    def shared(self, pair: str) -> str:
        """An event that is known, by node and facts: SHARED(e_facts)."""
        return self.known(two(pair)[1])

    def leads(self, pair: str) -> str:
        """What leads to an event that is known by itself: LEADS(r_e), by the edge and the event."""
        return self.known(two(pair)[0])

    def follows(self, step: str) -> str:
        """An event's following another."""
        return self.known(step)

    def dated(self, e: str) -> str:
        """The facts that date an event: its own; of an undated one, those of the nearest dated one it followed; else null.

        The facts of `e` are expected in the variable `<e>_facts`.
        """
        way = f"({e})-[led:FOLLOWED*1..{MOST_FOLLOWED}]->(earlier:Event) WHERE all(step IN led WHERE {self.follows('step')})"
        dated = f"{self.known('one')} AND one.on_first IS NOT NULL"
        followed = f"head([one IN [{way} | {self.fact('earlier')}] WHERE {dated}])"
        return f"CASE WHEN {e}_facts.on_first IS NOT NULL THEN {e}_facts ELSE {followed} END"

    def happened(self, e: str) -> str:
        """The first day of an event, as `DATED` has it."""
        return f"({self.dated(e)}).on_first"

    def alive(self, p: str) -> str:
        """As `LIVING`, by the person."""
        return f"any(alive IN [{self.person(p)}] WHERE {self.living('alive')})"

    def some(self, i: str) -> str:
        """Some of the involvements that a WITH is given."""
        return f"{i} LIMIT 100"

    def holds(self, x: str) -> str:
        return f"({x}.maybe_from <= $on AND $on < {x}.maybe_to)"

    def place_known(self, r: str, i: str = "i") -> str:
        return f"{r}.recorded_at[{i}] <= $known_at AND $known_at < {r}.superseded_at[{i}]"

    def place_holds(self, r: str, i: str = "i") -> str:
        return f"{r}.maybe_from[{i}] <= $on AND $on < {r}.maybe_to[{i}] AND {self.place_known(r, i)}"

    def place_during(self, r: str, i: str = "i") -> str:
        """As `PLACE_HOLDS`, for some day from $from to $on."""
        return f"{r}.maybe_from[{i}] <= $on AND $from < {r}.maybe_to[{i}] AND {self.place_known(r, i)}"

    def place_said(self, r: str, i: str = "i") -> str:
        """As `PLACE_KNOWN`, where the full comparison is wanted."""
        return f"{r}.recorded_at[{i}] <= $known_at AND $known_at < {r}.superseded_at[{i}]"

    def places(self, r: str) -> str:
        return f"range(0, size({r}.agency) - 1)"

    def tie(self, r: str) -> str:
        """A family edge that may hold: by the bounds of all its assertions. `SURE` then asks the lists."""
        return f"{r}.any_from <= $on AND $on < {r}.any_to AND {self.ever(r)}"

    def sure(self, ties: str) -> str:
        """Whether every family edge of a list has an assertion that holds, where its bounds do not say all."""
        return self._asserted(ties, self.place_holds("r"))

    def ever(self, r: str) -> str:
        """A family edge that was known, whenever it held."""
        return f"{r}.known_from <= $known_at AND $known_at < {r}.known_to"

    def was_tied(self, e: str) -> str:
        """A family edge that was known, for certain."""
        return self.ever(e)

    def during(self, r: str) -> str:
        """A family edge that may hold some day from $from to $on; `SURE_DURING` then asks the lists."""
        return f"{r}.any_from <= $on AND $from < {r}.any_to AND {self.ever(r)}"

    def sure_during(self, ties: str) -> str:
        """As `SURE`, for some day from $from to $on."""
        return self._asserted(ties, self.place_during("r"))

    def _asserted(self, ties: str, place: str) -> str:
        return f"all(r IN {ties} WHERE r.exact OR any(i IN {self.places('r')} WHERE {place}))"

    def stay(self, pair: str) -> str:
        """A stay at an address that may hold: STAY(l_a), as `TIE`."""
        return self.tie(two(pair)[0])

    def stay_ever(self, pair: str) -> str:
        """A stay that was known, as `EVER`."""
        return self.ever(two(pair)[0])

    def stay_during(self, pair: str) -> str:
        """A stay that may hold some day from $from to $on, as `DURING`."""
        return self.during(two(pair)[0])

    def said_by_one(self, pair: str) -> str:
        """Whether one agency says on the date of both of two edges: SAID_BY_ONE(l_m)."""
        l, m = two(pair)
        theirs = f"any(j IN {self.places(m)} WHERE {m}.agency[j] = {l}.agency[i] AND {self.place_holds(m, 'j')})"
        return f"any(i IN {self.places(l)} WHERE {self.place_holds(l)} AND {theirs})"

    def relates(self, r: str) -> str:
        """Whether a stay relates those who live there; the kinds are looked at first, for they seldom matter."""
        return self._related(r, self.place_holds(r))

    def relates_during(self, r: str) -> str:
        """As `RELATES`, for any day from $from to $on."""
        return self._related(r, self.place_during(r))

    def _related(self, r: str, place: str) -> str:
        there = f"none(i IN {self.places(r)} WHERE {r}.kind[i] IN $not_home AND {place})"
        return f"(none(kind IN {r}.kind WHERE kind IN $not_home) OR {there})"

    def together(self, pair: str) -> str:
        """Whether two stays at one address overlap within $from to $on; written TOGETHER(l_m) for edges l and m."""
        l, m = two(pair)
        return (
            f"any(i IN {self.places(l)} WHERE {self.place_during(l)}"
            f" AND any(j IN {self.places(m)} WHERE {self.place_during(m, 'j')}"
            f" AND {l}.maybe_from[i] < {m}.maybe_to[j] AND {m}.maybe_from[j] < {l}.maybe_to[i]))"
        )

    def living(self, f: str) -> str:
        return (
            f"(coalesce($on < {f}.deceased_on_last, true)"
            f" AND coalesce({f}.date_of_birth_first, {f}.expected_date_of_birth_first, $on) <= $conceived)"
        )

    def kinds(self, a: str) -> str:
        """The kinds of household that are recorded at an address."""
        kinds = f"[({a})<-[at:AT]-(h:Household) WHERE {self.known('at')} | ({self.fact('h')}).kind]"
        return f"[kind IN {kinds} WHERE kind IS NOT NULL]"

    def residents(self, a: str) -> str:
        """The edges of those who live at an address on the date; the dead, and who is not there yet, do not."""
        return (
            f"[({a})<-[lives:LIVES_AT]-(resident:Person) WHERE {self.tie('lives')} AND {self.alive('resident')}"
            f" AND (lives.exact OR any(i IN {self.places('lives')} WHERE {self.place_holds('lives')})) | lives]"
        )

    def home(self, a: str) -> str:
        """Whether an address is a home; expects `<a>_kinds` and `<a>_residents`.

        An explicit kind decides, a home where any agency says so; else it is none if most residents are there by a
        kind of residence that relates nobody, or one agency's household record has more residents than the limit.
        """
        kinds, residents = f"{a}_kinds", f"{a}_residents"
        records = f"[l IN {residents} | [i IN {self.places('l')} WHERE {self.place_holds('l')} | l.to_record[i]]]"
        return (
            f"CASE WHEN size({kinds}) > 0 THEN 'home' IN {kinds} ELSE"
            f" CASE WHEN size({residents}) <= $household_limit THEN true ELSE none(l IN {residents} WHERE any(record IN l.to_record"
            f" WHERE size([held IN {records} WHERE record IN held]) > $household_limit)) END"
            f" AND size([l IN {residents} WHERE NOT {self.relates('l')}]) * 2 <= size({residents}) END"
        )

    def child(self, p: str) -> str:
        """A child on the date: by date of birth, by due date, or because nothing says adult.

        The facts of `p` are expected in the variable `<p>_facts`.
        """
        f = f"{p}_facts"
        return (
            f"CASE WHEN {f}.date_of_birth IS NOT NULL THEN {f}.date_of_birth_last > $born_after"
            f" WHEN {f}.expected_date_of_birth IS NOT NULL THEN true"
            f" ELSE NOT {self.grown(p)} END"
        )

    def grown(self, p: str) -> str:
        """Whether a tie says adult.

        A parent, grandparent, partner, spouse or ex-partner of somebody, or a carer other than a young carer.
        """
        return (
            f"size([({p})-[e:PARENT_OF|PARTNER_OF|CARES_FOR|RELATED_TO]-() WHERE {self.was_tied('e')}"
            f" AND (e.type IN ['partner', 'spouse', 'ex_partner'] OR (startNode(e) = {p} AND"
            f" (type(e) = 'PARENT_OF' OR e.type IN ['grandparent', 'great_grandparent']"
            f" OR (type(e) = 'CARES_FOR' AND e.type <> 'young_carer')))) | 1]) > 0"
        )

    def live(self, i: str) -> str:
        """Live on the date: open, or closed later; `i` is the involvement's facts."""
        return self._running(i, self.holds(i))

    def ran(self, i: str) -> str:
        """As `LIVE`, for some day from $linked_from to $on."""
        return self._running(i, f"({i}.maybe_from <= $on AND $linked_from < {i}.maybe_to)")

    def _running(self, i: str, when: str) -> str:
        return (
            f"CASE {i}.status WHEN 'open' THEN {when}"
            f" WHEN 'closed' THEN {i}.valid_to IS NOT NULL AND {when} ELSE false END"
        )

    def counted(self, i: str) -> str:
        """Live, or closed within the stated days before the date."""
        return (
            f"CASE WHEN NOT {i}.status IN ['open', 'closed'] THEN false WHEN {self.holds(i)}"
            f" THEN {i}.status = 'open' OR {i}.valid_to IS NOT NULL ELSE {i}.valid_to IS NOT NULL AND {i}.maybe_to <= $on"
            f" AND $closed_since < $on AND $closed_since <= {i}.maybe_to END"
        )

    def shown(self, i: str) -> str:
        """Live or lately closed, or referred and waiting: shown among a person's services."""
        return f"CASE WHEN {i}.status IN ['referred', 'waiting'] THEN {self.holds(i)} ELSE {self.counted(i)} END"

    def serves(self, w: str) -> str:
        """Whether a worker is in the agency's directory on the date: not one who has left, or whom it no longer has."""
        return f"any(who IN [{self.fact(w)}] WHERE {self.stands('who')} AND {self.holds('who')})"

    def allocated(self, pair: str) -> str:
        """Whether a worker is allocated on the date, and serves: ALLOCATED(to_w), by the edge and the worker."""
        to, w = two(pair)
        return f"{self.stands(to)} AND coalesce({self.holds(to)}, true) AND {self.serves(w)}"

    def named(self, o: str) -> str:
        """A pattern that finds the organisation that a parameter of the same name names."""
        return f"({o}:Organisation {{id: ${o}}})"

    def disclosed(self, h: str) -> str:
        """Whether a household may be told of, by where it is."""
        return "true"

    def held(self, about: str) -> str:
        """A record's being about a person, of those records that the asking agency answers for."""
        return self.known(about)

    def ours(self, x: str) -> str:
        """Whether a row is one that the asking agency answers for, known or not."""
        return "true"

    def rows(self, r: str) -> str:
        """The rows by which a family edge is asserted, whenever it holds."""
        return f"{r}.row"

    def starts(self, r: str) -> str:
        """The person at whom a tie starts; of one that says the same both ways, the one with the smaller id."""
        return f"startNode({r})"

    def ends(self, r: str) -> str:
        """The person at whom a tie ends."""
        return f"endNode({r})"

    def starts_id(self, pair: str) -> str:
        """The id of whom a tie starts at: STARTS_ID(r_p), by the edge and that person."""
        return f"{two(pair)[1]}.id"

    def ends_id(self, pair: str) -> str:
        """The id of whom a tie ends at, likewise."""
        return f"{two(pair)[1]}.id"

    def begun(self, x: str) -> str:
        """For the order of ties or stays in an answer, by when each began."""
        return f"{x}.ties[0].r.any_from"

    def placed(self, x: str) -> str:
        """For the order of a person's stays, where they began on one day."""
        return f"elementId({x}.ties[0].edge)"

    def tied(self, x: str) -> str:
        """For the order of a person's ties, where they began on one day."""
        return f"elementId({x}.ties[0].edge)"

    def from_to(self, x: str) -> str:
        """For the order of the ties of a family."""
        return f"startNode({x}.ties[0].edge).id, endNode({x}.ties[0].edge).id"

    def picked(self, pair: str) -> str:
        """For the choice among edges that say the same of two persons: PICKED(r_p), by the edge and one of them."""
        return f"elementId({two(pair)[0]})"

    def decided(self, flag: str) -> str:
        """What was decided of a flag on the evidence on which it is told."""
        return f"head(COLLECT {{ MATCH (d:Flag {{id: {flag}.id}}) WHERE d.digest = {flag}.evidence_digest RETURN d }})"

    def decisions(self, flag: str) -> str:
        """The line on which a flag is decided."""
        return f"{flag}.id"

    def finished(self, cypher: str) -> str:
        """A statement whose terms are replaced, with what can only be said of the whole."""
        return cypher


def two(pair: str) -> tuple[str, str]:
    """The variables of a term of two."""
    one, _, other = pair.partition("_")
    return one, other


class Latest(Known):
    """The terms for what is known now, while nothing is being loaded."""

    guard = (
        "CALL () { MATCH (x:Extract {state: 'loading'}) RETURN count(x) AS open }"
        " CALL () { MATCH (x:Extract) WHERE x.extracted_at > $known_at RETURN count(x) AS ahead }"
        " WITH [] AS loading, open + ahead > 0 AS later"
    )

    def known(self, x: str) -> str:
        return f"{x}.closed_by IS NULL"

    def fact(self, n: str) -> str:
        return n

    def shared(self, pair: str) -> str:
        e, facts = two(pair)
        return f"({self.known(facts)} AND {e}.agency IS NOT NULL)"  # rows that only refer to an event make it too

    def place_known(self, r: str, i: str = "i") -> str:
        return f"$known_at < {r}.superseded_at[{i}]"

    def ever(self, r: str) -> str:
        return f"$known_at < {r}.known_to"


_TERMS = sorted((name for name, term in vars(Known).items() if callable(term) and name[0] != "_" and name != "finished"), key=len, reverse=True)
_USE = re.compile(r"\b(" + "|".join(name.upper() for name in _TERMS) + r")\(([\w.\[\]]+)\)")

KNOWN, LATEST = Known(), Latest()


def expand(cypher: str, terms: Known) -> str:
    """Replace every term by what it means."""
    return terms.finished(_USE.sub(lambda use: str(getattr(terms, use[1].lower())(use[2])), cypher))


def framed(clauses: str, terms: Known) -> str:
    """A statement of clauses that bind `answer`: one row, `later` saying that it was not asked."""
    asked = f"OPTIONAL CALL (loading, later) {{\nWITH loading, later WHERE NOT later\n{clauses}\n}}"
    return expand(f"{terms.guard}\n{asked}\nRETURN answer, later", terms)
