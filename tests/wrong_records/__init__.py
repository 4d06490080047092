"""A borough's deliveries with mistakes made in them on purpose, and what becomes of each: reported, found, shown.

What makes mistakes shares no code with what detects them: it changes cells and lines of CSV files.
"""
