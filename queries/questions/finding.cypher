// A flag as the last sweep found it: its body as kept.
MATCH (:Flag {id: $flag})<-[:OF]-(f:Finding)
MATCH (s:Sweep {id: f.sweep, state: 'complete'})
RETURN f.body AS answer LIMIT 1
