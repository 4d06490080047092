"""What workers record by hand: who may say what of whom, and what it becomes (docs/decisions/0024)."""
