// The named officers of agencies (seed row 17), by the index of each agency's workers.
CALL () {
  UNWIND $in.officers AS agency
  MATCH (w:Professional {agency: agency, named_officer: 'yes'})
  USING INDEX SEEK w:Professional(agency, superseded_at)
  WHERE w.superseded_at IS NOT NULL
  WITH w, AS_KNOWN(w) AS d
  RETURN collect([w.id, w.name, w.role, w.registration, w.phone, w.email, w.named_officer, w.team, w.agency,
    KNOWN(d), d.valid_to, toString(d.maybe_from), toString(d.maybe_to)]) AS officers
}
RETURN officers, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
