// The last complete sweep: its date, what it found by some rules (by all, where none is named) after a flag, in the
// order of rule and flag, and how much that is before and after it, up to a number. A sweep is of everybody's records:
// for who sees all alone.
OPTIONAL MATCH (s:Sweep {state: 'complete'})
WITH s ORDER BY s.completed_at DESC LIMIT 1
RETURN toString(s.on) AS on, COLLECT {
  MATCH (f:Finding {sweep: s.id})
  WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
    AND (size($in.rules) = 0 OR f.rule IN $in.rules)
    AND (f.rule > $in.rule OR (f.rule = $in.rule AND f.flag > $in.flag))
  RETURN f.body ORDER BY f.rule, f.flag LIMIT $in.take
} AS bodies, size(COLLECT {
  MATCH (f:Finding {sweep: s.id})
  WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
    AND (size($in.rules) = 0 OR f.rule IN $in.rules)
  RETURN 1 LIMIT $in.counted
}) AS total
