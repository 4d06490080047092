"""May this be shared, may this be seen: the decision helper of seed rows 25 to 28 and 30.

What the law and guidance say stands in policy packs (`packs/*.toml`), as ordered rules; code only
reads, checks and applies them. A helper advises: the person who shares decides, and records why.
"""
