// A page of the ids of all persons, in order.
CALL () { MATCH (p:Person) WHERE p.id > $in.after RETURN p.id AS id ORDER BY id LIMIT $in.take }
RETURN collect(id) AS ids
