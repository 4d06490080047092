// Records by name, date of birth or identifier, in the order of their ids, from an id on: what is given must all agree, on
// one record. They are looked up by what the fewest share. The index of names gives no order: a name that many share is
// looked for among some ids after others (`in.names`), so that a page reads not many more records than are on it.
//
// Bounds narrow what is read and never decide: `in.take` bounds a batch, the agencies what the viewer may see at all.
CALL () {
  WITH 1 AS one WHERE $in.identifiers IS NOT NULL
  MATCH (i:Identifier)<-[:IDENTIFIED_BY|CLAIMS]-(record:SourceRecord) WHERE i.id IN $in.identifiers
  RETURN record ORDER BY record.id
  UNION ALL
  WITH 1 AS one WHERE $in.identifiers IS NULL AND $in.born IS NOT NULL
  CALL () {
    MATCH (record:SourceRecord) WHERE record.date_of_birth_first IN $in.born_days AND record.date_of_birth IN $in.born
    RETURN record
    UNION
    MATCH (was:SourceRecordWas) WHERE was.date_of_birth_first IN $in.born_days AND was.date_of_birth IN $in.born
    MATCH (record:SourceRecord)-[:WAS]->(was)
    RETURN record
  }
  RETURN record ORDER BY record.id
  UNION ALL
  WITH 1 AS one WHERE $in.identifiers IS NULL AND $in.born IS NULL
  CALL () { CALL db.index.fulltext.queryNodes('records_by_name', $in.name, {limit: $in.few}) YIELD node RETURN count(*) AS some }
  UNWIND CASE WHEN some < $in.few THEN [$in.name] ELSE $in.names END AS name
  CALL (name) {
    CALL db.index.fulltext.queryNodes('records_by_name', name) YIELD node
    WITH node WHERE node.id > $in.after RETURN node ORDER BY node.id
  }
  RETURN CASE WHEN node:SourceRecord THEN node ELSE head([(now:SourceRecord)-[:WAS]->(node) | now]) END AS record
}
WITH record
WHERE record.id > $in.after AND ($in.all OR record.agency IN $in.content OR record.id IN $in.opened)
MATCH (record)-[about:ABOUT]->(p:Person) WHERE KNOWN(about)
WITH DISTINCT record, p
LIMIT $in.take
WITH p, collect(record.id) AS records

// Which of a person's records have what is given: the person is listed by the first of them that may be seen.
CALL (p) {
  MATCH (p)<-[about:ABOUT]-(of:SourceRecord)
  WHERE KNOWN(about) AND ($in.all OR of.agency IN $in.content OR of.id IN $in.opened)
  WITH of, AS_KNOWN(of) AS known
  WHERE KNOWN(known)
    AND ($in.born IS NULL OR known.date_of_birth IN $in.born)
    AND ($in.identifiers IS NULL OR EXISTS {
      MATCH (of)-[held:IDENTIFIED_BY|CLAIMS]->(i:Identifier) WHERE i.id IN $in.identifiers AND KNOWN(held)
    })
    AND all(word IN $in.words WHERE any(held IN split(known.folded_names, ' ') WHERE held STARTS WITH word))
  RETURN collect(of.id) AS matching
}
WITH collect([records, matching]) AS found
RETURN found,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
