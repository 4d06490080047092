"""A synthetic English borough, Riverton, written as the deliveries of its agencies.

Nobody in it exists. It stands in for real extracts in demonstrations, tests and measurements. Beside
the deliveries it writes what is true of it, which the product never reads: see `truth_files`.
"""

from loaders.borough.borough import write_borough
from loaders.borough.missing import Missing

__all__ = ["Missing", "write_borough"]
