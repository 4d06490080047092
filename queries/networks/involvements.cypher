// Live involvements with services.
CALL (people, loading) {
  UNWIND people AS p
  CALL (p, loading) {
    {live}
    RETURN counted
  }
  UNWIND counted AS one
  WITH loading, p, one.node AS i, one.facts AS i_facts
  MATCH (i)-[of:WITH]->(s:Service) WHERE STANDS(of)
  MATCH (o:Organisation {id: i_facts.provider})
  WITH p, s, i, i_facts, o,
    [made IN {allocations} WHERE coalesce(made.first <= toString($on), true)] AS allocations
  RETURN collect({
    id: i.id, person: ID(p), service: s.id, service_name: coalesce(s.name, o.name, o.id),
    kind: coalesce(s.kind, o.kind, 'other'), agency: o.id, agency_name: coalesce(o.name, o.id),
    since: i_facts.valid_from, recorded_by: i.agency, allocations: allocations
  }) AS involvements
}
