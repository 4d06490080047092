// Every child on whom it bears what happens to an adult, each with all paths (DOMAIN: the first question).
// Paths of one step: parent, carer or cared-for, sibling, kin, shared home. Of two: the partner's child, the
// child's child, the parent's child. What is told of each child is in the shape AffectedChild.
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(adult:Person)
WHERE OF(about)
WITH loading, adult, PERSON(adult) AS adult_facts
WHERE PRESENT(adult_facts)
CALL (adult, adult_facts, loading) {
  WITH adult, loading WHERE LIVING(adult_facts)
  CALL (adult, loading) {
    MATCH (adult)-[r:PARENT_OF|CARES_FOR|SIBLING_OF|RELATED_TO]-(child:Person)
    WHERE TIE(r) AND CASE type(r) WHEN 'PARENT_OF' THEN startNode(r) = adult WHEN 'RELATED_TO' THEN r.type IN $kin ELSE true END
    RETURN child, null AS through, [[r]] AS steps, [r] AS ties,
      CASE type(r) WHEN 'PARENT_OF' THEN 1 WHEN 'CARES_FOR' THEN 2 ELSE 4 END AS rank
    UNION ALL
    MATCH (adult)-[l:LIVES_AT]->(a:Address) WHERE STAY(l_a) AND RELATES(l)
    WITH adult, l, a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
    MATCH (a)<-[m:LIVES_AT]-(child:Person) WHERE child <> adult AND TIE(m) AND RELATES(m)
    RETURN child, null AS through, [[l, m]] AS steps, [l, m] AS ties, 3 AS rank
    UNION ALL
    MATCH (adult)-[r:PARTNER_OF|PARENT_OF]-(through:Person)-[s:PARENT_OF]->(child:Person)
    WHERE child <> adult AND TIE(r) AND TIE(s)
    WITH child, through, r, s, PERSON(through) AS through_facts WHERE LIVING(through_facts)
    RETURN child, through, [[r], [s]] AS steps, [r, s] AS ties, CASE type(r) WHEN 'PARTNER_OF' THEN 5 ELSE 6 END AS rank
  }
  WITH adult, loading, child, through, steps, rank, PERSON(child) AS child_facts
  WHERE SURE(ties) AND PRESENT(child_facts) AND LIVING(child_facts)
  WITH adult, child, child_facts, steps, CASE WHEN through IS NULL THEN [adult, child] ELSE [adult, through, child] END AS people
  ORDER BY rank, coalesce(ID(through), ''), steps[0][0].type, PICKED(steps[0][0]_adult)
  WITH adult, child, child_facts, collect({people: people, steps: steps}) AS paths
  WHERE CHILD(child)
  WITH adult, child, paths ORDER BY child_facts.date_of_birth_first, ID(child)
  LIMIT $bound
  RETURN collect({adult: adult, child: child, paths: paths}) AS children
}
RETURN {adult: adult, children: children} AS it
