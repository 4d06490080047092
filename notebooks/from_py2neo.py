# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From py2neo
#
# For analysts whose notebooks are written in py2neo: **can they go on with them?** The same store, for reading, beside
# the questions of the product. py2neo had its last release in 2021. It is in the optional extra, and the service never
# imports it. Everybody here is invented.
#
# The notebook reads the store that the environment names (`THINKFAMILY_HOME`, or `THINKFAMILY_NEO4J_URI`).

# %%
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # the library uses what Python has deprecated since

from queries.analysis.py2neo_graph import graph  # noqa: E402

store = graph()

# %% [markdown]
# ## Counting and tables

# %%
print("persons:", store.evaluate("MATCH (p:Person) RETURN count(p)"))
store.run("MATCH (o:Organisation) RETURN o.id AS agency, o.kind AS kind ORDER BY agency LIMIT 10").to_table()

# %% [markdown]
# ## Nodes and relationships

# %%
for tie in store.match(r_type="PARENT_OF", limit=3):
    print("a parent and a child, say", ", ".join(tie["agency"]))

# %% [markdown]
# ## Writing is refused

# %%
try:
    store.run("CREATE (:Person)")
except Exception as error:  # noqa: BLE001 - what the server says is the point
    print("refused:", type(error).__name__)

# %% [markdown]
# ## What this cannot say
#
# * **What is true on a date.** It reads the graph as it is stored: what was superseded, and deliveries that are still
#   being loaded, are in it. The questions of the product heed all that: `queries.analysis.case`.
# * It waits (no async), knows no routing, so that a cluster is read through the one member named, and knows no
#   bookmarks, so that it may not see the very last load.
# * Access rules are not in it. Who may read the whole store may use it.

# %%
store.close()
