// What happened to them on or before the date, of each person the newest, undated rows last; and who knows. Whether an
// event may be seen is asked once: what is its own then stands.
CALL (people, loading) {
  UNWIND people AS p
  CALL (p, loading) {
    MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(e:Event)
    WHERE OF(about) AND LEADS(of_e)
    WITH DISTINCT e, FACT(e) AS e_facts WHERE STANDS(e_facts)
    WITH e, e_facts, DATED(e) AS dated WHERE coalesce(dated.on_first <= $on, true)
    RETURN e, e_facts, dated ORDER BY dated.on_first IS NULL, dated.on_first DESC LIMIT $bound
  }
  WITH DISTINCT loading, e, e_facts, dated
  RETURN collect({
    id: e.id, agency: e_facts.agency, kind: e_facts.kind, on: e_facts.on, category: e_facts.category,
    count: coalesce(e_facts.count, 1),
    first: toString(dated.on_first), last: toString(dated.on_last),
    until: toString(coalesce(e_facts.until_last, dated.on_last)),
    people: [(e)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE STANDS(of) AND OF(about) | ID(q)],
    seen: [(e)-[saw:SAW|SPOKE_TO]->(:SourceRecord)-[about:ABOUT]->(q:Person) WHERE STANDS(saw) AND OF(about) | ID(q)],
    service: head([(e)-[by:REPORTED_BY]->(s:Service) WHERE STANDS(by) | s.id]),
    together: [(e)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id],
    referred: [(e)-[to:REFERRED_TO]->(o:Organisation) WHERE KNOWN(to) | o.id],
    told: [(e)-[told:INFORMED]->(o:Organisation)
      WHERE KNOWN(told) AND coalesce({told_on}, dated.on_first, $on) <= $on | {agency: o.id,
        status: coalesce(told.status, 'informed'), at: told.at_first.epochMillis,
        recorded: told.recorded_at.epochMillis, last: toString(coalesce(date(told.at_last), dated.on_last))}],
    twins: [(e)-[same:SAME_OCCURRENCE]-(other:Event) WHERE LEADS(same_other) | {id: other.id,
      agency: head([other_facts IN [FACT(other)] WHERE STANDS(other_facts) AND coalesce(HAPPENED(other) <= $on, true) |
        other.agency])}]
  }) AS events
}
