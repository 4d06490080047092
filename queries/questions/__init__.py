"""The questions, one module each: plain functions over a case, each with the class of its answer.

An answer holds ids and visible facts. What a client selects of it is read from the case by `queries.definitions`.
"""
