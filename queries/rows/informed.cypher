// That an organisation was told of an event, as an agency's record states it.
MATCH (event:Event)-[it:INFORMED {row: $row}]->(:Organisation)
WITH loading, it, event, FACT(event) AS said WHERE KNOWN(it) AND SHARED(event_said)
RETURN true AS answer LIMIT 1
