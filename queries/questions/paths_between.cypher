// The shortest family paths between two persons, on the date, no longer than asked: all that are equally short.
// The dead are in none, at either end.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(one:Person) WHERE OF(about)
MATCH (:SourceRecord {id: $other})-[also:ABOUT]->(target:Person) WHERE OF(also)
WITH loading, [one] AS start, target
WHERE one <> target AND ALIVE(one)
{between}
UNWIND ways AS way
RETURN way AS it
