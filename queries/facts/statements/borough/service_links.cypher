// The links between agencies from `in.since` to the date, by pair and kind (DOMAIN 'Link between two services', here
// about anybody): how many, and of nobody. `informed` and `referred` lead from one agency to the other; `met`, `worker`
// and `people` (persons with whom both are live) are of two, the first with the smaller id. They are counted here, for a
// whole borough's rows are too many to fetch, and so from all agencies' rows: for who sees all alone.
CALL () {
  UNWIND CASE WHEN $in.most > 0 THEN [1] ELSE [] END AS asked
  MATCH (e:Event)-[told:INFORMED|TOOK_PART|REFERRED_TO]->(o:Organisation)
  WHERE KNOWN(told) AND (type(told) <> 'INFORMED' OR coalesce(told.status, 'informed') IN ['informed', 'acknowledged'])
  WITH e, type(told) AS by, told, o, AS_KNOWN(e) AS f
  WHERE KNOWN(f)
  WITH e, by, told, o, f, CASE WHEN f.on_first IS NOT NULL THEN f ELSE
    head([one IN [(e)-[led:FOLLOWED*1..8]->(earlier:Event) WHERE all(step IN led WHERE KNOWN(step)) | AS_KNOWN(earlier)]
      WHERE KNOWN(one) AND one.on_first IS NOT NULL]) END AS dated
  WHERE coalesce(dated.on_first <= $in.on, true) AND CASE by
    WHEN 'INFORMED' THEN coalesce(CASE WHEN told.at_first IS NOT NULL
        THEN date(datetime({datetime: told.at_first, timezone: 'Europe/London'})) END, dated.on_first, $in.on) <= $in.on
      AND coalesce(date(told.at_last), dated.on_last, $in.on) >= $in.since
    ELSE coalesce(coalesce(f.until_last, dated.on_last) >= $in.since, false) END
  WITH e, by, f.agency AS agency, collect(DISTINCT o.id) AS others
  WHERE EXISTS { MATCH (e)-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(:Person) WHERE KNOWN(of) AND KNOWN(about) }
  UNWIND CASE by WHEN 'TOOK_PART' THEN [agency] + others ELSE [agency] END AS one
  UNWIND others AS other
  WITH e, by, one, other WHERE one <> other
  WITH DISTINCT e, by,
    CASE WHEN by = 'TOOK_PART' AND other < one THEN other ELSE one END AS first,
    CASE WHEN by = 'TOOK_PART' AND other < one THEN one ELSE other END AS second
  RETURN first, second, CASE by WHEN 'INFORMED' THEN 'informed' WHEN 'TOOK_PART' THEN 'met' ELSE 'referred' END AS kind,
    count(*) AS count
  UNION ALL
  UNWIND CASE WHEN $in.most > 0 THEN [1] ELSE [] END AS asked
  MATCH (w:Professional)<-[to:ALLOCATED_TO]-(i:Involvement)
  WHERE w.registration IS NOT NULL AND KNOWN(to)
    AND coalesce(to.maybe_from, $in.on) <= $in.on AND $in.since < coalesce(to.maybe_to, date('9999-12-31'))
  WITH w, i, AS_KNOWN(w) AS d
  WHERE KNOWN(d) AND d.maybe_from <= $in.on AND $in.since < d.maybe_to
  WITH w, AS_KNOWN(i) AS f
  WHERE KNOWN(f) AND f.maybe_from <= $in.on AND $in.since < f.maybe_to
    AND (f.status = 'open' OR (f.status = 'closed' AND f.valid_to IS NOT NULL))
  WITH w.registration AS registration, collect(DISTINCT f.provider) AS parties WHERE size(parties) > 1
  UNWIND parties AS first
  UNWIND parties AS second
  WITH first, second WHERE first < second
  RETURN first, second, 'worker' AS kind, count(*) AS count
  UNION ALL
  // A GP practice or school that only a person's record names is not counted: nearly everybody has one.
  UNWIND CASE WHEN $in.most > 0 THEN [1] ELSE [] END AS asked
  MATCH (i:Involvement) WHERE i.implied IS NULL
  WITH i, AS_KNOWN(i) AS f
  WHERE KNOWN(f) AND f.maybe_from <= $in.on AND $in.on < f.maybe_to
    AND (f.status = 'open' OR (f.status = 'closed' AND f.valid_to IS NOT NULL))
  MATCH (i)<-[mine:INVOLVED]-(:Involved)-[about:ABOUT]->(p:Person) WHERE KNOWN(mine) AND KNOWN(about)
  WITH p, collect(DISTINCT f.provider) AS parties
  UNWIND parties AS first
  UNWIND parties AS second
  WITH first, second WHERE first <= second
  RETURN first, second, 'people' AS kind, count(*) AS count
}
WITH first, second, kind, count ORDER BY first, second, kind LIMIT toInteger(coalesce($in.most, 0))
WITH collect([first, second, kind, count]) AS links
RETURN links,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
