// One agency's record of a person.
MATCH (it:SourceRecord {id: $row})
WITH loading, FACT(it) AS said WHERE RECORDED(said)
RETURN true AS answer
