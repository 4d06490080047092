// Events that concern any of the persons, oldest first; undated ones after the event they followed, else last.
UNWIND $records AS record
MATCH (:SourceRecord {id: record})-[named:ABOUT]->(p:Person) WHERE OF(named)
WITH DISTINCT loading, p
MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(event:Event)
WHERE OF(about) AND STANDS(of)
WITH DISTINCT loading, event, FACT(event) AS event_facts
WHERE SHARED(event_event_facts)
WITH loading, event, event_facts,
  CASE WHEN event_facts.on_first IS NOT NULL THEN {day: event_facts.on_first, after: 0}
  ELSE coalesce(head(COLLECT {
    MATCH way = (event)-[:{followed}]->(:Event)
    WHERE all(step IN relationships(way) WHERE FOLLOWS(step))
    WITH way, last(nodes(way)) AS earlier
    WITH way, FACT(earlier) AS earlier_facts WHERE KNOWN(earlier_facts) AND earlier_facts.on_first IS NOT NULL
    RETURN {day: earlier_facts.on_first, after: length(way)} ORDER BY length(way) LIMIT 1
  }), {day: null, after: 0}) END AS place
WHERE (place.day IS NULL OR place.day <= $on)
  AND (event_facts.on_first IS NULL
       OR (($to IS NULL OR event_facts.on_first <= $to)
           AND ($from IS NULL OR coalesce(event_facts.until_last, event_facts.on_last) >= $from)))
WITH event AS it, event_facts, place
ORDER BY place.day IS NULL, place.day, place.after, event_facts.on_last, event_facts.agency, event_facts.event_id
SKIP $skip LIMIT $take
RETURN it
