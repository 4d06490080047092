"""How often the rules are right and wrong, on boroughs whose truth is known: `make evaluate`."""
