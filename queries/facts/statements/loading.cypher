// The deliveries that are being loaded: their rows do not count yet.
RETURN COLLECT { MATCH (x:Extract {state: 'loading'}) RETURN x.id } AS loading
