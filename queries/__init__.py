"""The queries room: the questions, the planner that makes one statement of each, and the analyses."""
