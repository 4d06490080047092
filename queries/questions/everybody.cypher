// A page of the ids of all persons, in order.
CALL () { MATCH (p:Person) WHERE p.id > $after RETURN p.id AS id ORDER BY id LIMIT $take }
RETURN collect(id) AS answer
