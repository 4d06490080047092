// Everything held about the persons of some stored ids, row by row, whenever it held and whether or not it was superseded
// (UK GDPR art. 15). `in.own` bounds it to the rows of the agency that answers for them; null for everybody's.
//
// `said` is what the row says now, `before` what it said before, `others` the records of other persons in it, `shields`
// what shields the household of a stay. The number of the load that changed a row is left out: it numbers everybody's.
CALL () {
  UNWIND $in.persons AS id
  MATCH (:Person {id: id})<-[mine:ABOUT]-(r:SourceRecord) WHERE KNOWN(mine)
  RETURN collect(DISTINCT r) AS theirs
}
WITH [r IN theirs WHERE $in.all OR r.agency = $in.own] AS own, [r IN theirs | 'person:' + split(r.id, ':')[1]] AS named
CALL (own) {
  CALL (own) {
    UNWIND own AS one
    RETURN 'SourceRecord' AS kind, one AS row, null AS edge, [] AS others, null AS home
    UNION
    UNWIND own AS one
    MATCH (one)-[:INVOLVED]->(i:Involvement)
    RETURN 'Involvement' AS kind, i AS row, null AS edge, [] AS others, null AS home
    UNION
    UNWIND own AS one
    MATCH (one)<-[:CONCERNS|SAW|SPOKE_TO]-(row)
    RETURN head(labels(row)) AS kind, row, null AS edge,
      COLLECT { MATCH (row)-[:CONCERNS|SAW|SPOKE_TO]->(r:SourceRecord) WHERE NOT r IN own RETURN DISTINCT r.id ORDER BY r.id }
        AS others, null AS home
    UNION
    UNWIND own AS one
    MATCH (one)-[e:STATES]-(other:SourceRecord)
    RETURN 'STATES' AS kind, null AS row, e AS edge, CASE WHEN other IN own THEN [] ELSE [other.id] END AS others, null AS home
    UNION
    UNWIND own AS one
    MATCH (one)-[e:LIVES_IN]->(h:Household)
    RETURN 'LIVES_IN' AS kind, null AS row, e AS edge, [] AS others, h AS home
    UNION
    UNWIND own AS one
    MATCH (one)-[:LIVES_IN]->(h:Household)
    RETURN 'Household' AS kind, h AS row, null AS edge, [] AS others, h AS home
    UNION
    UNWIND own AS one
    MATCH (one)<-[:CONCERNS]-(:Event)-[e:INFORMED]->(:Organisation)
    RETURN 'INFORMED' AS kind, null AS row, e AS edge, [] AS others, null AS home
  }
  WITH kind, row, edge, others, home, coalesce(row, edge) AS it, coalesce(row.id, edge.row) AS id
  WHERE $in.all OR it.agency = $in.own
  RETURN collect({
    kind: kind, id: id, agency: it.agency, others: others, said: it {.*, changed: null},
    before: [(row)-[:WAS]->(was) | was {.*, changed: null}],
    from: CASE WHEN edge IS NOT NULL THEN startNode(edge).id END,
    to: CASE WHEN edge IS NOT NULL THEN endNode(edge).id END,
    source: head(COLLECT {
      MATCH (x:Extract {id: it.opened_by}) RETURN {delivery: x.id, at: toString(x.extracted_at)} AS source
      UNION ALL
      MATCH (e:Entry {id: it.opened_by}) RETURN {entry: e.id, at: toString(e.entered_at)} AS source
    }),
    shields: CASE WHEN home IS NULL THEN [] ELSE [home.shielded] + COLLECT {
      MATCH (home)-[:AT|WRITTEN_AS]->(:Address) (()<-[:WRITTEN_AS]-(:Household)-[:AT]->()){0,1} (:Address)
        <-[at:AT|WRITTEN_AS]-(o:Household)
      WHERE (at.closed_by IS NULL OR at.closed_by IN $in.loading) AND (o.closed_by IS NULL OR o.closed_by IN $in.loading)
      RETURN o.shielded
    } END,
    challenges: COLLECT { MATCH (c:Challenge {assertion: id}) RETURN properties(c) ORDER BY c.id },
    settlements: COLLECT { MATCH (s:Settlement {assertion: id}) RETURN properties(s) ORDER BY s.id }
  }) AS rows
}
RETURN [one IN own | one.id] AS own_records, named, rows AS held_rows,
  COLLECT {
    UNWIND CASE WHEN $in.all THEN $in.persons ELSE [] END AS told
    MATCH (f:Finding) WHERE f.body CONTAINS told
    MATCH (f)-[:OF]->(flag:Flag), (s:Sweep {id: f.sweep, state: 'complete'})
    WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
    RETURN {flag: flag.id, rule: f.rule, body: f.body, state: flag.state, reason: flag.reason} ORDER BY flag.id
  } AS findings,
  COLLECT {
    MATCH (d:FlagDecision) WHERE ($in.all OR d.agency = $in.own) AND any(id IN d.people WHERE id IN named)
    RETURN properties(d) ORDER BY d.id
  } AS flag_decisions,
  COLLECT {
    MATCH (g:Glass) WHERE ($in.all OR g.agency = $in.own) AND any(id IN g.people WHERE id IN named)
    RETURN g {.*, others: [id IN g.people WHERE NOT id IN named], agencies: [(g)-[:NOTIFIES]->(o:Organisation) | o.id]}
      ORDER BY g.broken_at, g.id
  } AS broken,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
