"""The terms for a viewer who may not see all: what each says of the store, and of who may see it.

Every row is of an agency, and every answer is made of rows; so what may be seen is asked of the agency of
each row and of each assertion in a family edge, at every level, by lists that `queries.access.sight` makes
for a context:

* `$content`: whose rows may be seen; `$existence`: whose involvements may, without what they are about;
  `$consented`: whose involvements may where the person's consent holds; `$own`: the viewer's agency
* `$shown`: the sensitivities that may be seen; `$hidden_kinds`: kinds of service that may not, and whether there are any
  (`$hides_kinds`)
* `$today`: the day on which it is asked; `$discloses`: whether shielded addresses may be seen
* `$opened`: the records that broken glass has opened, `$identified` these and those that their ties name, of which it
  is told whose they are; asked only where it has

What keeps a row close (its sensitivity, a consent, a shield) counts as it stands now, whatever day is asked of.
An element without an agency is not seen, so that what no term judges stays hidden.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.model import PERSON_FACTS, UNDIRECTED
from graph.persons import COLUMNS, DATES
from queries.terms import Known, Latest, two

_PERSON = re.compile(r"(?:(\w+) IN \[)?\bPERSON\(([\w.\[\]]+)\)(?: AS (\w+))?")
"""A use, with the name that the facts are given before or after it."""

_FACT = re.compile(rf"\b(\w+)\.({'|'.join((*DATES, *COLUMNS))})\b")


IDENTIFYING = frozenset({
    "family_name", "given_names", "also_known_as", "date_of_birth", "expected_date_of_birth", "deceased_on", "sex",
})
"""The facts of a person that say who it is: all that broken glass tells of the other end of a tie."""


class Seen(Known):
    """What access adds to a vocabulary."""

    def known(self, x: str) -> str:
        return f"({super().known(x)} AND {x}.agency IN $content)"

    def stands(self, x: str) -> str:
        return super().known(x)

    def of(self, about: str) -> str:
        return f"({self.stands(about)} AND {self._record(f'startNode({about})')})"

    def recorded(self, f: str) -> str:
        return f"({self.stands(f)} AND {self._whole(f)})"

    def said(self, pair: str) -> str:
        i, fact = two(pair)
        return f"CASE WHEN {self._told(i)} THEN {fact} END"

    def _record(self, record: str) -> str:
        """Whether a record may be seen."""
        return f"{record}.agency IN $content"

    def _whole(self, record: str) -> str:
        """Whether more of a record may be seen than whose it is."""
        return self._record(record)

    def _giving(self, fact: str, record: str) -> str:
        """What a record must be for a fact of a person to be taken from it, beyond that it may be seen."""
        return ""

    def _told(self, i: str) -> str:
        """Whether what an involvement is about may be seen."""
        return self._contained(i)

    def _contained(self, i: str) -> str:
        """Whether its agency's content may be seen."""
        return f"{i}.agency IN $content"

    def _existing(self, i: str) -> str:
        """Whether it may be seen that its agency is involved."""
        return f"{i}.agency IN $existence"

    def _consenting(self, i: str) -> str:
        """Whether that may be seen where the person consents."""
        return f"{i}.agency IN $consented"

    def _reported(self, e: str) -> str:
        """Whether its agency's events may be seen."""
        return f"{e}.agency IN $content"

    def _held_place(self, p: str, i: str) -> str:
        """Whether a record may be seen by a place in a person's lists."""
        return f"{p}.record_agencies[{i}] IN $content"

    def _broken(self, row: str) -> str:
        """An alternative of a CASE that lets a row be seen, by more than its agency."""
        return ""

    # Persons: the facts of records that may be seen, the id of the least of these.

    def person(self, p: str) -> str:
        return f"PERSON({p})"  # replaced at the end, when it is known which facts are used

    def present(self, f: str) -> str:
        return f"{f} IS NOT NULL"

    def living(self, f: str) -> str:
        return f"({f} IS NOT NULL AND {super().living(f)})"

    def id(self, p: str) -> str:
        records = self._records("who", "sr.id")
        least = f"reduce(least = null, id IN {records} | CASE WHEN least <= id THEN least ELSE id END)"
        own = f"'person:' + substring({least}, {len('record:')})"
        return f"head([who IN [{p}] | CASE WHEN {_all('who.agencies')} THEN who.id ELSE {own} END])"

    def whose(self, pair: str) -> str:
        p, id = two(pair)
        record = f"(:SourceRecord {{id: 'record:' + substring({id}, {len('person:')})}})"
        return f"MATCH {record}-[named:ABOUT]->({p}:Person) WHERE {self.of('named')}"

    def finished(self, cypher: str) -> str:
        """Replace PERSON, giving each only those facts that the statement uses of it."""
        return _PERSON.sub(lambda use: self._named(use, set(_FACT.findall(cypher))), cypher)

    def _named(self, use: re.Match[str], facts: set[tuple[str, str]]) -> str:
        name = use[1] or use[3]
        before, after = f"{use[1]} IN [" if use[1] else "", f" AS {use[3]}" if use[3] else ""
        return before + self._facts(use[2], [fact for fact in (*COLUMNS, *DATES) if (name, fact) in facts]) + after

    def _facts(self, p: str, used: Sequence[str]) -> str:
        """A person's facts, as loading merges them of all records (`graph.persons`), here of those that may be seen."""
        whole = f"head([one IN [{self.fact('who')}] WHERE {self.stands('one')}])"
        facts = ", ".join(f"{name}: {self._merged(name)}" for name in used)
        merged = f"head([o IN [{_newest_first(self._records('who', self.fact('sr')))}] WHERE size(o) > 0 | {{{facts}}}])"
        return f"head([who IN [{p}] | CASE WHEN {_all('who.agencies')} THEN {whole} ELSE {merged} END])"

    def _merged(self, name: str) -> str:
        """A fact of the ordered records `o`: by the newest that gives it, a date by one that says it more precisely;
        other names from all, in order.
        """
        if name == "also_known_as":
            every = "reduce(all = [], r IN o | all + [k IN coalesce(r.also_known_as, []) WHERE NOT k IN all])"
            return f"reduce(so = [], k IN {every} | [x IN so WHERE x < k] + [k] + [x IN so WHERE x > k])"
        given = max((fact for fact in PERSON_FACTS if name.startswith(fact)), key=len)
        newest = f"head([r IN o WHERE r.{given} IS NOT NULL{self._giving(given, 'r')}])"
        first, last = f"{given}_first", f"{given}_last"
        if first not in DATES:
            return f"{newest}.{name}"
        within = f"b.{first} <= r.{first} AND r.{last} <= b.{last}"
        return f"reduce(b = {newest}, r IN o | CASE WHEN {within} THEN r ELSE b END).{name}"

    def _records(self, p: str, said: str) -> str:
        """What is said by each record `sr` that is about a person and may be seen."""
        return f"[({p})<-[ab:ABOUT]-(sr:SourceRecord) WHERE {self.stands('ab')} AND {self._record('sr')} | {said}]"

    # Rows by how closely they must be kept.

    def noted(self, pair: str) -> str:
        i, facts = two(pair)
        kinds = f"[({i})-[:WITH]->(sv:Service) | sv.kind]"
        return (
            f"({self.stands(facts)} AND CASE WHEN {i}.agency = $own THEN true"
            f" WHEN NOT {_sensitivity(i)} IN ['ordinary', 'sensitive'] THEN false{self._broken(i)}"
            f" WHEN {i}.implied IS NOT NULL THEN {self._contained(i)} AND {_sensitivity(i)} IN $shown"
            f" WHEN {self._existing(i)} AND {_sensitivity(i)} IN $shown AND {_none_hidden(kinds)} THEN true"
            f" WHEN {self._consenting(i)} THEN {_consented(i)} ELSE false END)"
        )

    def shared(self, pair: str) -> str:
        e, facts = two(pair)
        return f"({self.stands(facts)} AND {self._shown(e)})"

    def leads(self, pair: str) -> str:
        r, e = two(pair)
        return f"({self.stands(r)} AND {self._shown(e)})"

    def some(self, i: str) -> str:
        seen = f"{i}.agency = $own OR ({i}.agency IN $existence AND {_sensitivity(i)} IN $shown)"
        return f"{i} WHERE {seen} WITH {super().some(i)}"

    def follows(self, step: str) -> str:
        return f"({self.known(step)} AND head([ev IN [endNode({step})] | {self._shown('ev')}]))"

    def _shown(self, e: str) -> str:
        """Whether an event may be seen: by its own sensitivity, its involvement's, and the kind of service."""
        marks = f"[{_sensitivity(e)}] + [({e})-[:PART_OF]->(iv:Involvement) | {_sensitivity('iv')}]"
        kinds = f"[({e})-[:REPORTED_BY]->(sv:Service) | sv.kind] + [({e})-[:PART_OF]->(:Involvement)-[:WITH]->(sw:Service) | sw.kind]"
        return (
            f"CASE WHEN {e}.agency = $own THEN true{self._broken(e)}"
            f" WHEN {self._reported(e)} THEN all(mark IN {marks} WHERE mark IN $shown) AND {_none_hidden(kinds)}"
            f" ELSE false END"  # one that rows only refer to has no agency
        )

    # Family edges: by the assertions that may be seen.

    def place_known(self, r: str, i: str = "i") -> str:
        return f"{super().place_known(r, i)} AND {self._asserted_place(r, i)}"

    def place_said(self, r: str, i: str = "i") -> str:
        return f"{super().place_said(r, i)} AND {self._asserted_place(r, i)}"

    def _asserted_place(self, r: str, i: str) -> str:
        """Whether an assertion may be seen."""
        return _asserted(r, i)

    def sure(self, ties: str) -> str:
        return self._some(ties, self.place_holds("r"))

    def sure_during(self, ties: str) -> str:
        return self._some(ties, self.place_during("r"))

    def _some(self, ties: str, place: str) -> str:
        """Whether of every family edge an assertion that may be seen holds; where all may be, `exact` bounds say it.

        Bounds alone, as `TIE` has them, are of all assertions: what they let through is asked here.
        """
        return f"all(r IN {ties} WHERE CASE WHEN r.exact AND {_all('r.agency')} THEN true ELSE any(i IN {self.places('r')} WHERE {place}) END)"

    def was_tied(self, e: str) -> str:
        return f"{self.ever(e)} AND any(i IN {self.places(e)} WHERE {self.place_known(e)})"

    def stay(self, pair: str) -> str:
        l, a = two(pair)
        return f"{self.tie(l)} AND {_disclosed(a)}"

    def stay_ever(self, pair: str) -> str:
        l, a = two(pair)
        return f"{self.ever(l)} AND {_disclosed(a)}"

    def stay_during(self, pair: str) -> str:
        l, a = two(pair)
        return f"{self.during(l)} AND {_disclosed(a)}"

    def residents(self, a: str) -> str:
        stays = f"[({a})<-[lives:LIVES_AT]-(resident:Person) WHERE {self.tie('lives')} AND {self.alive('resident')} | lives]"
        return f"[lives IN {stays} WHERE {self.sure('[lives]')}]"

    def disclosed(self, h: str) -> str:
        places = f"[({h})-[:AT]->(sp:Address) WHERE NOT {_disclosed('sp')} | 1]"
        return f"CASE WHEN $discloses THEN true ELSE coalesce({h}.shielded, 'no') = 'no' AND size({places}) = 0 END"

    def held(self, about: str) -> str:
        return f"({self.stands(about)} AND {self.ours(f'startNode({about})')})"

    def ours(self, x: str) -> str:
        return f"{x}.agency = $own"

    def rows(self, r: str) -> str:
        return f"[i IN {self.places(r)} WHERE {self._asserted_place(r, 'i')} | {super().rows(r)}[i]]"

    def named(self, o: str) -> str:
        return f"{super().named(o)} WHERE {o}.delivers"  # that another is there is known from rows

    def decided(self, flag: str) -> str:
        told = f"d.digest = {flag}.evidence_digest AND d.agency IN $content"
        found = f"MATCH (d:FlagDecision {{flag: {flag}.id}}) WHERE {told} RETURN d ORDER BY d.decided_at DESC, d.id LIMIT 1"
        return f"head(COLLECT {{ {found} }})"

    def decisions(self, flag: str) -> str:
        return f"$own + '/' + {flag}.id"

    # Orders: nothing that a row which may not be seen could move.

    def starts(self, r: str) -> str:
        return f"CASE WHEN {self._turned(r)} THEN endNode({r}) ELSE startNode({r}) END"

    def ends(self, r: str) -> str:
        return f"CASE WHEN {self._turned(r)} THEN startNode({r}) ELSE endNode({r}) END"

    def starts_id(self, pair: str) -> str:
        return self.id(f"({self.starts(two(pair)[0])})")

    def ends_id(self, pair: str) -> str:
        return self.id(f"({self.ends(two(pair)[0])})")

    def _turned(self, r: str) -> str:
        """Whether a tie without a direction is stored from the greater of the ids told: it starts at the stored ones'."""
        return f"{r}.type IN {list(UNDIRECTED)} AND {self.id(f'endNode({r})')} < {self.id(f'startNode({r})')}"

    def begun(self, x: str) -> str:
        tie = f"{x}.ties[0]"
        return (
            f"reduce(first = null, i IN {tie}.at |"
            f" CASE WHEN first <= {tie}.r.maybe_from[i] THEN first ELSE {tie}.r.maybe_from[i] END)"
        )

    def placed(self, x: str) -> str:
        return f"{x}.place.id"

    def tied(self, x: str) -> str:
        edge = f"{x}.ties[0].edge"
        return f"type({edge}), {edge}.type, {self.id(f'{x}.other')}, startNode({edge}) = {x}.other"

    def from_to(self, x: str) -> str:
        return f"{self.id(f'{x}.from')}, {self.id(f'{x}.to')}"

    def picked(self, pair: str) -> str:
        r, p = two(pair)
        return f"CASE type({r}) WHEN 'LIVES_AT' THEN endNode({r}).id ELSE toString(startNode({r}) = {p}) END"


