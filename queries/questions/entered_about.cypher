// An entry just made about a person, and the person.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE KNOWN(about)
RETURN {entry: $entry, person: person} AS it
