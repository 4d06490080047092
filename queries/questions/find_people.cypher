// Persons by name, date of birth or identifier; what is given must all agree, on one record. They are looked up by what
// the fewest share, in the order of that index, and read no further than the page; nothing is sorted, for that would
// read everybody of a common name.
CALL () {
  WITH 1 AS one WHERE $identifiers IS NOT NULL
  MATCH (i:Identifier)<-[:IDENTIFIED_BY|CLAIMS]-(record:SourceRecord) WHERE i.id IN $identifiers
  RETURN record
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NOT NULL
  MATCH (record:SourceRecord) WHERE record.date_of_birth_first IN $born_days AND record.date_of_birth IN $born
  RETURN record
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NOT NULL
  MATCH (was:SourceRecordWas) WHERE was.date_of_birth_first IN $born_days AND was.date_of_birth IN $born
  MATCH (record:SourceRecord)-[:WAS]->(was)
  RETURN record
  UNION ALL
  WITH 1 AS one WHERE $identifiers IS NULL AND $born IS NULL
  CALL db.index.fulltext.queryNodes('record_names', $name) YIELD node
  RETURN CASE WHEN node:SourceRecord THEN node ELSE head([(now:SourceRecord)-[:WAS]->(node) | now]) END AS record
}
WITH loading, record, FACT(record) AS known
WHERE RECORDED(known)
  AND ($born IS NULL OR known.date_of_birth IN $born)
  AND ($identifiers IS NULL OR EXISTS {
    MATCH (record)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE i.id IN $identifiers AND STANDS(held)
  })
  AND ($name IS NULL OR all(word IN $words WHERE any(held IN split(known.folded_names, ' ') WHERE held STARTS WITH word)))
MATCH (record)-[about:ABOUT]->(it:Person) WHERE OF(about)
WITH EACH(it)
SKIP $skip LIMIT $take
RETURN it
