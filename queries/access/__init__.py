"""Who sees what: decided here, by data, and asked of the store in the terms of every statement."""
