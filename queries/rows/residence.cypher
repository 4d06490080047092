// A stay in a household, as an agency's record states it.
MATCH (who:SourceRecord)-[it:LIVES_IN {row: $row}]->(home:Household)
WHERE KNOWN(it) AND RECORDED(who) AND KNOWN(home) AND DISCLOSED(home)
RETURN true AS answer LIMIT 1
