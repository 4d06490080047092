// Which events say that a worker saw some persons, or are of the kinds `in.attempts` and concern them: their ids, whether
// they may be seen or not. What they say is read by their ids, with the statement `case`, and only what may be seen counts.
CALL () {
  UNWIND $in.people AS id
  MATCH (p:Person {id: id})<-[about:ABOUT]-(s:SourceRecord)<-[of:SAW|SPOKE_TO|CONCERNS]-(e:Event)
  WHERE KNOWN(about) AND KNOWN(of) AND ($in.all OR s.agency IN $in.content OR s.id IN $in.opened)
  WITH DISTINCT e, type(of) <> 'CONCERNS' AS seen
  WITH e, seen, AS_KNOWN(e) AS f
  WHERE KNOWN(f) AND (seen OR f.kind IN $in.attempts) AND coalesce(f.on_first <= $in.on, true)
    AND ($in.all OR e.agency = $in.own OR size($in.opened) > 0
      OR coalesce(e.sensitivity, 'ordinary') IN $in.shown)
  RETURN collect(DISTINCT e.id) AS event_ids
}
RETURN event_ids, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
