// One organisation, by its id.
MATCH (it:Organisation {id: $id})
RETURN it
