"""Children's networks over a case: who is in them, and what is known of everybody there, for the rules."""
