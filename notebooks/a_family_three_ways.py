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
# # A family, three ways
#
# One family, seen by many services that each know a part of it: as a network, as a genogram, and as an ecomap with the
# agencies around it; then the three questions answered. Everybody here is invented. What each symbol means:
# `docs/pictures.md`.
#
# The notebook reads the store that the environment names (`THINKFAMILY_HOME`, or `THINKFAMILY_NEO4J_URI`). Which
# family is told by `THINKFAMILY_DEMO`, the folder of a borough with its `demo.toml`; after `make demo` that is
# `.demo/borough` with `THINKFAMILY_HOME=.demo/home`. With `THINKFAMILY_NOTEBOOK_LOAD=yes` it first writes and
# loads a borough of its own there, which takes some minutes. It needs no Cypher.

# %%
import os
import tomllib
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import networkx as nx

from graph.connection import StoreSettings, connect
from graph.ids import global_id, own_person
from queries.analysis.case import case
from queries.case import Cases

borough = Path(os.environ.get("THINKFAMILY_DEMO", ".demo/borough"))
settings = StoreSettings.from_environment()
driver = await connect(settings)

# %%
if os.environ.get("THINKFAMILY_NOTEBOOK_LOAD") == "yes":
    from graph.schema import ensure
    from graph.writer import Writer
    from loaders.borough import write_borough
    from loaders.load import load
    from loaders.settings import LoadSettings

    deliveries = write_borough(borough, 1_000, seed=1)
    await ensure(driver)
    await load(deliveries, writer=Writer(driver), home=settings.home, settings=LoadSettings())

# %%
asked = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
mother = own_person(global_id("SourceRecord", asked["adult"]["agency"], asked["adult"]["local_id"]))
event = global_id("Event", asked["event"]["agency"], asked["event"]["event_id"])

cases = Cases.on(driver, timeout=120)
family = await case(cases, mother, on=date.fromisoformat(asked["on"]))
len(family.graph), "persons and", family.graph.number_of_edges(), "ties"

# %% [markdown]
# ## As a network
#
# An arrow is a recorded tie, read as "from is the TYPE of to"; the wider, the more agencies assert it.

# %%
names = {person: facts["name"] for person, facts in family.graph.nodes(data=True)}
colours = ["tab:orange" if person == family.person else "lightgrey" for person in family.graph]
widths = [0.5 + len(facts["agencies"]) / 2 for *_, facts in family.graph.edges(data=True)]
types = {(one, other): facts["type"].lower() for one, other, facts in family.graph.edges(data=True)}

places = nx.spring_layout(family.graph, seed=7)
plt.figure(figsize=(9, 6))
nx.draw_networkx(family.graph, places, labels=names, node_color=colours, width=widths, node_size=900, font_size=8)
nx.draw_networkx_edge_labels(nx.DiGraph(family.graph), places, edge_labels=types, font_size=7)
plt.axis("off")
plt.show()

# %%
for *_, facts in family.graph.edges(data=True):
    print(facts["words"])

# %% [markdown]
# ## As a genogram
#
# Who belongs to whom, who lives with whom, who cares for whom. Rest the pointer on a line to see who says so.

# %%
family.genogram()

# %% [markdown]
# ## As an ecomap
#
# Who is around the household. Agencies on one ground have a recorded link; two red bars say that none is recorded.

# %%
await family.ecomap()

# %% [markdown]
# ## What happened, and who was told

# %%
await family.timeline()

# %% [markdown]
# ## Which children are affected by what happens to her?

# %%
together = {True: "lives with her", False: "does not live with her", None: "no residence recorded"}
for child in family.children:
    print(f"{child.name}, {child.age}: {together[child.lives_with]}")
    for path in child.paths:
        print("   by:", path)
    for service in child.services:
        print("   with:", service)
    for fact in child.missing:
        print("   not recorded:", fact)

# %% [markdown]
# ## Which agencies have not been told of the event?

# %%
for agency in await family.informing(event):
    print(f"{agency.name}: {agency.state}", agency.waiting)
    if agency.state in ("NOT_INFORMED", "PENDING"):
        for worker in agency.ring:
            print("   ring", worker)

# %% [markdown]
# ## Where do services work on this family with no link between them?

# %%
for flag in family.flags:
    print(flag.statement)
    for step in flag.cleared_by:
        print("   would clear it:", step)

# %% [markdown]
# ## What this cannot say
#
# * **What nobody recorded is not here.** A line that is missing is no proof that there is no tie.
# * How thick a line is says whether contact was recorded, not whether it helped.
# * It is true of one date. Ask again with another `on`, or with `known_at` for what could have been seen at the time.

# %%
await driver.close()
