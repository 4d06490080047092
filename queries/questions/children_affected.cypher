// Every child on whom it bears what happens to an adult, each with all paths (DOMAIN: the first question).
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(adult:Person)
WHERE KNOWN(about)
WITH loading, adult, FACT(adult) AS adult_facts
WHERE KNOWN(adult_facts)
CALL (adult, adult_facts, loading) {
  CALL (adult, adult_facts, loading) {
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)-[r:PARENT_OF]->(child:Person) WHERE TIE(r)
    RETURN child, null AS through, [adult, child] AS people, [[r]] AS steps, 1 AS rank
    UNION ALL
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)-[r:CARES_FOR]-(child:Person) WHERE TIE(r)
    RETURN child, null AS through, [adult, child] AS people, [[r]] AS steps, 2 AS rank
    UNION ALL
    WITH adult, loading WHERE LIVING(adult_facts)
    MATCH (adult)-[l:LIVES_AT]->(a:Address) WHERE TIE(l) AND RELATES(l)
    WITH adult, l, a, KINDS(a) AS a_kinds, RESIDENTS(a) AS a_residents WHERE HOME(a)
    MATCH (a)<-[m:LIVES_AT]-(child:Person) WHERE child <> adult AND TIE(m) AND RELATES(m)
    RETURN child, null AS through, [adult, child] AS people, [[l, m]] AS steps, 3 AS rank
    UNION ALL
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)-[r:SIBLING_OF|RELATED_TO]-(child:Person) WHERE (type(r) = 'SIBLING_OF' OR r.type IN $kin) AND TIE(r)
    RETURN child, null AS through, [adult, child] AS people, [[r]] AS steps, 4 AS rank
    UNION ALL
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)-[r:PARTNER_OF]-(through:Person) WHERE TIE(r)
    MATCH (through)-[s:PARENT_OF]->(child:Person) WHERE child <> adult AND TIE(s)
    RETURN child, through, [adult, through, child] AS people, [[r], [s]] AS steps, 5 AS rank
    UNION ALL
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)-[r:PARENT_OF]->(through:Person) WHERE TIE(r)
    MATCH (through)-[s:PARENT_OF]->(child:Person) WHERE child <> adult AND TIE(s)
    RETURN child, through, [adult, through, child] AS people, [[r], [s]] AS steps, 6 AS rank
    UNION ALL
    WITH adult WHERE LIVING(adult_facts)
    MATCH (adult)<-[r:PARENT_OF]-(through:Person) WHERE TIE(r)
    MATCH (through)-[s:PARENT_OF]->(child:Person) WHERE child <> adult AND TIE(s)
    RETURN child, through, [adult, through, child] AS people, [[r], [s]] AS steps, 7 AS rank
  }
  WITH adult, loading, child, people, steps, rank, through,
       CASE WHEN size(steps) = 1 THEN steps[0] ELSE steps[0] + steps[1] END AS ties
  WHERE SURE(ties) AND (through IS NULL OR LIVING(through))
  WITH adult, loading, child, people, steps, rank, FACT(child) AS child_facts
  WHERE KNOWN(child_facts) AND LIVING(child_facts)
  WITH adult, loading, child, child_facts, people, steps, rank
  ORDER BY rank, CASE WHEN size(people) = 3 THEN people[1].id ELSE '' END, steps[0][0].type, elementId(steps[0][0])
  WITH adult, loading, child, child_facts, collect({people: people, steps: steps}) AS paths
  WHERE CHILD(child)
  WITH adult, child, child_facts, loading, paths,
    CASE
      WHEN EXISTS {
        MATCH (adult)-[l:LIVES_AT]->(:Address)<-[m:LIVES_AT]-(child) WHERE TIE(l) AND TIE(m)
        WITH [l, m] AS both WHERE SURE(both) RETURN 1
      } THEN true
      WHEN EXISTS {
        MATCH (adult)-[l:LIVES_AT]->(a:Address) WHERE TIE(l)
        MATCH (child)-[m:LIVES_AT]->(b:Address) WHERE TIE(m)
          AND ((a.uprn IS NOT NULL AND b.uprn IS NOT NULL) OR any(x IN l.agency WHERE x IN m.agency)
               OR NOT RELATES(l) OR NOT RELATES(m))
        WITH [l, m] AS both WHERE SURE(both) RETURN 1
      } THEN false
    END AS lives_with_adult,
    head(COLLECT {
      MATCH (adult)-[r:CARES_FOR]-(child) WHERE TIE(r)
      WITH r, [r] AS ties WHERE SURE(ties)
      WITH CASE WHEN startNode(r) = adult THEN r.type ELSE 'young_carer' END AS role
      RETURN role ORDER BY CASE role
        WHEN 'main_carer' THEN 1 WHEN 'special_guardian' THEN 2 WHEN 'kinship_carer' THEN 3 WHEN 'carer' THEN 4 ELSE 5 END
      LIMIT 1
    }) AS caring_role,
    COLLECT {
      MATCH (child)<-[known_as:ABOUT]-(:SourceRecord)-[mine:INVOLVED]->(i:Involvement)
      WHERE KNOWN(known_as) AND KNOWN(mine)
      WITH i, FACT(i) AS i_facts
      WHERE KNOWN(i_facts) AND LIVE(i_facts)
      MATCH (i)-[:WITH]->(s:Service)-[:PROVIDED_BY]->(o:Organisation)
      UNWIND [s.kind, o.kind, i_facts.implied] AS kind
      RETURN DISTINCT kind
    } AS kinds
  WITH child, child_facts, paths, lives_with_adult, caring_role,
    CASE WHEN child_facts.date_of_birth IS NULL
          AND (child_facts.expected_date_of_birth IS NULL OR child_facts.expected_date_of_birth_last < $due_before)
         THEN ['date_of_birth'] ELSE [] END
    + CASE WHEN child_facts.date_of_birth IS NOT NULL AND child_facts.date_of_birth_last <= $school_born_to
            AND child_facts.date_of_birth_first > $school_born_after
            AND none(kind IN kinds WHERE kind IN ['school'])
           THEN ['school'] ELSE [] END
    + CASE WHEN (child_facts.expected_date_of_birth IS NULL OR child_facts.date_of_birth IS NOT NULL)
            AND coalesce(child_facts.date_of_birth_first <= $on, true) AND NOT 'gp' IN kinds
           THEN ['gp'] ELSE [] END AS missing
  ORDER BY child_facts.date_of_birth_first, child.id
  LIMIT $bound
  RETURN collect({child: child, paths: paths, lives_with_adult: lives_with_adult, caring_role: caring_role,
                  missing: missing}) AS children
}
RETURN {adult: adult, children: children} AS it
