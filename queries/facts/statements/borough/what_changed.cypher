// What has changed since a change number: persons, and addresses; with the deliveries that are in the store, and
// whether all of each counts by now.
CALL () {
  MATCH (x:Extract)
  RETURN collect({id: x.id, number: x.number, loaded: toString(x.loaded_at),
    counts: x.state <> 'loading' AND x.extracted_at <= $in.known_at}) AS extracts
}
CALL () {
  CALL () {
    MATCH (p:Person) WHERE p.changed > $in.since
    RETURN p.id AS id
    UNION
    MATCH (s:SourceRecord) WHERE s.changed > $in.since
    MATCH (s)-[:ABOUT]->(p:Person)
    RETURN p.id AS id
  }
  RETURN collect(DISTINCT id)[..$in.most] AS people
}
CALL () {
  MATCH (a:Address) WHERE a.changed > $in.since
  RETURN collect(a.id)[..$in.most] AS places
}
RETURN {extracts: extracts, people: people, places: places} AS answer, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later
