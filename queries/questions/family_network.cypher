// The persons around a person, breadth first, each with a shortest path. Around the dead: those whom they leave.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
WITH loading, [person] AS start
{family}
RETURN {person: start[0], members: reached} AS it
