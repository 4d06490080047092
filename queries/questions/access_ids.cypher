// By which ids a person was asked about or answered with: theirs and former ones, of records, events, involvements.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
MATCH (person)<-[mine:ABOUT]-(own:SourceRecord)
WHERE HELD(mine)
WITH ID(person) AS told, collect(DISTINCT own) AS own
RETURN ([told] + [one IN own | one.id] + [one IN own | 'person:' + split(one.id, ':')[1]]
  + COLLECT { UNWIND own AS one MATCH (one)-[:INVOLVED]->(i:Involvement) RETURN i.id LIMIT $most }
  + COLLECT { UNWIND own AS one MATCH (one)<-[:CONCERNS]-(e:Event) RETURN e.id ORDER BY e.on_first DESC LIMIT $most }
  )[..$most] AS answer
