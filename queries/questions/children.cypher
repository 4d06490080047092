// A page of persons by id, and those of them who are children, known and living or unborn on the date.
CALL () { MATCH (p:Person) WHERE p.id > $after RETURN p ORDER BY p.id LIMIT $take }
WITH loading, collect(p) AS page
CALL (page, loading) {
  UNWIND page AS child
  WITH loading, child, FACT(child) AS child_facts
  WHERE KNOWN(child_facts) AND LIVING(child_facts) AND CHILD(child)
  RETURN collect(child.id) AS children
}
RETURN {last: page[-1].id, children: children} AS answer
