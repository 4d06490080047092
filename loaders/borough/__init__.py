"""A synthetic English borough, Riverton, written as the deliveries of its agencies.

Nobody in it exists. It stands in for real extracts in demonstrations, tests and measurements.
"""

from loaders.borough.borough import write_borough

__all__ = ["write_borough"]
