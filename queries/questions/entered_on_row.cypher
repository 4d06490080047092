// An entry just made that challenges a row or takes one back, and whom that row is about; for a challenge that is taken
// back, whom the challenged row is about. The row may stand no more, so nothing is asked of it.
CALL () {
  RETURN $row AS row
  UNION
  MATCH (wrong:Challenge {id: $row}) RETURN wrong.assertion AS row
}
CALL (row) {
  MATCH (one:SourceRecord {id: row}) RETURN one
  UNION
  MATCH (:Involvement {id: row})<-[:INVOLVED]-(one:SourceRecord) RETURN one
  UNION
  MATCH (:Event {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one
  UNION
  MATCH (:Enquiry {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one
  UNION
  MATCH (:Consent {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one
  UNION
  MATCH (:SharingDecision {id: row})-[:CONCERNS]->(one:SourceRecord) RETURN one
  UNION
  MATCH (:Household {id: row})<-[:LIVES_IN]-(one:SourceRecord) RETURN one
  UNION
  MATCH (one:SourceRecord)-[:LIVES_IN {row: row}]->(:Household) RETURN one
  UNION
  MATCH (event:Event)-[:INFORMED {row: row}]->(:Organisation) MATCH (event)-[:CONCERNS]->(one:SourceRecord) RETURN one
  UNION
  MATCH (from:SourceRecord)-[:STATES {row: row}]->(to:SourceRecord) UNWIND [from, to] AS one RETURN one
}
WITH collect(DISTINCT one.id) AS records
RETURN {entry: $entry, assertion: $row, reason: $reason, people: records} AS it
