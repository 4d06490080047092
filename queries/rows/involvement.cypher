// An involvement, of somebody whom a record that may be seen is about.
MATCH (it:Involvement {id: $row})<-[mine:INVOLVED]-(:SourceRecord)-[about:ABOUT]->(whose:Person)
WHERE STANDS(mine) AND STANDS(about)
WITH loading, it, FACT(it) AS said, PERSON(whose) AS facts WHERE NOTED(it_said) AND PRESENT(facts)
RETURN true AS answer LIMIT 1