class SeenKnown(Seen, Known):
    """At any time of knowledge."""


class SeenLatest(Seen, Latest):
    """For what is known now, while nothing is being loaded."""

    def id(self, p: str) -> str:
        """From the person's lists, each read once: a property is read anew wherever it is named."""
        lists = f"{{record_agencies: {p}.record_agencies, records: {p}.records}}"
        may = f"{self._held_place('pl', 'i')}{self._or_opened('pl.records[i]')}"
        seen = f"[i IN range(0, size(coalesce(pl.records, [])) - 1) WHERE {may} | pl.records[i]]"
        other = f"'person:' + substring(head({seen}), {len('record:')})"
        stored = "pl.record_agencies[0] IN $content"  # the least record is that of the stored id
        return f"head([pl IN [{lists}] | CASE WHEN {stored} THEN {p}.id ELSE {other} END])"

    def _or_opened(self, record: str) -> str:
        return ""


class Broken(Seen):
    """What broken glass adds of the persons it names: their records, involvements, events, ties, stays, enquiries and
    consents; but nothing that is sealed, and no shielded address.
    """

    def _record(self, record: str) -> str:
        return f"({super()._record(record)}{self._or_opened(f'{record}.id')})"

    def _whole(self, record: str) -> str:
        return f"({super()._record(record)} OR {record}.id IN $opened)"

    def _giving(self, fact: str, record: str) -> str:
        return "" if fact in IDENTIFYING else f" AND {self._whole(record)}"

    def _told(self, i: str) -> str:
        return f"({super()._told(i)} OR {_any_opened(_involved(i))})"

    def _broken(self, row: str) -> str:
        marks = f"[{_sensitivity(row)}] + [({row})-[:PART_OF]->(iw:Involvement) | {_sensitivity('iw')}]"
        unsealed = f"all(mark IN {marks} WHERE mark IN ['ordinary', 'sensitive'])"
        return f" WHEN {_any_opened(_involved(row))} OR {_any_opened(_concerned(row))} THEN {unsealed}"

    def _or_opened(self, record: str) -> str:
        return f" OR {record} IN $identified"

    def _asserted_place(self, r: str, i: str) -> str:
        ends = f"[{r}.from_record[{i}], {r}.to_record[{i}]]"  # a stay's end is a household, and is never opened
        return f"({super()._asserted_place(r, i)} OR {_any_opened(ends)})"

    def answered(self, pair: str) -> str:
        row, facts = two(pair)
        return f"({super().answered(pair)} OR ({self.stands(facts)} AND {_any_opened(_concerned(row))}))"

    def housed(self, pair: str) -> str:
        h, facts = two(pair)
        residents = f"[({h})<-[:LIVES_IN]-(lr:SourceRecord) | lr.id]"
        shown = f"coalesce({h}.shielded, 'no') = 'no' AND all(ha IN [({h})-[:AT]->(ad) | ad] WHERE {_disclosed('ha')})"
        return f"({super().housed(pair)} OR ({self.stands(facts)} AND {_any_opened(residents)} AND {shown}))"


