// Looks that were read from the audit log, each with the agency that looked.
UNWIND $looks AS look
OPTIONAL MATCH (agency:Organisation {id: look.agency})
RETURN look {.*, by: agency} AS it
