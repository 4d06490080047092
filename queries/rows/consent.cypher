// A person's consent.
MATCH (it:Consent {id: $row})-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(:Person)
WHERE KNOWN(of) AND OF(about)
WITH loading, FACT(it) AS said WHERE KNOWN(said)
RETURN true AS answer LIMIT 1
