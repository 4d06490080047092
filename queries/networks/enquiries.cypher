// What agencies asked about them.
CALL (people, loading) {
  UNWIND people AS p
  MATCH (p)<-[about:ABOUT]-(:Concerned)<-[of:CONCERNS]-(q:Enquiry) WHERE OF(about) AND STANDS(of)
  WITH loading, p, q, FACT(q) AS asking WHERE ANSWERED(q_asking) AND coalesce(asking.on_first <= $on, true)
  RETURN collect({
    person: ID(p), agency: q.agency, question: asking.question, answer: asking.answer, on: asking.on
  }) AS enquiries
}
