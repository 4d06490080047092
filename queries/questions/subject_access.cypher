// Everything held about a person, row by row, whenever it held and whether or not it was superseded (UK GDPR art. 15).
// Where an agency answers for its own records: its own rows, that others challenge them, and no finding, which rests on
// everybody's. `said` is what the row says now, `before` what it said before, `others` the records of other persons in it.
// `changed` is left out: it numbers the loads of everybody's rows. With them what was decided of flags that name the
// person, and the glass that was broken for them.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
MATCH (person)<-[mine:ABOUT]-(own:SourceRecord)
WHERE HELD(mine)
WITH loading, person, ID(person) AS told, collect(DISTINCT own) AS own
CALL (own, loading) {
  UNWIND own AS one
  RETURN 'SourceRecord' AS kind, one AS row, null AS edge, [] AS others
  UNION
  UNWIND own AS one
  MATCH (one)-[:INVOLVED]->(i:Involvement)
  RETURN 'Involvement' AS kind, i AS row, null AS edge, [] AS others
  UNION
  UNWIND own AS one
  MATCH (one)<-[:CONCERNS|SAW|SPOKE_TO]-(row)
  RETURN head(labels(row)) AS kind, row, null AS edge,
    COLLECT { MATCH (row)-[:CONCERNS|SAW|SPOKE_TO]->(r:SourceRecord) WHERE NOT r IN own RETURN DISTINCT r.id ORDER BY r.id }
      AS others
  UNION
  UNWIND own AS one
  MATCH (one)-[e:STATES]-(other:SourceRecord)
  RETURN 'STATES' AS kind, null AS row, e AS edge, CASE WHEN other IN own THEN [] ELSE [other.id] END AS others
  UNION
  UNWIND own AS one
  MATCH (one)-[e:LIVES_IN]->(h:Household) WHERE DISCLOSED(h)
  RETURN 'LIVES_IN' AS kind, null AS row, e AS edge, [] AS others
  UNION
  UNWIND own AS one
  MATCH (one)-[:LIVES_IN]->(h:Household) WHERE DISCLOSED(h)
  RETURN 'Household' AS kind, h AS row, null AS edge, [] AS others
  UNION
  UNWIND own AS one
  MATCH (one)<-[:CONCERNS]-(:Event)-[e:INFORMED]->(:Organisation)
  RETURN 'INFORMED' AS kind, null AS row, e AS edge, [] AS others
}
WITH person, told, own, kind, coalesce(row.id, edge.row) AS id, coalesce(row, edge) AS it, row, edge, others WHERE OURS(it)
OPTIONAL MATCH (agency:Organisation {id: it.agency})
WITH person, told, own, kind, id, it, row, edge, others, agency
ORDER BY agency.id, kind, id, it.recorded_at
WITH person, told, own, collect({
  kind: kind, id: id, agency: it.agency, agency_name: agency.name, agency_kind: agency.kind, others: others,
  said: it {.*, changed: null}, before: [(row)-[:WAS]->(was) | was {.*, changed: null}],
  from: CASE WHEN edge IS NOT NULL THEN startNode(edge).id END, to: CASE WHEN edge IS NOT NULL THEN endNode(edge).id END,
  source: head(COLLECT {
    MATCH (x:Extract {id: it.opened_by}) RETURN {delivery: x.id, at: toString(x.extracted_at)} AS source
    UNION ALL
    MATCH (e:Entry {id: it.opened_by}) RETURN {entry: e.id, at: toString(e.entered_at)} AS source
  }),
  challenges: COLLECT { MATCH (c:Challenge {assertion: id}) RETURN CASE WHEN OURS(c) THEN properties(c) ELSE c {.assertion, .closed_by} END ORDER BY c.id }
}) AS rows
WITH told, own, rows, COLLECT { MATCH (person)<-[of:ABOUT]-(r:SourceRecord) WHERE STANDS(of) RETURN 'person:' + split(r.id, ':')[1] }
  AS named
RETURN {
  person: told, records: [one IN own | one.id], rows: rows,
  findings: COLLECT {
    MATCH (f:Finding) WHERE OURS(f) AND f.body CONTAINS told
    MATCH (f)-[:OF]->(flag:Flag), (s:Sweep {id: f.sweep, state: 'complete'})
    WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
    RETURN {flag: flag.id, rule: f.rule, body: f.body, state: flag.state, reason: flag.reason} ORDER BY flag.id
  },
  decisions: COLLECT { MATCH (d:FlagDecision) WHERE OURS(d) AND any(id IN d.people WHERE id IN named) RETURN properties(d) ORDER BY d.id },
  glass: COLLECT {
    MATCH (g:Glass) WHERE OURS(g) AND any(id IN g.people WHERE id IN named)
    RETURN g {.*, others: [id IN g.people WHERE NOT id IN named], agencies: [(g)-[:NOTIFIES]->(o:Organisation) | o.id],
      agency_kind: head(COLLECT { MATCH (o:Organisation {id: g.agency}) RETURN o.kind })} ORDER BY g.broken_at, g.id
  }
} AS answer
