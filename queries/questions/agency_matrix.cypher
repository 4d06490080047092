// Who is involved with whom in a family, and who can know of whose involvement (seed rows 13, 29, 60).
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE KNOWN(about)
WITH loading, [person] AS start
{family}
CALL (reached, loading) {
  UNWIND reached AS member
  CALL (member, loading) {
    WITH loading, member.person AS p
    {counted}
    RETURN counted
  }
  UNWIND counted AS one
  WITH one.facts.provider AS organisation, member.person AS p, one.node AS i ORDER BY p.id, i.id
  WITH organisation, collect(DISTINCT p) AS people, collect(DISTINCT i) AS involvements
  MATCH (agency:Organisation {id: organisation})
  WITH agency, people, involvements ORDER BY agency.id LIMIT $bound
  RETURN collect({agency: agency, people: people, involvements: involvements}) AS rows
}
CALL (reached, loading) {
  UNWIND reached AS member
  WITH loading, member.person AS p
  MATCH (p)<-[about:ABOUT]-(:SourceRecord)<-[of:CONCERNS]-(event:Event)
  WHERE KNOWN(about) AND KNOWN(of)
  WITH DISTINCT loading, event, FACT(event) AS event_facts
  WHERE KNOWN(event_facts) AND (event_facts.on_first IS NULL OR event_facts.on_first <= $on)
  CALL (event, event_facts, loading) {
    {knowledge}
    WITH organisation, best WHERE best.state IN ['REPORTED_IT', 'INFORMED', 'ACKNOWLEDGED']
    RETURN collect(organisation) AS parties
  }
  RETURN collect(DISTINCT parties) AS contacts
}
CALL (rows, loading) {
  UNWIND rows AS row
  UNWIND row.involvements AS i
  MATCH (i)-[to:ALLOCATED_TO]->(worker:Professional)
  WHERE KNOWN(to) AND worker.registration IS NOT NULL
  WITH worker.registration AS registration, collect(DISTINCT row.agency.id) AS parties WHERE size(parties) > 1
  RETURN collect(parties) AS shared
}
WITH start, reached, rows, contacts + shared AS contacts
RETURN {
  person: start[0], members: reached,
  agencies: [row IN rows | {
    agency: row.agency, people: row.people, involvements: row.involvements,
    knows_of: [other IN rows WHERE other.agency <> row.agency
               AND any(c IN contacts WHERE row.agency.id IN c AND other.agency.id IN c) | other.agency],
    does_not_know_of: [other IN rows WHERE other.agency <> row.agency
                       AND none(c IN contacts WHERE row.agency.id IN c AND other.agency.id IN c) | other.agency]
  }]
} AS it
