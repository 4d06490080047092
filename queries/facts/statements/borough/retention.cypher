// A page of agencies' records of persons, in the order of their ids, with what a retention schedule asks of each.
// Ended rows are read like others: they are held. Days are the latest that they can mean.
CALL () { MATCH (r:SourceRecord) WHERE r.id > $in.after RETURN r ORDER BY r.id LIMIT $in.take }
OPTIONAL MATCH (o:Organisation {id: r.agency})
CALL (r) {
  OPTIONAL MATCH (e:Event)-[:CONCERNS|SAW|SPOKE_TO]->(r)
  WITH DISTINCT e
  RETURN count(e) AS events, coalesce(max(CASE WHEN e IS NULL THEN null
      ELSE coalesce(e.until_last, e.on_last, date(e.recorded_at)) END), date('0001-01-01')) AS last_event,
    count(CASE WHEN e.kind = 'placement' THEN 1 END) > 0 AS placed
}
CALL (r) {
  OPTIONAL MATCH (r)-[:INVOLVED]->(i:Involvement)
  WITH DISTINCT i, i.table = 'involvements' AS own,
    CASE WHEN i.maybe_to > $in.on THEN null ELSE i.maybe_to END AS ended
  RETURN count(i) AS involvements,
    count(CASE WHEN own AND i.closed_by IS NULL AND ended IS NULL AND i.status IN ['open', 'waiting', 'referred'] THEN 1 END)
      > 0 AS live,
    coalesce(max(CASE WHEN own THEN coalesce(ended, date(i.recorded_at)) END), date('0001-01-01')) AS last_involved
}
CALL (r) {
  OPTIONAL MATCH (n:Enquiry|Consent|SharingDecision)-[:CONCERNS]->(r)
  WITH DISTINCT n
  RETURN count(n) AS asked, coalesce(max(CASE WHEN n IS NULL THEN null
      ELSE coalesce(n.on_last, date(n.recorded_at)) END), date('0001-01-01')) AS last_asked
}
CALL (r) {
  OPTIONAL MATCH (r)-[l:LIVES_IN]->(:Household)
  RETURN count(l) AS stays, count(CASE WHEN l.kind = 'placement' THEN 1 END) > 0 AS housed
}
WITH r, o, events, placed OR housed AS looked_after, involvements, live, asked, stays,
  COUNT { (r)-[:STATES]-() } AS ties,
  reduce(m = last_event, d IN [last_involved, last_asked] | CASE WHEN d > m THEN d ELSE m END) AS last
RETURN collect([r.id, r.agency, o.kind, toString(coalesce(r.date_of_birth_last, r.expected_date_of_birth_last)),
  toString(r.deceased_on_last), toString(CASE WHEN last = date('0001-01-01') THEN date(r.recorded_at) ELSE last END),
  live, looked_after,
  {people: 1, events: events, involvements: involvements, asked: asked, residence: stays, relationships: ties}]) AS kept
