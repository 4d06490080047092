// Every agency live around the persons an event concerns, and whether it knows (DOMAIN: the second question).
MATCH (event:Event {id: $event})
WITH loading, event, FACT(event) AS event_facts
WHERE SHARED(event_event_facts)
WITH loading, event, event_facts, HAPPENED(event) AS happened
CALL (event, event_facts, happened, loading) {
  WITH event, event_facts, happened, loading WHERE happened IS NULL OR happened <= $on
  MATCH (event)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(p:Person)
  WHERE STANDS(of) AND OF(about)
  WITH event, event_facts, happened, loading, collect(DISTINCT p) AS concerned
  CALL (concerned, loading) {
    {family}
    RETURN reached
  }
  UNWIND reached AS member
  CALL (member, loading) {
    WITH loading, member.person AS p
    {counted}
    RETURN counted
  }
  UNWIND counted AS one
  WITH event, event_facts, happened, loading, member, one
  ORDER BY member.distance, ID(member.person), one.facts.maybe_from, one.node.id
  WITH event, event_facts, happened, loading, one.facts.provider AS organisation,
       collect(DISTINCT one.node) AS involvements, collect({person: member.person, node: one.node}) AS works,
       collect(DISTINCT {people: member.people, steps: member.steps}) AS via
  CALL (event, event_facts, loading, organisation) {
    CALL (event, event_facts, loading) { {knowledge} RETURN organisation AS knower, best }
    WITH knower, best, organisation WHERE knower = organisation
    RETURN collect(best) AS known
  }
  MATCH (agency:Organisation {id: organisation})
  WITH event, agency, involvements, works, via, happened, event_facts, loading, coalesce(head(known), {state: 'NOT_INFORMED'}) AS known
  WITH agency, involvements, via, happened, known,
    CASE WHEN {should_know} THEN $informing_rules[event_facts.kind] END AS rule,
    COLLECT {
      UNWIND involvements AS i
      MATCH (i)-[to:ALLOCATED_TO]->(worker:Professional)
      WHERE ALLOCATED(to_worker)
      WITH DISTINCT worker ORDER BY worker.id RETURN worker LIMIT $bound
    } AS workers,
    COLLECT {
      {officers}
      RETURN officer ORDER BY officer.id LIMIT $bound
    } AS officers
  ORDER BY agency.id
  LIMIT $bound
  RETURN collect({
    agency: agency, state: known.state, via: via, involvements: involvements,
    contacts: CASE WHEN size(workers) > 0 THEN workers ELSE officers END,
    waiting: CASE WHEN known.state IN ['NOT_INFORMED', 'PENDING'] AND happened IS NOT NULL
                  THEN 'P' + toString(duration.inDays(happened, $on).days) + 'D' END,
    rule: rule, basis: known.basis
  }) AS agencies
}
RETURN {event: event, agencies: agencies} AS it
