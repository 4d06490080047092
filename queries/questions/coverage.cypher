// Each agency that delivers: its last delivery, and whether any covers the date.
{coverage}
RETURN it
ORDER BY it.agency.id
LIMIT $bound
