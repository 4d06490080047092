// What was asked about a person.
MATCH (it:Enquiry {id: $row})-[of:CONCERNS]->(:SourceRecord)-[about:ABOUT]->(:Person)
WHERE KNOWN(of) AND OF(about)
WITH loading, FACT(it) AS said WHERE KNOWN(said)
RETURN true AS answer LIMIT 1
