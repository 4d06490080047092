// All services and organisations, and what each agency's deliveries cover: few, and read whole.
CALL () {
  MATCH (s:Service)
  WITH s, COLLECT { MATCH (s)<-[:WITH]-(any:Involvement) RETURN any LIMIT 100 } AS some
  RETURN collect([s.id, s.name, s.kind, any(one IN some WHERE EXISTS { (one)-[:ALLOCATED_TO]->() })]) AS services
}
CALL () {
  MATCH (o:Organisation)
  RETURN collect([o.id, o.name, o.kind]) AS agencies
}
CALL () {
  MATCH (x:Extract {state: 'complete'})-[:DELIVERED_BY]->(o:Organisation)
  RETURN collect([o.id, x.extracted_at <= $in.known_at, toString(x.covers_from), toString(x.covers_to)]) AS coverage
}
RETURN {services: services, agencies: agencies, coverage: coverage} AS answer, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later
