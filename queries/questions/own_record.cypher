// An agency's own record of a person, by any id the person has or had.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE KNOWN(about)
MATCH (person)<-[mine:ABOUT]-(own:SourceRecord {agency: $agency})
WHERE KNOWN(mine)
RETURN min(own.id) AS answer
