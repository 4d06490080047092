// The person whom an id means: every former id still answers.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(it:Person)
WHERE OF(about)
RETURN it
