"""Facts as the store gives them: fixed statements, typed rows, and the reader that sends and types them.

Rows are raw here: nothing in this folder decides what a viewer may see. Only `queries.access` reads raw rows.
"""
