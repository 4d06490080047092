"""The types of the API: each field declared once, with its GraphQL type, its meaning, its facts and its function."""
