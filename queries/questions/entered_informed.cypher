// An entry just made of an event, and the event.
MATCH (event:Event {id: $event})
WITH loading, event, FACT(event) AS event_facts
WHERE SHARED(event_event_facts)
RETURN {entry: $entry, event: event} AS it
