// Which events of some persons come next in a chronology: their ids, each with its place, at most `in.take` after the
// place `in.after`. What they say is read by their ids, with the statement `case`, and only what may be seen then counts.
//
// A place is [day, steps, last day, agency, local id]: an undated event stands `steps` events after the dated one that it
// followed. With `in.undated`, the events without a date of their own, whatever they followed, by agency and local id.
OPTIONAL MATCH (reached:Event {id: $in.after.event})
WITH coalesce(reached.agency, '') AS reached_agency, coalesce(reached.event_id, '') AS reached_local_id
CALL (reached_agency, reached_local_id) {
  UNWIND $in.people AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(e:Event)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH DISTINCT e, reached_agency, reached_local_id
  WITH e, AS_KNOWN(e) AS f, reached_agency, reached_local_id
  WHERE CASE WHEN $in.undated OR f.on_first IS NULL THEN f.on_first IS NULL
    ELSE f.on_first <= $in.until AND $in.after.day <= f.on_first
      AND coalesce($in.start <= coalesce(f.until_last, f.on_last), true) END
    AND KNOWN(f) AND ($in.all OR e.agency = $in.own OR size($in.opened) > 0
      OR coalesce(e.sensitivity, 'ordinary') IN $in.shown)
  WITH e, f, reached_agency, reached_local_id,
    CASE WHEN $in.undated THEN {day: $in.on, after: 0}
    WHEN f.on_first IS NOT NULL THEN {day: f.on_first, after: 0}
    ELSE head(COLLECT {
      MATCH way = (e)-[:FOLLOWED*1..8]->(earlier:Event)
      WHERE all(step IN relationships(way) WHERE KNOWN(step))
      WITH way, AS_KNOWN(earlier) AS dated
      WHERE KNOWN(dated) AND dated.on_first IS NOT NULL
      RETURN {day: dated.on_first, after: length(way)} ORDER BY length(way) LIMIT 1
    }) END AS place
  WITH e, f, place.day AS day, place.after AS steps, reached_agency, reached_local_id
  WHERE day <= $in.on AND (day > $in.after.day OR day = $in.after.day AND (steps > $in.after.steps
    OR steps = $in.after.steps AND (coalesce(f.on_last > $in.after.last, false)
    OR coalesce(f.on_last = $in.after.last, $in.after.last IS NULL) AND (e.agency > reached_agency
    OR e.agency = reached_agency AND e.event_id > reached_local_id))))
  WITH e, f, day, steps ORDER BY day, steps, f.on_last, e.agency, e.event_id LIMIT $in.take
  RETURN collect([e.id, toString(day), steps, toString(f.on_last)]) AS listed
}
RETURN listed, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
