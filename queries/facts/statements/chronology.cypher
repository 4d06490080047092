// Which events of some persons come next in a chronology: their ids, each with its place, at most `in.take` after the
// place `in.after`. What they say is read by their ids, with the statement `case`, and only what may be seen then counts.
//
// A place is [day, steps, last day, agency, local id]: an undated event stands `steps` events after the dated one that it
// followed. With `in.undated`, the events without a date of their own, whatever they followed, by agency and local id.
// Events are put together by day before anything else is read of them, for a person may have many thousands.
OPTIONAL MATCH (reached:Event {id: $in.after.event})
WITH {agency: coalesce(reached.agency, ''), local_id: coalesce(reached.event_id, '')} AS reached
CALL (reached) {
  UNWIND $in.people AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:CONCERNS]-(e:Event)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH e, AS_KNOWN(e) AS f, reached
  WITH e, f, f.on_first AS own, reached
  WHERE (own IS NULL OR (NOT $in.undated AND $in.after.day <= own AND own <= $in.until)) AND KNOWN(f)
    AND ($in.start IS NULL OR coalesce($in.start <= coalesce(f.until_last, f.on_last), true))
    AND ($in.all OR e.agency = $in.own OR size($in.opened) > 0
      OR coalesce(e.sensitivity, 'ordinary') IN $in.shown)
  WITH DISTINCT e, f, own, reached
  WITH e, f, own, reached,
    CASE WHEN own IS NULL AND NOT $in.undated THEN head(COLLECT {
      MATCH way = (e)-[:FOLLOWED*1..8]->(earlier:Event)
      WHERE all(step IN relationships(way) WHERE KNOWN(step))
      WITH way, AS_KNOWN(earlier) AS dated
      WHERE KNOWN(dated) AND dated.on_first IS NOT NULL
      RETURN {day: dated.on_first, steps: length(way)} ORDER BY length(way) LIMIT 1
    }) END AS followed
  WITH e, f, CASE WHEN $in.undated THEN $in.on ELSE coalesce(own, followed.day) END AS day,
    coalesce(followed.steps, 0) AS steps, reached
  WHERE day <= $in.on AND (day > $in.after.day OR day = $in.after.day AND (steps > $in.after.steps
    OR steps = $in.after.steps AND (coalesce(f.on_last > $in.after.last, false)
    OR coalesce(f.on_last = $in.after.last, $in.after.last IS NULL) AND (e.agency > reached.agency
    OR e.agency = reached.agency AND e.event_id > reached.local_id))))
  WITH day, collect([e, f, steps]) AS together ORDER BY day LIMIT $in.take
  UNWIND together AS one
  WITH day, one[0] AS e, one[1] AS f, one[2] AS steps
  ORDER BY day, steps, f.on_last, e.agency, e.event_id LIMIT $in.take
  RETURN collect([e.id, toString(day), steps, toString(f.on_last)]) AS listed
}
RETURN listed, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
