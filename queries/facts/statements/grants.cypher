// Grants of break-glass access, by reference.
UNWIND $in.grants AS id
MATCH (g:Glass {id: id})
WITH collect([g.id, g.agency, g.professional, g.role, g.purpose, g.basis, g.reason, g.people, toString(g.broken_at),
    toString(g.until), toString(g.closed_at), [(g)-[:NOTIFIES]->(o:Organisation) | o.id]]) AS grants
RETURN grants,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
