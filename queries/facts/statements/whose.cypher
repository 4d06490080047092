// The records that rows are about, by the id of each row, whether or not the row stands; of a challenge, the records that
// the challenged row is about. Of a row on who was told of an event, the event as well.
UNWIND $in.rows AS given
OPTIONAL MATCH (wrong:Challenge {id: given})
WITH given, coalesce(wrong.assertion, given) AS row
CALL (row) {
  MATCH (one:SourceRecord {id: row}) RETURN one.id AS record, null AS event
  UNION
  MATCH (:Involvement {id: row})<-[:INVOLVED]-(one:SourceRecord) RETURN one.id AS record, null AS event
  UNION
  MATCH (:Event {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one.id AS record, row AS event
  UNION
  MATCH (:Enquiry {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one.id AS record, null AS event
  UNION
  MATCH (:Consent {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one.id AS record, null AS event
  UNION
  MATCH (:SharingDecision {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one.id AS record, null AS event
  UNION
  MATCH (:Household {id: row})<-[:LIVES_IN]-(one:SourceRecord) RETURN one.id AS record, null AS event
  UNION
  MATCH (one:SourceRecord)-[:LIVES_IN {row: row}]->(:Household) RETURN one.id AS record, null AS event
  UNION
  MATCH (event:Event)-[:INFORMED {row: row}]->(:Organisation)
  OPTIONAL MATCH (event)-[:CONCERNS]->(one:SourceRecord) RETURN one.id AS record, event.id AS event
  UNION
  MATCH (from:SourceRecord)-[:STATES {row: row}]->(to:SourceRecord) UNWIND [from, to] AS one
  RETURN one.id AS record, null AS event
}
WITH given, collect(DISTINCT record) AS records, max(event) AS event
WITH collect([given, records, event]) AS whose
RETURN whose,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
