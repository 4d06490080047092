"""The rules that are built: one module each, found by being here, with a `RULE` of its own."""
