"""Readers of deliveries: one module a format, and the synthetic borough that they are tried on."""
