"""Faults inflicted on real processes: on the loader, the service, the store and its supervisor, and the disk.

`python -m faults` inflicts each at random points for minutes; `tests/test_faults.py` some of them at fixed ones.
"""
