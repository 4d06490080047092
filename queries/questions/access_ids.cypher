// By which ids a person was asked about or answered with: theirs and former ones, of records, events, involvements.
// `others` are the ids that they have by anybody's records. A look by one of these counts only where it was told so: who
// saw more than is seen here, as by broken glass, was told of the person by it; of who guessed it nothing may be learnt.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
MATCH (person)<-[mine:ABOUT]-(own:SourceRecord)
WHERE HELD(mine)
WITH person, ID(person) AS told, collect(DISTINCT own) AS own
RETURN {ids: ([told] + [one IN own | one.id] + [one IN own | 'person:' + split(one.id, ':')[1]]
  + COLLECT { UNWIND own AS one MATCH (one)-[:INVOLVED]->(i:Involvement) RETURN i.id LIMIT $most }
  + COLLECT { UNWIND own AS one MATCH (one)<-[:CONCERNS]-(e:Event) RETURN e.id ORDER BY e.on_first DESC LIMIT $most }
  )[..$most],
  others: COLLECT {
    MATCH (person)<-[of:ABOUT]-(r:SourceRecord) WHERE STANDS(of)
    RETURN DISTINCT 'person:' + split(r.id, ':')[1] AS id ORDER BY id LIMIT $most
  }} AS answer
