// Persons by name, date of birth or identifier; what is given must all agree, on one record.
CALL () {
  WITH 1 AS one WHERE $name IS NOT NULL
  CALL db.index.fulltext.queryNodes('record_names', $name, {limit: $most}) YIELD node, score
  WITH node, score
  OPTIONAL MATCH (now:SourceRecord)-[:WAS]->(node)
  RETURN coalesce(now, node) AS record, score
  UNION
  WITH 1 AS one WHERE $name IS NULL AND $identifiers IS NOT NULL
  MATCH (i:Identifier)<-[:IDENTIFIED_BY|CLAIMS]-(record:SourceRecord) WHERE i.id IN $identifiers
  RETURN record, 1.0 AS score
  UNION
  WITH 1 AS one WHERE $name IS NULL AND $identifiers IS NULL AND $born IS NOT NULL
  MATCH (record:SourceRecord) WHERE record.date_of_birth_first IN $born_days AND record.date_of_birth IN $born
  RETURN record, 1.0 AS score LIMIT $most
}
WITH loading, record, max(score) AS score, FACT(record) AS known
WHERE KNOWN(known)
  AND ($born IS NULL OR known.date_of_birth IN $born)
  AND ($identifiers IS NULL OR EXISTS {
    MATCH (record)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE i.id IN $identifiers AND KNOWN(held)
  })
  AND ($name IS NULL OR all(word IN $words WHERE any(held IN split(known.folded_names, ' ') WHERE held STARTS WITH word)))
MATCH (record)-[about:ABOUT]->(it:Person) WHERE OF(about)
WITH it, SCORE(score) AS score
ORDER BY score DESC, ID(it)
SKIP $skip LIMIT $take
RETURN it
