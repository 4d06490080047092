// Who is involved with whom around persons, who can know of whose involvement (seed rows 13, 29, 60), and which events
// of rows 9 and 21 to 24 since $from which of them should have been told of, and has not.
UNWIND $records AS record
MATCH (:SourceRecord {id: record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
WITH loading, collect(DISTINCT person) AS start
{family}
CALL (reached, loading) {
  UNWIND reached AS member
  CALL (member, loading) {
    WITH loading, member.person AS p
    {counted}
    RETURN counted
  }
  UNWIND counted AS one
  WITH one.facts.provider AS organisation, member.person AS p, one.node AS i ORDER BY ID(p), i.id
  WITH organisation, collect(DISTINCT p) AS people, collect(DISTINCT i) AS involvements, collect({person: p, node: i}) AS works
  MATCH (agency:Organisation {id: organisation})
  WITH agency, people, involvements, works ORDER BY agency.id LIMIT $bound
  RETURN collect({agency: agency, people: people, involvements: involvements, works: works}) AS rows
}
CALL (reached, rows, loading) {
  UNWIND reached AS member
  WITH loading, rows, member.person AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(event:Event)
  WHERE OF(about) AND STANDS(of)
  WITH DISTINCT loading, rows, event, FACT(event) AS event_facts
  WHERE SHARED(event_event_facts)
  WITH loading, rows, event, event_facts, DATED(event) AS dated
  WHERE coalesce(dated.on_first <= $on, true)
  CALL (event, event_facts, loading) {
    {knowledge}
    RETURN collect(CASE WHEN NOT best.state IN ['PENDING', 'WITHHELD'] THEN organisation END) AS told,
      collect(CASE WHEN best.state <> 'PENDING' THEN organisation END) AS settled
  }
  WITH loading, rows, event, event_facts, dated, settled, [one IN told | [event_facts.agency, one]]
    + [[event_facts.agency] + [(event)-[part:TOOK_PART]->(o:Organisation) WHERE KNOWN(part) | o.id]] AS met
  WITH event, event_facts, dated, met,
    CASE WHEN dated.on_last >= $from AND event_facts.kind IN keys($informing_rules)
      THEN [row IN rows WHERE NOT row.agency.id IN settled AND {row_should_know} | row.agency] ELSE [] END AS agencies
  ORDER BY dated.on_first DESC, event.id
  WITH collect(CASE WHEN size(agencies) > 0
    THEN {event: event, agencies: agencies, rule: $informing_rules[event_facts.kind]} END) AS untold, collect(met) AS meetings
  RETURN untold, reduce(all = [], met IN meetings | all + met) AS contacts
}
CALL (rows, loading) {
  UNWIND rows AS row
  UNWIND row.involvements AS i
  MATCH (i)-[to:ALLOCATED_TO]->(worker:Professional)
  WHERE STANDS(to) AND worker.registration IS NOT NULL AND coalesce(to.maybe_from <= $on, true)
  WITH worker.registration AS registration, collect(DISTINCT row.agency.id) AS parties WHERE size(parties) > 1
  RETURN collect(parties) AS shared
}
// An agency is known to whoever it has been in contact with, and to whoever recorded it (a school, a GP practice).
WITH start, reached, untold, contacts + shared AS contacts, rows AS found
WITH start, reached, untold, [row IN found | row {.*, known_by: [i IN row.involvements | i.agency]
  + reduce(all = [], c IN contacts | CASE WHEN row.agency.id IN c THEN all + c ELSE all END)}] AS rows
RETURN {
  person: start[0], asked: start, members: reached,
  untold: untold,
  agencies: [row IN rows | {
    agency: row.agency, people: row.people, involvements: row.involvements,
    knows_of: [other IN rows WHERE other.agency <> row.agency AND row.agency.id IN other.known_by | other.agency],
    does_not_know_of: [other IN rows WHERE other.agency <> row.agency AND NOT row.agency.id IN other.known_by | other.agency]
  }]
} AS it
