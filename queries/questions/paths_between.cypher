// The shortest family paths between two persons, on the date, no longer than asked.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(one:Person) WHERE KNOWN(about)
MATCH (:SourceRecord {id: $other})-[also:ABOUT]->(target:Person) WHERE KNOWN(also)
WITH loading, [one] AS start, target
WHERE one <> target
{family}
UNWIND reached AS member
WITH member, target WHERE member.person = target
RETURN {people: member.people, steps: member.steps} AS it
