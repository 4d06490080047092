// One event, by its global id.
MATCH (it:Event {id: $event})
RETURN it