class BrokenKnown(Broken, SeenKnown):
    """At any time of knowledge."""


class BrokenLatest(Broken, SeenLatest):
    """For what is known now."""


SEEN_KNOWN, SEEN_LATEST, BROKEN_KNOWN, BROKEN_LATEST = SeenKnown(), SeenLatest(), BrokenKnown(), BrokenLatest()


def _involved(row: str) -> str:
    return f"[({row})<-[:INVOLVED]-(ir:SourceRecord) | ir.id]"


def _concerned(row: str) -> str:
    return f"[({row})-[:CONCERNS]->(cr:SourceRecord) | cr.id]"


def _any_opened(records: str) -> str:
    return f"any(opened IN {records} WHERE opened IN $opened)"


def _all(agencies: str) -> str:
    """Whether all of some agencies may be seen; not so where it is not known which they are."""
    return f"all(ag IN {agencies} WHERE ag IN $content)"


def _asserted(r: str, i: str) -> str:
    """Whether an assertion may be seen by its agencies: whose row it is, and whose household it names."""
    return f"{r}.agency[{i}] IN $content AND coalesce({r}.to_agency[{i}], {r}.agency[{i}]) IN $content"


def _none_hidden(kinds: str) -> str:
    """Whether none of some kinds of service is hidden; they are not read where none ever is."""
    none = f"none(kind IN {kinds} WHERE coalesce(kind, '') IN $hidden_kinds)"
    return f"CASE WHEN $hides_kinds THEN {none} ELSE true END"


