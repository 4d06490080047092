// An agency's record of a household; one at a shielded address is seen by nobody else.
MATCH (it:Household {id: $row})
WITH loading, it, FACT(it) AS said WHERE HOUSED(it_said) AND DISCLOSED(it)
RETURN true AS answer
