// Some of those whom the asking agency's own records are about, from a record on: and the last of the records looked at.
MATCH (own:SourceRecord) WHERE own.id >= $since AND OURS(own)
WITH loading, own ORDER BY own.id LIMIT $take
OPTIONAL MATCH (own)-[about:ABOUT]->(p:Person) WHERE HELD(about)
WITH own, p, CASE WHEN p IS NOT NULL THEN ID(p) END AS told
RETURN {records: count(DISTINCT own), last: max(own.id), people: collect(DISTINCT told)} AS answer
