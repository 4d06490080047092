// By which ids the persons of some stored ids may have been asked about: every record of theirs, and what hangs from the
// records that an agency answers for (`in.own`; everybody's for who sees all). At most `in.most` of each kind.
UNWIND $in.persons AS id
MATCH (p:Person {id: id})<-[about:ABOUT]-(r:SourceRecord) WHERE KNOWN(about)
WITH DISTINCT r
WITH collect([r.id, r.agency,
    CASE WHEN $in.all OR r.agency = $in.own THEN COLLECT { MATCH (r)-[:INVOLVED]->(i:Involvement) RETURN i.id ORDER BY i.id LIMIT $in.most } ELSE [] END,
    CASE WHEN $in.all OR r.agency = $in.own THEN COLLECT {
      MATCH (r)<-[:CONCERNS]-(e:Event) RETURN [e.id, toString(e.on_first)] ORDER BY e.on_first DESC, e.id LIMIT $in.most } ELSE [] END
  ]) AS held
RETURN held,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
