"""Analyses on NetworkX: findings about the network of services around a child, never about a person."""
