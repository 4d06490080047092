// The services whose records name allocated workers at all, as far as 100 of the involvements tell that the viewer may
// see: what a service with very many others says is not gone through.
CALL () {
  UNWIND $in.services AS id
  MATCH (v:Service {id: id})
  CALL (v) {
    MATCH (v)<-[:WITH]-(i:Involvement)
    WHERE $in.all OR i.agency = $in.own OR (i.agency IN $in.existence AND coalesce(i.sensitivity, 'ordinary') IN $in.shown)
    WITH i LIMIT 100
    WITH i WHERE EXISTS { (i)-[:ALLOCATED_TO]->() }
    RETURN DISTINCT i.agency AS agency, coalesce(i.sensitivity, 'ordinary') AS kept
  }
  RETURN collect([v.id, agency, kept]) AS allocating
}
RETURN allocating, COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
