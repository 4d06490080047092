// The agencies that these rows name.
CALL (involvements, events, persons) {
  UNWIND [i IN involvements | [i.agency, i.recorded_by]] + [e IN events | [e.agency]]
    + [p IN persons | [r IN p.records | r.agency]] AS ids
  UNWIND ids AS id
  WITH DISTINCT id
  MATCH (o:Organisation {id: id})
  RETURN collect({
    id: o.id, name: coalesce(o.name, o.id), kind: coalesce(o.kind, 'other'),
    delivered: EXISTS { (:Extract {state: 'complete'})-[:DELIVERED_BY]->(o) },
    covered: EXISTS {
      (x:Extract {state: 'complete'})-[:DELIVERED_BY]->(o)
      WHERE x.extracted_at <= $known_at AND (x.covers_from IS NULL OR x.covers_from <= $on)
        AND (x.covers_to IS NULL OR $on <= x.covers_to)
    }
  }) AS agencies
}
