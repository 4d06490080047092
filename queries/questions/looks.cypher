// Looks that were read from the audit log, each with the agency that looked, and the glass that was broken for it.
UNWIND $looks AS look
OPTIONAL MATCH (agency:Organisation {id: look.agency})
OPTIONAL MATCH (glass:Glass {id: look.glass}) WHERE OURS(glass)
RETURN look {.*, by: agency,
  broken: CASE WHEN glass IS NOT NULL THEN {glass: glass, reason: glass.reason, answers: true} END} AS it
