// An event.
MATCH (it:Event {id: $row})
WITH loading, it, FACT(it) AS said WHERE SHARED(it_said)
RETURN true AS answer
