// A page of the viewer's own agency's records of persons, by id.
CALL () {
  MATCH (own:SourceRecord)
  WHERE own.id >= $in.from AND own.agency = $in.own
  WITH own ORDER BY own.id LIMIT $in.take
  RETURN collect(own.id) AS ids
}
RETURN ids, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
