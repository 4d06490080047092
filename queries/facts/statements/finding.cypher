// Whom a flag of the last sweep names: the records of the persons as the sweep had them.
CALL () {
  MATCH (:Flag {id: $in.flag})<-[:OF]-(f:Finding)
  MATCH (s:Sweep {id: f.sweep, state: 'complete'})
  WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
  UNWIND f.people AS person
  RETURN collect(DISTINCT person) AS person_ids
}
RETURN person_ids,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
