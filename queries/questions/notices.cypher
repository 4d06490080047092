// The notices to those who answer for an agency's use of records, the newest first.
MATCH (agency:Organisation {id: $agency})<-[:NOTIFIES]-(glass:Glass)
WITH glass ORDER BY glass.broken_at DESC, glass.id
SKIP $skip LIMIT $take
RETURN glass AS it
