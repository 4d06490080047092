// What was decided of flags, on which evidence, and how often. Who sees all reads the decision that stands for the
// sweep; an agency's worker those of agencies whose rows may be seen, and counts the own agency's.
CALL () {
  UNWIND CASE WHEN $in.all THEN $in.flags ELSE [] END AS id
  MATCH (d:Flag {id: id})
  WHERE d.digest IS NOT NULL
  RETURN collect([d.id, d.id, d.digest, d.agency, d.state, d.reason, toString(d.decided_at)]) AS of_sweeps
}
CALL () {
  UNWIND CASE WHEN $in.all THEN [] ELSE $in.flags END AS id
  MATCH (d:FlagDecision {flag: id})
  WHERE d.agency IN $in.content
  RETURN collect([d.flag, d.id, d.digest, d.agency, d.state, d.reason, toString(d.decided_at)]) AS as_told
}
CALL () {
  UNWIND $in.flags AS id
  MATCH (l:Line {id: CASE WHEN $in.all THEN id ELSE $in.own + '/' + id END})
  RETURN collect([id, l.version]) AS versions
}
RETURN of_sweeps + as_told AS flag_decisions, versions, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
