// All services and organisations, and what each agency's deliveries cover: few, and read whole.
CALL (loading) {
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
  RETURN collect([o.id, x.extracted_at <= $known_at, toString(x.covers_from), toString(x.covers_to)]) AS coverage
}
RETURN {services: services, agencies: agencies, coverage: coverage} AS answer
