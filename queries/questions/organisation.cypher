// One organisation, by its id: one that delivers, or that a row names which may be seen. That another is there is known
// from rows alone, and would tell of them.
MATCH (it:Organisation {id: $id})
WHERE it.delivers OR EXISTS {
  MATCH (it)<-[named:INFORMED|TOOK_PART|REFERRED_TO]-(e:Event)
  WITH loading, named, e, FACT(e) AS said WHERE KNOWN(named) AND SHARED(e_said)
} OR EXISTS {
  MATCH (it)<-[named:WITH_AGENCY]-(:SharingDecision) WHERE KNOWN(named)
} OR EXISTS {
  MATCH (it)<-[:PROVIDED_BY]-(:Service)<-[of:WITH]-(i:Involvement)<-[mine:INVOLVED]-(:SourceRecord)-[about:ABOUT]->(p:Person)
  WHERE STANDS(of) AND STANDS(mine) AND STANDS(about)
  WITH loading, i, FACT(i) AS said, PERSON(p) AS facts WHERE NOTED(i_said) AND PRESENT(facts)
}
RETURN it
