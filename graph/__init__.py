"""The graph room: the declared model, the store, and the one writer."""
