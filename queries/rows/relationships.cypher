// A tie between two persons, as an agency's record states it.
MATCH (one:SourceRecord)-[it:STATES {row: $row}]->(other:SourceRecord)
WHERE KNOWN(it) AND RECORDED(one) AND RECORDED(other)
RETURN true AS answer LIMIT 1
