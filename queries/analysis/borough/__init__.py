"""The borough as arrays: a columnar snapshot of the store, every child's network, and what rules look at first."""
