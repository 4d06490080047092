// Recorded ties within the window, and homes shared; `now` says whether one holds on the date.
CALL (people, loading) {
  UNWIND people AS a
  MATCH (a)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF]->(b:Person) WHERE b IN people AND DURING(r)
  WITH a, b, r, [r] AS sure WHERE SURE_DURING(sure)
  WITH STARTS_ID(r_a) AS start, ENDS_ID(r_b) AS end, r, sure
  RETURN collect({
    start: start, end: end, edge: type(r), type: r.type,
    ids: [type(r) + '/' + start + '/' + end + coalesce('/' + r.type, '')], now: TIE(r) AND SURE(sure)
  }) AS recorded
}
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)-[stay:LIVES_AT]->(place:Address) WHERE STAY_DURING(stay_place) AND RELATES_DURING(stay)
  WITH loading, place, collect({person: p, stay: stay}) AS there WHERE size(there) > 1
  WITH place, there, KINDS(place) AS place_kinds, RESIDENTS(place) AS place_residents WHERE HOME(place)
  UNWIND there AS one UNWIND there AS other
  WITH place, ID(one.person) AS start, ID(other.person) AS end, one.stay AS l, other.stay AS m
  WHERE start < end AND TOGETHER(l_m)
  WITH place, start, end, l, m, [l, m] AS sure
  RETURN collect({
    start: start, end: end, edge: 'HOME', type: null,
    ids: ['LIVES_AT/' + start + '/' + place.id, 'LIVES_AT/' + end + '/' + place.id],
    now: TIE(l) AND TIE(m) AND RELATES(l) AND RELATES(m) AND SURE(sure)
  }) AS homes
}
WITH *, recorded + homes AS ties
