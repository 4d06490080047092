// Everything that is recorded around some persons. The one parameter `in` says what is wanted; each of its lists of ids
// may be empty. Rows are positional lists, in the order of the classes of `queries.facts.rows`.
//
// Bounds narrow what is read and never decide: `in.content` are the agencies whose rows the viewer may see at all,
// `in.existence` those of whom no more may be seen than that they are involved, `in.opened` records opened by break-glass
// access; `in.all` is set for who sees all. For other viewers persons are formed of the records that they may see, which
// the store may keep of several persons: those who are meant bring those beside them. Of very many events of persons it
// gives the ids: they are read by these, at most `in.most_events` at once. KNOWN(x) and AS_KNOWN(n) are put in
// by `queries.facts.statements`. `properties(n)` reads what a node says in one go, where many of its properties are
// returned: one by one, the store would go through all of them for each.

// Whom the records asked for are about, and whom the events asked for concern.
CALL () {
  UNWIND $in.records AS id
  MATCH (s:SourceRecord {id: id})-[about:ABOUT]->(p:Person) WHERE KNOWN(about)
  WITH collect([s.id, s.agency, p.id]) AS asked_about, collect(DISTINCT p) AS meant
  RETURN asked_about, meant + CASE WHEN $in.all THEN [] ELSE COLLECT {
    UNWIND meant AS p UNWIND p.beside AS id MATCH (q:Person {id: id}) RETURN DISTINCT q
  } END AS named
}
CALL () {
  UNWIND $in.events AS id
  MATCH (e:Event {id: id})
  RETURN collect(e) AS asked_events
}
CALL (asked_events) {
  UNWIND asked_events AS e
  MATCH (e)-[of:CONCERNS|SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(of) AND KNOWN(about)
  RETURN collect(DISTINCT p) AS concerned
}
CALL () {
  UNWIND $in.around AS id
  MATCH (p:Person {id: id})
  RETURN collect(p) AS given
}
WITH asked_about, asked_events, concerned, named,
  CASE WHEN $in.steps > 0 THEN given + named + concerned + CASE WHEN $in.all THEN [] ELSE COLLECT {
    UNWIND concerned AS p UNWIND p.beside AS id MATCH (q:Person {id: id}) RETURN DISTINCT q
  } END ELSE [] END AS start

// Two steps around them, along ties and stays that may hold by the bounds of all their assertions. A place where very
// many people were ever recorded is not gone through: who asks for its residents names it in `in.homes`.
CALL (start) {
  UNWIND start AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(a IN r.agency WHERE a IN $in.content)
      OR any(x IN r.from_record WHERE x IN $in.opened) OR any(x IN r.to_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS first_ties, collect(DISTINCT q) AS first_kin
}
CALL (start) {
  UNWIND start AS p
  MATCH (p)-[r:LIVES_AT]->(a:Address)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS first_stays, collect(DISTINCT a) AS first_places
}
CALL (first_places) {
  UNWIND first_places AS a
  WITH a WHERE COUNT { (a)<-[:LIVES_AT]-() } <= $in.crowd
  OPTIONAL MATCH (a)<-[r:LIVES_AT]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT a) AS first_homes, collect(DISTINCT r) AS first_residing, collect(DISTINCT q) AS first_residents
}
CALL (first_kin, first_residents, start) {
  WITH start, CASE WHEN $in.steps > 1 THEN first_kin + first_residents ELSE [] END AS met
  UNWIND met + CASE WHEN $in.all THEN [] ELSE COLLECT {
    UNWIND met AS p UNWIND p.beside AS id MATCH (q:Person {id: id}) RETURN DISTINCT q
  } END AS p
  WITH DISTINCT p, start WHERE NOT p IN start
  RETURN collect(p) AS next
}
CALL (next) {
  UNWIND next AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(a IN r.agency WHERE a IN $in.content)
      OR any(x IN r.from_record WHERE x IN $in.opened) OR any(x IN r.to_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS next_ties, collect(DISTINCT q) AS next_kin
}
CALL (next) {
  UNWIND next AS p
  MATCH (p)-[r:LIVES_AT]->(a:Address)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS next_stays, collect(DISTINCT a) AS next_places
}
CALL (next_places) {
  UNWIND CASE WHEN $in.next_homes THEN next_places ELSE [] END AS a
  WITH a WHERE COUNT { (a)<-[:LIVES_AT]-() } <= $in.crowd
  OPTIONAL MATCH (a)<-[r:LIVES_AT]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT a) AS next_homes, collect(DISTINCT r) AS next_residing, collect(DISTINCT q) AS next_residents
}
WITH asked_about, asked_events, concerned, named, start, next,
  first_ties + next_ties AS walked_ties, first_stays + first_residing + next_stays + next_residing AS walked_stays,
  first_places + next_places AS walked_places, first_homes + next_homes AS walked_homes,
  start + first_kin + first_residents + next_kin + next_residents
    + CASE WHEN $in.all THEN [] ELSE COLLECT {
    UNWIND first_kin + first_residents + next_kin + next_residents AS p UNWIND p.beside AS id MATCH (q:Person {id: id}) RETURN DISTINCT q
  } END AS walked

// Ties and stays of persons by id: those that may hold in the time, or all that were known.
CALL (named) {
  CALL (named) {
    UNWIND $in.ties AS id MATCH (p:Person {id: id}) RETURN p
    UNION
    UNWIND CASE WHEN 'ties' IN $in.their THEN named ELSE [] END AS p RETURN p
  }
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to
    AND ($in.ever OR (r.any_from <= $in.on AND $in.since < r.any_to))
    AND ($in.all OR any(a IN r.agency WHERE a IN $in.content)
      OR any(x IN r.from_record WHERE x IN $in.opened) OR any(x IN r.to_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS own_ties, collect(DISTINCT q) AS kin
}
CALL (named) {
  CALL (named) {
    UNWIND $in.stays AS id MATCH (p:Person {id: id}) RETURN p
    UNION
    UNWIND CASE WHEN 'stays' IN $in.their THEN named ELSE [] END AS p RETURN p
  }
  MATCH (p)-[r:LIVES_AT]->(a:Address)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to
    AND ($in.ever OR (r.any_from <= $in.on AND $in.since < r.any_to))
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT r) AS own_stays, collect(DISTINCT a) AS places
}
CALL () {
  UNWIND $in.homes AS id
  MATCH (a:Address {id: id})
  OPTIONAL MATCH (a)<-[r:LIVES_AT]-(q:Person)
  WHERE r.known_from <= $in.known_at AND $in.known_at < r.known_to AND r.any_from <= $in.on AND $in.since < r.any_to
    AND ($in.all OR any(x IN r.agency WHERE x IN $in.content) OR any(x IN r.from_record WHERE x IN $in.opened))
  RETURN collect(DISTINCT a) AS homes, collect(DISTINCT r) AS residing, collect(DISTINCT q) AS residents
}
CALL (asked_events) {
  CALL (asked_events) {
    UNWIND asked_events AS e
    RETURN e
    UNION
    UNWIND $in.events_of AS id
    MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(e:Event)
    WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
    WITH DISTINCT e
    WITH e, AS_KNOWN(e) AS f
    WHERE coalesce(f.on_first <= $in.on, true)
      AND coalesce($in.events_since <= coalesce(f.until_last, f.on_last), true)
    RETURN e
  }
  WITH collect(DISTINCT e) AS every
  RETURN every[..$in.most_events] AS events, [e IN every[$in.most_events..] | e.id] AS more_events
}
CALL (events) {
  UNWIND events AS e
  MATCH (e)-[of:CONCERNS|SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(of) AND KNOWN(about)
  RETURN collect(DISTINCT p) AS party
}

// Involvements, enquiries and consents; those of everybody walked to, where the walk brings them along.
CALL (named, walked) {
  CALL (named, walked) {
    UNWIND $in.involvements AS id MATCH (p:Person {id: id}) RETURN p
    UNION
    UNWIND $in.involvement_ids AS id
    MATCH (:Involvement {id: id})<-[:INVOLVED]-(:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(about)
    RETURN p
    UNION
    UNWIND CASE WHEN 'involvements' IN $in.their THEN named ELSE [] END AS p RETURN p
    UNION
    UNWIND CASE $in.bring WHEN 'involvements' THEN walked WHEN 'children' THEN
      [p IN walked WHERE p IN named OR coalesce(p.date_of_birth_last > $in.born_after, true)] ELSE [] END AS p RETURN p
  }
  RETURN collect(p) AS involved
}
CALL (involved) {
  UNWIND involved AS p
  MATCH (p)<-[about:ABOUT]-(s:Involved)-[mine:INVOLVED]->(i:Involvement)
  WHERE KNOWN(about) AND KNOWN(mine)
    AND ($in.all OR s.agency IN $in.existence OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH p, i, collect(DISTINCT s.id) AS records
  WITH p, i, records, properties(AS_KNOWN(i)) AS f WHERE KNOWN(f)
  RETURN collect([p.id, records, i.id, i.agency, f.table, f.provider, f.implied, f.status, f.reason, f.primary_need,
    f.lead_professional, f.sensitivity, coalesce(i.sensitivity, 'ordinary'), f.valid_from, f.valid_to,
    toString(f.maybe_from), toString(f.surely_from), toString(f.surely_to), toString(f.maybe_to),
    [(i)-[of:WITH]->(v:Service) | [v.id, v.kind, KNOWN(of)]],
    CASE WHEN $in.workers THEN [(i)-[to:ALLOCATED_TO]->(w:Professional) WHERE KNOWN(to) |
      head([d IN [properties(AS_KNOWN(w))] | [toString(to.maybe_from), toString(to.maybe_to), to.valid_to,
        [w.id, w.name, w.role, w.registration, w.phone, w.email, w.named_officer, w.team, w.agency,
          KNOWN(d), d.valid_to, toString(d.maybe_from), toString(d.maybe_to)]]])] END,
    CASE WHEN i.agency IN $in.consented AND (NOT i.agency IN $in.existence
        OR NOT coalesce(i.sensitivity, 'ordinary') IN $in.shown
        OR EXISTS { MATCH (i)-[:WITH]->(v:Service) WHERE v.kind IN $in.hidden_kinds }) THEN
      [(i)<-[:INVOLVED]-(:SourceRecord)<-[:CONCERNS]-(c:Consent)
        WHERE c.scope = 'share' AND (c.closed_by IS NULL OR c.closed_by IN $in.loading)
          AND c.maybe_from <= $in.today AND $in.today < c.maybe_to |
        [c.given, c.agencies, c.surely_from <= $in.today AND $in.today < c.surely_to]] END
  ]) AS involvements
}
CALL (named) {
  UNWIND $in.enquiries AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(q:Enquiry)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH p, s, q, AS_KNOWN(q) AS f WHERE KNOWN(f)
  RETURN collect([p.id, s.id, q.id, q.agency, f.question, f.answer, f.on, toString(f.on_first), f.by]) AS enquiries
}
CALL (named) {
  UNWIND $in.consents AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(c:Consent)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH p, s, c, AS_KNOWN(c) AS f WHERE KNOWN(f)
  RETURN collect([p.id, s.id, c.id, c.agency, f.scope, f.given, f.agencies, f.note, f.valid_from, f.valid_to,
    toString(f.maybe_from), toString(f.maybe_to), f.opened_by]) AS consents
}
CALL (named) {
  UNWIND $in.decisions AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(d:SharingDecision)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content)
  WITH p, s, d, AS_KNOWN(d) AS f WHERE KNOWN(f)
  RETURN collect([p.id, s.id, d.id, d.agency, f.information, f.decided, f.reason, f.on, toString(f.on_first), f.rule,
    f.pack_version, f.by, [(d)-[to:WITH_AGENCY]->(o:Organisation) WHERE KNOWN(to) | [o.id, to.agency]],
    [(d)-[of:OF_EVENT]->(e:Event) WHERE KNOWN(of) | [e.id, of.agency]], f.opened_by]) AS decisions
}

// Who holds the same verified identifier as some persons, or as anybody in events that are read with theirs.
CALL (party) {
  CALL (party) {
    UNWIND $in.alike AS id MATCH (p:Person {id: id}) RETURN p
    UNION
    UNWIND CASE WHEN size($in.alike) > 0 THEN party ELSE [] END AS p RETURN p
  }
  OPTIONAL MATCH (p)<-[about:ABOUT]-(s:SourceRecord)-[mine:IDENTIFIED_BY]->(i:Identifier)
    <-[theirs:IDENTIFIED_BY]-(o:SourceRecord)-[of:ABOUT]->(q:Person)
  WHERE q <> p AND i.placeholder IS NULL AND KNOWN(about) AND KNOWN(mine) AND KNOWN(theirs) AND KNOWN(of)
    AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
    AND ($in.all OR o.agency IN $in.content OR o.id IN $in.opened)
  RETURN collect(DISTINCT p) AS compared, collect(DISTINCT q) AS alike
}

// Everybody whom a row names; of each the records that may be seen, or, for who sees all, what they say together.
CALL (named, concerned, walked, kin, residents, party, involved, compared, alike) {
  CALL (named, concerned, walked, kin, residents, party, involved, compared, alike) {
    UNWIND named + concerned + walked + kin + residents + party + involved + compared + alike AS p RETURN p
    UNION
    UNWIND $in.persons AS id MATCH (p:Person {id: id}) RETURN p
  }
  RETURN collect(p) AS people
}
CALL (people) {
  UNWIND CASE WHEN $in.all THEN people ELSE [] END AS p
  WITH p, properties(AS_KNOWN(p)) AS f
  RETURN collect([p.id, KNOWN(f), [f.family_name, f.given_names, f.also_known_as,
    f.date_of_birth, toString(f.date_of_birth_first), toString(f.date_of_birth_last),
    f.expected_date_of_birth, toString(f.expected_date_of_birth_first), toString(f.expected_date_of_birth_last),
    f.deceased_on, toString(f.deceased_on_first), toString(f.deceased_on_last),
    f.sex, f.first_language, f.interpreter_needed, f.disability, f.strengths, f.deceased, f.ethnicity]]) AS persons
}
CALL (named, people, compared, alike) {
  CALL (named, people, compared, alike) {
    UNWIND CASE WHEN $in.all THEN compared + alike ELSE people END AS p RETURN p
    UNION
    UNWIND $in.recorded AS id MATCH (p:Person {id: id}) RETURN p
    UNION
    UNWIND CASE WHEN 'recorded' IN $in.their THEN named ELSE [] END AS p RETURN p
  }
  WITH collect(p) AS recorded
  UNWIND recorded + CASE WHEN $in.all THEN [] ELSE COLLECT {
    UNWIND recorded AS p UNWIND p.beside AS id MATCH (q:Person {id: id}) RETURN DISTINCT q
  } END AS p
  WITH DISTINCT p
  MATCH (p)<-[about:ABOUT]-(s:SourceRecord)
  WHERE KNOWN(about) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH p, s, properties(AS_KNOWN(s)) AS f WHERE KNOWN(f)
  RETURN collect([p.id, s.id, s.agency, toString(f.recorded_at), f.person_id, f.gp_practice, f.school,
    [f.family_name, f.given_names, f.also_known_as,
    f.date_of_birth, toString(f.date_of_birth_first), toString(f.date_of_birth_last),
    f.expected_date_of_birth, toString(f.expected_date_of_birth_first), toString(f.expected_date_of_birth_last),
    f.deceased_on, toString(f.deceased_on_first), toString(f.deceased_on_last),
    f.sex, f.first_language, f.interpreter_needed, f.disability, f.strengths, f.deceased, f.ethnicity],
    [(s)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE KNOWN(held) |
      [i.scheme, i.value, type(held) = 'IDENTIFIED_BY', i.placeholder,
        any(n IN range(0, coalesce(size(held.shared_from), 0) - 1)
          WHERE held.shared_from[n] <= $in.known_at AND $in.known_at < held.shared_to[n])]],
    coalesce(s.sensitivity, 'ordinary')
  ]) AS records
}
CALL (people) {
  UNWIND CASE WHEN $in.all OR size($in.existence) = 0 THEN [] ELSE people END AS p
  MATCH (p)<-[about:ABOUT]-(s:Involved)
  WHERE KNOWN(about) AND s.agency IN $in.existence AND NOT s.agency IN $in.content
  RETURN collect([p.id, s.id, s.agency,
    [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE KNOWN(held) AND i.placeholder IS NULL
      AND NOT any(n IN range(0, coalesce(size(held.shared_from), 0) - 1)
        WHERE held.shared_from[n] <= $in.known_at AND $in.known_at < held.shared_to[n]) | i.id],
    coalesce(s.sensitivity, 'ordinary')]) AS linked
}
CALL (walked_ties, own_ties) {
  UNWIND walked_ties + own_ties AS r
  WITH DISTINCT r
  RETURN collect([type(r), startNode(r).id, endNode(r).id, r.type, r.agency, r.row, r.from_record, r.to_record, r.kind,
    r.valid_from, r.valid_to, [d IN r.maybe_from | toString(d)], [d IN r.maybe_to | toString(d)],
    CASE WHEN r.surely_from <> r.maybe_from THEN [d IN r.surely_from | toString(d)] END,
    CASE WHEN r.surely_to <> r.maybe_to THEN [d IN r.surely_to | toString(d)] END, r.to_agency,
    CASE WHEN all(t IN r.superseded_at WHERE $in.known_at < t) AND all(t IN r.recorded_at WHERE t <= $in.known_at)
      THEN null ELSE [i IN range(0, size(r.agency) - 1)
        WHERE r.recorded_at[i] <= $in.known_at AND $in.known_at < r.superseded_at[i] | i] END, r.kept]) AS ties
}
CALL (walked_stays, own_stays, residing) {
  UNWIND walked_stays + own_stays + residing AS r
  WITH DISTINCT r
  RETURN collect(['LIVES_AT', startNode(r).id, endNode(r).id, null, r.agency, r.row, r.from_record, r.to_record, r.kind,
    r.valid_from, r.valid_to, [d IN r.maybe_from | toString(d)], [d IN r.maybe_to | toString(d)],
    CASE WHEN r.surely_from <> r.maybe_from THEN [d IN r.surely_from | toString(d)] END,
    CASE WHEN r.surely_to <> r.maybe_to THEN [d IN r.surely_to | toString(d)] END, r.to_agency,
    CASE WHEN all(t IN r.superseded_at WHERE $in.known_at < t) AND all(t IN r.recorded_at WHERE t <= $in.known_at)
      THEN null ELSE [i IN range(0, size(r.agency) - 1)
        WHERE r.recorded_at[i] <= $in.known_at AND $in.known_at < r.superseded_at[i] | i] END]) AS stays
}
CALL (walked_places, places, homes) {
  UNWIND walked_places + places + homes AS a
  WITH DISTINCT a
  WITH a, COLLECT {
    MATCH (a) (()<-[:AT]-(:Household)-[:WRITTEN_AS]->()){0,1} (:Address)<-[at:AT]-(h:Household)
    WITH DISTINCT at, h
    WITH at, h, AS_KNOWN(h) AS f
    RETURN [h.id, h.agency, f.kind, h.shielded, KNOWN(at) AND KNOWN(f), (at.closed_by IS NULL OR at.closed_by IN $in.loading)
      AND (h.closed_by IS NULL OR h.closed_by IN $in.loading), f.standard_address, h.standard_address,
      any(id IN $in.opened WHERE EXISTS { MATCH (h)<-[:LIVES_IN]-(:SourceRecord {id: id}) })]
  } AS households
  RETURN collect([a.id, a.uprn, households]) AS addresses
}
RETURN asked_about AS about, persons, records, linked, ties, stays, addresses, involvements, enquiries, consents,
  decisions,
  [p IN start | p.id] AS start, [p IN next | p.id] AS next, [p IN involved | p.id] AS involved,
  [p IN compared | p.id] AS compared,
  [a IN walked_homes + homes | a.id] AS homes, more_events,
  COLLECT {
    UNWIND events AS e
    WITH e, properties(AS_KNOWN(e)) AS f
    RETURN [e.id, e.agency, KNOWN(f), f.event_id, f.kind, f.on, toString(f.on_first), toString(f.on_last), f.until,
      toString(f.until_last), f.category, f.summary, f.sensitivity, f.count, f.to_service, toString(f.recorded_at),
      [(e)-[of:CONCERNS]->(s:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(of) AND KNOWN(about) | [p.id, s.id, s.agency]],
      [(e)-[of:SAW]->(s:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(of) AND KNOWN(about) | [p.id, s.id, s.agency]],
      [(e)-[of:SPOKE_TO]->(s:SourceRecord)-[about:ABOUT]->(p:Person) WHERE KNOWN(of) AND KNOWN(about) | [p.id, s.id, s.agency]],
      [(e)-[t:INFORMED]->(o:Organisation) WHERE KNOWN(t) | [o.id, t.agency, t.service_id, t.status, t.at,
        toString(t.at_first), toString(t.at_last), toString(t.recorded_at), t.how, t.by, t.basis, t.row, t.opened_by]],
      [(e)-[t:TOOK_PART|REFERRED_TO]->(o:Organisation) WHERE KNOWN(t) | [o.id, type(t), t.agency]],
      [(e)-[t:SAME_OCCURRENCE]-(o:Event) WHERE KNOWN(t) | [o.id, t.agency, startNode(t) = e,
        CASE WHEN startNode(t) = e THEN [] ELSE [o.category, o.summary] END]],
      [(e)-[t:FOLLOWED]->(o:Event) WHERE KNOWN(t) | [o.id, t.agency, true, []]],
      [e.sensitivity] + [(e)-[:PART_OF]->(i:Involvement) | i.sensitivity]
        + [(e)-[:CONCERNS]->(s:SourceRecord) WHERE s.sensitivity IS NOT NULL | s.sensitivity],
      [(e)-[:REPORTED_BY]->(v:Service) | v.kind] + [(e)-[:PART_OF]->(:Involvement)-[:WITH]->(v:Service) | v.kind],
      [(e)-[t:REPORTED_BY]->(v:Service) WHERE KNOWN(t) | [v.id, t.agency]],
      [(e)-[t:PART_OF]->(i:Involvement) WHERE KNOWN(t) | [i.id, t.agency]],
      f.seen_how, [e.category, e.summary]]
  } AS events,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
