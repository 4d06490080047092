// An entry just made of an event, and the event.
MATCH (event:Event {id: $event})
RETURN {entry: $entry, event: event} AS it
