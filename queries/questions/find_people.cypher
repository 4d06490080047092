// Persons by name, date of birth or identifier; what is given must all agree, on one record. They are looked up by what
// the fewest share, and come in the order of their records' ids, in which nothing shows that may not be seen. A name is
// that many share is looked for among some ids after others, and no further than the page: to sort all would read
// everybody.
CALL () {
  WITH 1 AS one WHERE $identifiers IS NOT NULL
  MATCH (i:Identifier)<-[:IDENTIFIED_BY|CLAIMS]-(record:SourceRecord) WHERE i.id IN $identifiers
  RETURN record ORDER BY record.id
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NOT NULL
  MATCH (record:SourceRecord) WHERE record.date_of_birth_first IN $born_days AND record.date_of_birth IN $born
  RETURN record ORDER BY record.id
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NOT NULL
  MATCH (was:SourceRecordWas) WHERE was.date_of_birth_first IN $born_days AND was.date_of_birth IN $born
  MATCH (record:SourceRecord)-[:WAS]->(was)
  RETURN record ORDER BY record.id
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NULL
  CALL () { CALL db.index.fulltext.queryNodes('records_by_name', $name, {limit: $few}) YIELD node RETURN count(*) AS some }
  UNWIND CASE WHEN some < $few THEN [$name] ELSE $names END AS name
  CALL (name) { CALL db.index.fulltext.queryNodes('records_by_name', name) YIELD node RETURN node ORDER BY node.id }
  RETURN CASE WHEN node:SourceRecord THEN node ELSE head([(now:SourceRecord)-[:WAS]->(node) | now]) END AS record
}
WITH loading, record, FACT(record) AS known
WHERE RECORDED(known)
  AND ($born IS NULL OR known.date_of_birth IN $born)
  AND ($identifiers IS NULL OR EXISTS {
    MATCH (record)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE i.id IN $identifiers AND STANDS(held)
  })
  AND (size($words) = 0 OR all(word IN $words WHERE any(held IN split(known.folded_names, ' ') WHERE held STARTS WITH word)))
MATCH (record)-[about:ABOUT]->(it:Person) WHERE OF(about)
WITH DISTINCT it
SKIP $skip LIMIT $take
RETURN it
