// Some of the grants of break-glass access of which an agency has notice, the newest first, after one of them.
CALL () {
  MATCH (:Organisation {id: $in.agency})<-[:NOTIFIES]-(g:Glass)
  WHERE $in.after_at IS NULL OR g.broken_at < datetime($in.after_at)
    OR (g.broken_at = datetime($in.after_at) AND g.id > $in.after_id)
  WITH g ORDER BY g.broken_at DESC, g.id LIMIT $in.take
  RETURN collect([toString(g.broken_at), g.id, g.agency]) AS notices
}
RETURN notices,
  COUNT { (:Extract {state: 'loading'}) } AS loading,
  COUNT { MATCH (x:Extract) WHERE x.extracted_at > $in.known_at RETURN x } AS later,
  [COUNT { (:Extract) }, COUNT { (:Organisation) }, COUNT { (:Entry) }, COUNT { (:FlagDecision) }] AS stamp
