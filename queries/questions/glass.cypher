// Broken glass by its reference: one's own, or one of the agency whose use of records one answers for, who alone is
// told the reason, and whose records it opened.
MATCH (glass:Glass {id: $reference})
WHERE $agency IS NULL OR (glass.agency = $agency AND ($answers OR glass.professional = $professional))
RETURN {glass: glass, entry: $entry, answers: $answers, reason: CASE WHEN $answers THEN glass.reason END} AS it
