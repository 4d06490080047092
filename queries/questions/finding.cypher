// Whom a flag of the last sweep names, of those whom the viewer may see; nobody where it was kept without.
MATCH (:Flag {id: $flag})<-[:OF]-(f:Finding)
MATCH (s:Sweep {id: f.sweep, state: 'complete'})
WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
UNWIND f.people AS stored
MATCH (:SourceRecord {id: 'record:' + split(stored, ':')[1]})-[about:ABOUT]->(p:Person) WHERE STANDS(about)
WITH p, PERSON(p) AS facts WHERE PRESENT(facts)
RETURN collect(DISTINCT ID(p)) AS answer
