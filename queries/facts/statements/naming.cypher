// Some of the rows that name an organisation, each kind in the order of its ids from an id on: events that it was told of
// or took part in, persons who are with a service of it, and the agencies that decided to share with it or not.
CALL () {
  MATCH (:Organisation {id: $in.organisation})<-[named:INFORMED|TOOK_PART|REFERRED_TO]-(e:Event)
  WHERE e.id > $in.after_event AND KNOWN(named) AND ($in.all OR named.agency IN $in.content)
  WITH DISTINCT e.id AS id ORDER BY id LIMIT $in.take
  RETURN collect(id) AS event_ids
}
CALL () {
  MATCH (:Organisation {id: $in.organisation})<-[:PROVIDED_BY]-(:Service)<-[of:WITH]-(:Involvement)<-[mine:INVOLVED]-(s:SourceRecord)
    -[about:ABOUT]->(p:Person)
  WHERE p.id > $in.after_person AND KNOWN(of) AND KNOWN(mine) AND KNOWN(about)
    AND ($in.all OR s.agency IN $in.existence OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH DISTINCT p.id AS id ORDER BY id LIMIT $in.take
  RETURN collect(id) AS person_ids
}
CALL () {
  MATCH (:Organisation {id: $in.organisation})<-[named:WITH_AGENCY]-(:SharingDecision)
  WHERE KNOWN(named) AND ($in.all OR named.agency IN $in.content)
  RETURN collect(DISTINCT named.agency) AS deciders
}
RETURN event_ids, person_ids, deciders,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
