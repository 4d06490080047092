// What happened to them on or before the date, and who knows. Whether an event may be seen is asked once: what is its own
// then stands.
CALL (people, loading) {
  UNWIND people AS p
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(event:Event)
    WHERE OF(about) AND LEADS(of_event)
    WITH DISTINCT event, FACT(event) AS e WHERE coalesce(e.on_first <= $on, true)
    WITH event, e ORDER BY e.on_first DESC
    RETURN event, e LIMIT $bound
  }
  WITH DISTINCT loading, event, e
  WHERE STANDS(e)
  WITH loading, event, e,
    coalesce(e.on_first, head([at IN [(event)-[next:FOLLOWED]->(b:Event) WHERE LEADS(next_b) | (FACT(b)).on_first] WHERE at IS NOT NULL]))
      AS first
  WHERE coalesce(first <= $on, true)
  RETURN collect({
    id: event.id, agency: e.agency, kind: e.kind, on: e.on, category: e.category, count: coalesce(e.count, 1),
    first: toString(first), last: toString(coalesce(e.on_last, first)),
    until: toString(coalesce(e.until_last, e.on_last, first)),
    people: [(event)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE STANDS(of) AND OF(about) | ID(q)],
    seen: [(event)-[saw:SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE STANDS(saw) AND OF(about) | ID(q)],
    service: head([(event)-[by:REPORTED_BY]->(s:Service) WHERE STANDS(by) | s.id]),
    together: [(event)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    referred: [(event)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id],
    told: [(event)-[told:INFORMED]->(o:Organisation)
      WHERE KNOWN(told) AND coalesce({told_on}, e.on_first, $on) <= $on | {agency: o.id,
        status: coalesce(told.status, 'informed'), at: told.at_first.epochMillis,
        recorded: told.recorded_at.epochMillis, last: toString(coalesce(date(told.at_last), e.on_last))}],
    twins: [(event)-[same:SAME_OCCURRENCE]-(other:Event) WHERE LEADS(same_other) | {id: other.id, agency: other.agency}]
  }) AS events
}
