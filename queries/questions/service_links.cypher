// The borough's agencies and the links between them from $linked_from to the date, counted in the store by pair and kind
// (DOMAIN 'Link between two services', here about anybody). `informed` and `referred` lead from one agency to the other,
// `met`, `worker` and `people` (persons with whom both are live) are of two: `from` is the one with the smaller id.
CALL (loading) {
  MATCH (e:Event)-[told:INFORMED|TOOK_PART|REFERRED_TO]->(o:Organisation)
  WHERE KNOWN(told) AND (type(told) <> 'INFORMED' OR coalesce(told.status, 'informed') IN ['informed', 'acknowledged'])
  WITH loading, e, told, o, FACT(e) AS e_facts
  WHERE KNOWN(e_facts)
  WITH loading, e, told, o, e_facts, DATED(e) AS dated
  WHERE coalesce(dated.on_first <= $on, true) AND CASE type(told)
    WHEN 'INFORMED' THEN coalesce({told_on}, dated.on_first, $on) <= $on
      AND coalesce(date(told.at_last), dated.on_last, $on) >= $linked_from
    ELSE coalesce(coalesce(e_facts.until_last, dated.on_last) >= $linked_from, false) END
  WITH loading, e, e_facts.agency AS agency, type(told) AS by, collect(DISTINCT o.id) AS others
  WHERE EXISTS { MATCH (e)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(:Person) WHERE KNOWN(of) AND KNOWN(about) }
  UNWIND CASE by WHEN 'TOOK_PART' THEN [agency] + others ELSE [agency] END AS one
  UNWIND others AS other
  WITH e, by, one, other WHERE one <> other
  WITH DISTINCT e, by,
    CASE WHEN by = 'TOOK_PART' AND other < one THEN other ELSE one END AS from,
    CASE WHEN by = 'TOOK_PART' AND other < one THEN one ELSE other END AS to
  RETURN from, to, CASE by WHEN 'INFORMED' THEN 'informed' WHEN 'TOOK_PART' THEN 'met' ELSE 'referred' END AS kind,
    count(*) AS count
  UNION ALL
  MATCH (worker:Professional)<-[to:ALLOCATED_TO]-(i:Involvement)
  WHERE worker.registration IS NOT NULL AND KNOWN(to)
    AND coalesce(to.maybe_from, $on) <= $on AND $linked_from < coalesce(to.maybe_to, date('9999-12-31'))
  WITH worker, i, FACT(worker) AS serving
  WHERE KNOWN(serving) AND serving.maybe_from <= $on AND $linked_from < serving.maybe_to
  WITH worker, FACT(i) AS stated
  WHERE KNOWN(stated) AND RAN(stated)
  WITH worker.registration AS registration, collect(DISTINCT stated.provider) AS parties WHERE size(parties) > 1
  UNWIND parties AS from
  UNWIND parties AS to
  WITH from, to WHERE from < to
  RETURN from, to, 'worker' AS kind, count(*) AS count
  UNION ALL
  // A GP practice or school that only a person's record names is not counted: nearly everybody has one.
  MATCH (i:Involvement) WHERE i.implied IS NULL
  WITH loading, i, FACT(i) AS stated
  WHERE KNOWN(stated) AND LIVE(stated)
  MATCH (i)<-[mine:INVOLVED]-(:Involved)-[about:ABOUT]->(p:Person) WHERE KNOWN(mine) AND KNOWN(about)
  WITH p, collect(DISTINCT stated.provider) AS parties
  UNWIND parties AS from
  UNWIND parties AS to
  WITH from, to WHERE from <= to
  RETURN from, to, 'people' AS kind, count(*) AS count
}
WITH from, to, kind, count ORDER BY from, to, kind LIMIT $most
WITH collect({from: from, to: to, kind: kind, count: count}) AS pairs
CALL () {
  {coverage}
  WITH it WHERE it.last IS NOT NULL
  RETURN collect({id: it.agency.id, covered: it.covers_date}) AS delivering
}
CALL (pairs, delivering) {
  UNWIND [one IN delivering | one.id] + [pair IN pairs | pair.from] + [pair IN pairs | pair.to] AS id
  WITH DISTINCT delivering, id
  MATCH (o:Organisation {id: id})
  WITH delivering, o ORDER BY o.id LIMIT $most
  RETURN collect({
    id: o.id, name: coalesce(o.name, o.id), kind: coalesce(o.kind, 'other'),
    covered: any(one IN delivering WHERE one.id = o.id AND one.covered)
  }) AS agencies
}
RETURN {agencies: agencies, pairs: pairs} AS answer
