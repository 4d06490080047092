"""How long records are kept: a schedule as data, and which records are past it.

A schedule (`england.toml`) is read whole and checked; an authority has its own as `retention.toml` in its home.
"""
