// Where each lives on the date, by whom.
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)-[l:LIVES_AT]->(place:Address) WHERE STAY(l_place)
  UNWIND [i IN PLACES(l) WHERE PLACE_HOLDS(l)] AS i
  RETURN collect(DISTINCT {
    person: ID(p), place: place.id, uprn: place.uprn, agency: l.agency[i], kind: l.kind[i], since: l.valid_from[i]
  }) AS stays
}
