// A flag as the last sweep found it: its body as kept.
MATCH (:Flag {id: $flag})<-[:OF]-(f:Finding)
MATCH (s:Sweep {id: f.sweep, state: 'complete'})
WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
RETURN f.body AS answer LIMIT 1
