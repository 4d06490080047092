// The services whose records name allocated workers at all, as far as some of their involvements tell.
CALL (involvements) {
  UNWIND involvements AS i
  WITH DISTINCT i.service AS id
  MATCH (s:Service {id: id})
  WHERE EXISTS { MATCH (s)<-[:WITH]-(any:Involvement) WITH SOME(any) MATCH (any)-[:ALLOCATED_TO]->() RETURN any }
  RETURN collect(id) AS allocating
}
