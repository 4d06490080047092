// What is kept beside rows, by the ids of each: challenges of rows, the numbers of entries, households, workers.
CALL () {
  UNWIND $in.challenges AS row
  MATCH (c:Challenge {assertion: row}) WHERE KNOWN(c)
  RETURN collect([c.id, c.assertion, c.agency, c.reason, c.by, toString(c.recorded_at), c.opened_by,
    c.holder, head(COLLECT { MATCH (o:Organisation {id: c.agency}) RETURN o.kind })]) AS challenges
}
CALL () {
  UNWIND $in.challenges AS row
  MATCH (s:Settlement {assertion: row}) WHERE KNOWN(s)
  RETURN collect([s.id, s.assertion, s.agency, s.challenge, s.outcome, s.corrects, s.was, s.value, s.reason, s.basis, s.by,
    toString(s.recorded_at), CASE WHEN datetime(s.lapsed_at) <= $in.known_at THEN s.lapsed_at END, s.opened_by])
    AS settlements
}
CALL () {
  UNWIND $in.entries AS id
  MATCH (e:Entry {id: id}) MATCH (l:Line {id: e.line})
  RETURN collect([e.id, l.version]) AS entries
}
CALL () {
  UNWIND $in.households AS id
  MATCH (h:Household {id: id})
  WHERE $in.all OR h.agency IN $in.content OR EXISTS { MATCH (h)<-[:LIVES_IN]-(s:SourceRecord) WHERE s.id IN $in.opened }
  WITH h, AS_KNOWN(h) AS f WHERE KNOWN(f)
  RETURN collect([[h.id, h.agency, f.household_id, f.uprn, f.address, f.postcode, f.kind, f.shielded],
    [h.id, h.agency, h.shielded, h.standard_address],
    [(h)<-[:LIVES_IN]-(s:SourceRecord) WHERE s.id IN $in.opened | s.id],
    COLLECT {
      MATCH (h)-[:AT|WRITTEN_AS]->(:Address) (()<-[:WRITTEN_AS]-(:Household)-[:AT]->()){0,1} (:Address)
        <-[at:AT|WRITTEN_AS]-(o:Household)
      WHERE (at.closed_by IS NULL OR at.closed_by IN $in.loading) AND (o.closed_by IS NULL OR o.closed_by IN $in.loading)
      RETURN DISTINCT [o.id, o.agency, o.shielded, o.standard_address]
    }]) AS households
}
CALL () {
  UNWIND $in.professionals AS id
  MATCH (w:Professional {id: id})
  WITH w, AS_KNOWN(w) AS d
  RETURN collect([[w.id, w.name, w.role, w.registration, w.phone, w.email, w.named_officer, w.team, w.agency,
      KNOWN(d), d.valid_to, toString(d.maybe_from), toString(d.maybe_to)],
    [(w)-[works:WORKS_IN]->(v:Service) WHERE KNOWN(works) | v.id],
    [(w)-[managed:MANAGED_BY]->(m:Professional) WHERE KNOWN(managed) | m.id]]) AS professionals
}
RETURN challenges, settlements, entries, households, professionals,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
