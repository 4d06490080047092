// All organisations and services, and what each agency's deliveries cover: few, and the same for everybody. The reader
// keeps them until the stamp changes.
RETURN
  COLLECT { MATCH (o:Organisation) RETURN [o.id, o.name, o.kind, o.delivers] } AS organisations,
  COLLECT {
    MATCH (v:Service)
    RETURN [v.id, head([(v)-[:PROVIDED_BY]->(o:Organisation) | o.id]), v.name, v.kind, v.area, v.threshold,
      v.referral_route, v.response_time, v.eligibility, v.contact]
  } AS services,
  COLLECT {
    MATCH (x:Extract)-[:DELIVERED_BY]->(o:Organisation)
    RETURN [o.id, x.state, toString(x.extracted_at), toString(x.covers_from), toString(x.covers_to)]
  } AS extracts,
  COUNT { (:Extract {state: 'loading'}) } AS loading, 0 AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
