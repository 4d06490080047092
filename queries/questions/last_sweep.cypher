// The last complete sweep: its date, and a page of what it found by the rules asked for.
MATCH (sweep:Sweep {state: 'complete'})
WITH sweep ORDER BY sweep.completed_at DESC LIMIT 1
RETURN {on: sweep.on, bodies: COLLECT {
  MATCH (found:Finding {sweep: sweep.id})
  WHERE {standing} AND ($only IS NULL OR found.rule IN $only)
  RETURN found.body ORDER BY found.rule, found.flag SKIP $skip LIMIT $take
}} AS answer
