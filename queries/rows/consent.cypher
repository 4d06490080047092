// A person's consent.
MATCH (it:Consent {id: $row})-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(:Person)
WHERE STANDS(of) AND OF(about)
WITH loading, it, FACT(it) AS said WHERE ANSWERED(it_said)
RETURN true AS answer LIMIT 1
