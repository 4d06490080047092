// All that is known of some persons, and of the kinds of some places, whenever it holds: rows for the snapshot, each
// a list in the order of the columns of `queries.analysis.borough.rows`. It is of all agencies' rows: for who sees all.
CALL () {
  UNWIND $in.people AS id
  MATCH (p:Person {id: id})
  RETURN collect(p) AS people
}
CALL (people) {
  UNWIND people AS p
  WITH p, AS_KNOWN(p) AS f WHERE KNOWN(f)
  RETURN collect([
    p.id, f.date_of_birth IS NOT NULL, toString(f.date_of_birth_last), f.expected_date_of_birth IS NOT NULL,
    toString(coalesce(f.date_of_birth_first, f.expected_date_of_birth_first)),
    CASE WHEN f.deceased_on IS NULL AND f.deceased = 'yes' THEN '0001-01-01' ELSE toString(f.deceased_on_last) END,
    size([(p)-[e:PARENT_OF|PARTNER_OF|CARES_FOR|RELATED_TO]-(q)
      WHERE e.known_from <= $in.known_at AND $in.known_at < e.known_to
        AND (e.type IN ['partner', 'spouse', 'ex_partner'] OR (startNode(e) = p
          AND (type(e) = 'PARENT_OF' OR e.type IN ['grandparent', 'great_grandparent']
            OR (type(e) = 'CARES_FOR' AND e.type <> 'young_carer'))
          AND NOT ((type(e) = 'PARENT_OF' OR e.type IN ['grandparent', 'great_grandparent', 'special_guardian'])
            AND EXISTS { (q)-[o:PARENT_OF|CARES_FOR|RELATED_TO]->(p)
              WHERE o.known_from <= $in.known_at AND $in.known_at < o.known_to AND (type(o) = 'PARENT_OF'
                OR o.type IN ['grandparent', 'great_grandparent', 'special_guardian']) }))) | 1]) > 0,
    EXISTS { (p)<-[about:ABOUT]-(s:SourceRecord {sensitivity: 'sealed'}) WHERE KNOWN(about) },
    toString(f.expected_date_of_birth_last)
  ]) AS persons
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(s:SourceRecord) WHERE KNOWN(about)
  WITH p, s, AS_KNOWN(s) AS said, coalesce(s.sensitivity, 'ordinary') = 'sealed' AS sealed
  RETURN collect([
    p.id, s.id, s.agency, said.given_names, said.family_name, coalesce(said.also_known_as, []), said.date_of_birth,
    [(s)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE NOT sealed AND i.placeholder IS NULL AND KNOWN(held) | i.id], sealed
  ]) AS records
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(r:SourceRecord)-[mine:IDENTIFIED_BY]->(same:Identifier)<-[theirs:IDENTIFIED_BY]-(s:SourceRecord)
    -[of:ABOUT]->(other:Person)
  WHERE other <> p AND same.placeholder IS NULL AND KNOWN(about) AND KNOWN(mine) AND KNOWN(theirs) AND KNOWN(of)
    AND coalesce(r.sensitivity, 'ordinary') <> 'sealed' AND coalesce(s.sensitivity, 'ordinary') <> 'sealed'
  UNWIND [[p.id, other.id, s.id], [other.id, p.id, r.id]] AS pair
  RETURN collect(DISTINCT pair) AS sharing
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]->(q:Person)
  WHERE (type(r) <> 'RELATED_TO' OR r.type IN $in.kin) AND r.known_from <= $in.known_at AND $in.known_at < r.known_to
  UNWIND [i IN range(0, size(r.agency) - 1)
    WHERE r.recorded_at[i] <= $in.known_at AND $in.known_at < r.superseded_at[i]] AS i
  RETURN collect(DISTINCT [
    p.id, q.id, type(r), r.type, toString(r.maybe_from[i]), toString(r.maybe_to[i]),
    coalesce(r.kept[i], 'ordinary') = 'sealed', r.agency[i], toString(r.surely_from[i]), toString(r.surely_to[i])
  ]) AS ties
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)-[r:PARENT_OF|CARES_FOR|RELATED_TO]-(:Person)
  WHERE r.type IN $in.elder AND r.known_from <= $in.known_at AND $in.known_at < r.known_to
  WITH DISTINCT r, startNode(r) AS elder, endNode(r) AS younger
  WITH r, elder, younger, AS_KNOWN(elder) AS e, AS_KNOWN(younger) AS y
  WHERE e.date_of_birth_first > y.date_of_birth_last
  UNWIND [i IN range(0, size(r.agency) - 1)
    WHERE r.recorded_at[i] <= $in.known_at AND $in.known_at < r.superseded_at[i]] AS i
  RETURN collect([
    elder.id, younger.id, type(r), r.type, r.agency[i], r.row[i], r.valid_from[i], toString(r.maybe_from[i]),
    toString(r.maybe_to[i])
  ]) AS excluded
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)-[l:LIVES_AT]->(place:Address) WHERE l.known_from <= $in.known_at AND $in.known_at < l.known_to
  UNWIND [i IN range(0, size(l.agency) - 1)
    WHERE l.recorded_at[i] <= $in.known_at AND $in.known_at < l.superseded_at[i]] AS i
  RETURN collect(DISTINCT [
    p.id, place.id, l.agency[i], l.kind[i], l.valid_from[i], toString(l.maybe_from[i]),
    toString(l.maybe_to[i]), l.to_record[i], place.uprn
  ]) AS stays
}
CALL (people) {
  CALL (people) {
    UNWIND people AS p
    MATCH (p)-[:LIVES_AT]->(a:Address)
    RETURN a
    UNION
    UNWIND $in.places AS id
    MATCH (a:Address {id: id})
    RETURN a
  }
  WITH a, COLLECT {
    MATCH (a) (()<-[:AT]-(:Household)-[:WRITTEN_AS]->()){0,1} (:Address)<-[at:AT]-(h:Household) WHERE KNOWN(at)
    WITH DISTINCT h
    WITH h, AS_KNOWN(h) AS f
    RETURN {id: h.id, agency: h.agency, kind: f.kind, shielded: coalesce(f.shielded, 'no') <> 'no', postcode: f.postcode,
      text: coalesce(f.standard_address, '')}
  } AS households
  RETURN collect([a.id, households]) AS places
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement) WHERE KNOWN(about) AND KNOWN(mine)
  WITH DISTINCT p, i, AS_KNOWN(i) AS known
  WHERE KNOWN(known) AND (known.status = 'open' OR (known.status = 'closed' AND known.valid_to IS NOT NULL))
  MATCH (i)-[of:WITH]->(s:Service) WHERE KNOWN(of)
  RETURN collect([
    p.id, i.id, s.id, known.provider, i.agency, known.valid_from, toString(known.maybe_from), toString(known.maybe_to),
    known.implied IS NOT NULL, [made IN [(i)-[to:ALLOCATED_TO]->(w:Professional) WHERE KNOWN(to) |
      head([d IN [AS_KNOWN(w)] WHERE coalesce(KNOWN(d), true) | {
        registration: d.registration,
        first: toString(CASE WHEN to.maybe_from >= d.maybe_from THEN to.maybe_from
          ELSE coalesce(d.maybe_from, to.maybe_from) END),
        end: toString(CASE WHEN to.maybe_to <= d.maybe_to THEN to.maybe_to ELSE coalesce(d.maybe_to, to.maybe_to) END),
        until: CASE WHEN to.maybe_to <= d.maybe_to THEN to.valid_to ELSE coalesce(d.valid_to, to.valid_to) END
      }])] WHERE made IS NOT NULL], coalesce(i.sensitivity, 'ordinary'),
      known.lead_professional
  ]) AS involvements
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement) WHERE KNOWN(about) AND KNOWN(mine)
  WITH DISTINCT p, i, AS_KNOWN(i) AS known
  WHERE KNOWN(known) AND NOT (known.status = 'open' OR (known.status = 'closed' AND known.valid_to IS NOT NULL))
    AND EXISTS { MATCH (i)-[of:WITH]->(:Service) WHERE KNOWN(of) }
  RETURN collect([p.id, known.provider, known.status, known.valid_from, toString(known.maybe_from),
    toString(known.maybe_to)]) AS others
}
CALL (people) {
  CALL (people) {
    UNWIND people AS p
    MATCH (p)<-[about:ABOUT]-(:SourceRecord)<-[of:CONCERNS|SAW|SPOKE_TO]-(e:Event) WHERE KNOWN(about) AND KNOWN(of)
    RETURN DISTINCT e
  }
  WITH e, AS_KNOWN(e) AS e_facts
  WHERE KNOWN(e_facts)
  WITH e, e_facts, CASE WHEN e_facts.on_first IS NOT NULL THEN e_facts ELSE
      head([one IN [(e)-[led:FOLLOWED*1..8]->(earlier:Event) WHERE all(step IN led WHERE KNOWN(step)) | AS_KNOWN(earlier)]
        WHERE KNOWN(one) AND one.on_first IS NOT NULL]) END AS dated
  RETURN collect([
    e.id, e_facts.agency, e_facts.kind, e_facts.on, e_facts.category, coalesce(e_facts.count, 1),
    toString(dated.on_first), toString(dated.on_last), toString(coalesce(e_facts.until_last, dated.on_last)),
    [(e)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(of) AND KNOWN(about) | q.id],
    [(e)-[saw:SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE KNOWN(saw) AND KNOWN(about) | q.id],
    head([(e)-[by:REPORTED_BY]->(s:Service) WHERE KNOWN(by) | s.id]),
    [(e)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    [(e)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id],
    [(e)-[told:INFORMED]->(o:Organisation) WHERE KNOWN(told) | {
      agency: o.id, status: coalesce(told.status, 'informed'), at: told.at_first.epochMillis,
      recorded: told.recorded_at.epochMillis, from: toString(coalesce(CASE WHEN told.at_first IS NOT NULL
        THEN date(datetime({datetime: told.at_first, timezone: 'Europe/London'})) END, dated.on_first)),
      last: toString(coalesce(date(told.at_last), dated.on_last))}],
    [(e)-[same:SAME_OCCURRENCE]-(other:Event) WHERE KNOWN(same) | head([other_facts IN [AS_KNOWN(other)] | {
      id: other.id, agency: CASE WHEN KNOWN(other_facts) THEN other.agency END, from: toString((CASE WHEN other_facts.on_first IS NOT NULL THEN other_facts ELSE
      head([one IN [(other)-[led:FOLLOWED*1..8]->(earlier:Event) WHERE all(step IN led WHERE KNOWN(step)) | AS_KNOWN(earlier)]
        WHERE KNOWN(one) AND one.on_first IS NOT NULL]) END).on_first)}])],
    e_facts.seen_how
  ]) AS events
}
CALL (people) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(q:Enquiry) WHERE KNOWN(about) AND KNOWN(of)
  WITH p, q, AS_KNOWN(q) AS asking WHERE KNOWN(asking)
  RETURN collect([p.id, q.agency, asking.question, asking.answer, asking.on, toString(asking.on_first)]) AS enquiries
}
RETURN {
  persons: persons, records: records, sharing: sharing, ties: ties, excluded: excluded, stays: stays, places: places,
  involvements: involvements, others: others, events: events, enquiries: enquiries
} AS answer, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later
