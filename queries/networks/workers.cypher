// Who by registration was allocated, some day from $linked_from to the date, to an involvement that ran then.
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Involved)-[mine:INVOLVED]->(i:Involvement)
  WHERE STANDS(about) AND STANDS(mine)
  WITH DISTINCT loading, p, i, FACT(i) AS ran
  WHERE NOTED(i_ran) AND RAN(ran)
  UNWIND {allocations} AS made
  WITH p, ran, made
  WHERE made.registration IS NOT NULL AND coalesce(made.first <= toString($on), true)
    AND coalesce(toString($linked_from) < made.end, true)
  RETURN collect(DISTINCT {person: ID(p), agency: ran.provider, registration: made.registration}) AS workers
}