def _sensitivity(row: str) -> str:
    return f"coalesce({row}.sensitivity, 'ordinary')"


def _consented(i: str) -> str:
    """Whether the person agrees to share with the viewer's agency, as the agency that holds the record says.

    A consent that may have ended is none, and one refusal outweighs any consent (seed rows 25 to 27).
    """
    surely = "cs.surely_from <= $today AND $today < cs.surely_to"
    said = f"CASE WHEN coalesce(cs.given, '') <> 'yes' THEN 'no' WHEN {surely} THEN 'yes' END"
    stands = "(cs.closed_by IS NULL OR cs.closed_by IN loading)"
    given = (
        f"[({i})<-[:INVOLVED]-(:SourceRecord)<-[:CONCERNS]-(cs:Consent) WHERE cs.scope = 'share' AND {stands}"
        f" AND cs.maybe_from <= $today AND $today < cs.maybe_to"
        f" AND (size(coalesce(cs.agencies, [])) = 0 OR $own IN cs.agencies) | {said}]"
    )
    return f"head([gs IN [{given}] | 'yes' IN gs AND NOT 'no' IN gs])"


def _disclosed(a: str) -> str:
    """Whether an address may be seen: no household of any agency there is shielded, or may be."""
    stands = "(sa.closed_by IS NULL OR sa.closed_by IN loading) AND (sh.closed_by IS NULL OR sh.closed_by IN loading)"
    shields = f"[({a})<-[sa:AT]-(sh:Household) WHERE sh.shielded <> 'no' AND {stands} | 1]"
    return f"CASE WHEN $discloses THEN true ELSE size({shields}) = 0 END"


def _newest_first(records: str) -> str:
    """A list of records' facts in order, the newest first."""
    later = "(x.recorded_at > r.recorded_at OR (x.recorded_at = r.recorded_at AND x.id > r.id))"
    put = f"[x IN so WHERE {later}] + [r] + [x IN so WHERE NOT {later}]"
    return f"reduce(so = [], r IN {records} | {put})"
