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
# # Small numbers, safely
#
# A manager's question: **in which districts do most children live among people with whom mental health, substance
# misuse or domestic abuse services work?** A plan for services needs the numbers, and nobody's name. Everybody here is
# invented.
#
# The notebook makes a view of the store that the environment names (`THINKFAMILY_HOME`, or `THINKFAMILY_NEO4J_URI`),
# on the date that the `demo.toml` in the folder `THINKFAMILY_DEMO` gives; after `make demo` that is `.demo/borough`
# with `THINKFAMILY_HOME=.demo/home`. An analyst has no store: there the first cell is `view = View.read(folder)`, of
# a folder that `thinkfamily view` has written. From then on all is the same.

# %%
import os
import tomllib
from datetime import date
from pathlib import Path

import altair as alt
import networkx as nx
import polars as pl

from graph.connection import StoreSettings, connect
from queries.analysis.project import ProjectKey, project
from queries.case import Cases

asked = tomllib.loads((Path(os.environ.get("THINKFAMILY_DEMO", ".demo/borough")) / "demo.toml").read_text("utf-8"))
settings = StoreSettings.from_environment()
key = ProjectKey.of(settings.home / "projects" / "small-numbers-safely.key")
driver = await connect(settings)
view = await project(Cases.on(driver, timeout=120), settings.home, key, date.fromisoformat(asked["on"]))
await driver.close()

left_out = f"{view.least - 1} or fewer" if view.left_out is None else f"{view.left_out}"
print(f"{view.table.height:,} people of whom something is told; {left_out} are left out")

# %% [markdown]
# ## What a row is
#
# A pseudonym and four things that more than ten people have in common. What fewer have in common is told less exactly
# (`withheld`, `some`, `one of them`), or not at all.

# %%
view.table.select("age", "area", "agencies", "around").head(5)

# %% [markdown]
# ## How many children live among such services?

# %%
children = ["unborn", "0 to 4", "5 to 9", "10 to 15", "16 to 17", "child of any age", "child"]
around = view.counts(["around"], {"age": children})
everyone = around["people"].sum()
for row in around.sort("people", descending=True).rows(named=True):
    print(f"{row['around']}: {row['people']:,} children of {everyone:,}")

# %% [markdown]
# ## In which districts?
#
# What is not there is nobody, or ten or fewer: they are told less exactly, as `one of them` or without the district.

# %%
counts = view.counts(["area", "around"], {"age": children}).filter(~pl.col("around").is_in(["none", "withheld"]))

alt.renderers.enable("png")  # drawn here: nothing is fetched from elsewhere
chart = alt.Chart(alt.Data(values=counts.rows(named=True)), title="Children with whose families such services work")
chart.mark_bar().encode(
    x=alt.X("people:Q", title="children"),
    y=alt.Y("area:N", title="district"),
    color=alt.Color("around:N", title="around the child", scale=alt.Scale(scheme="viridis")),
)

# %%
whole = dict(view.counts(["area"], {"age": children}).iter_rows())
for area, some in counts.group_by("area").agg(pl.col("people").sum()).sort("area").iter_rows():
    print(f"{area}: {some:,} of {whole[area]:,} children")

# %% [markdown]
# ## What are families like?
#
# Families are told by their ties alone, where more than ten are built alike. Their pseudonyms are not those of rows.

# %%
sizes = pl.Series("people", [len(family) for family in nx.weakly_connected_components(view.graph)])
for people, families in sizes.value_counts().sort("people").iter_rows():
    print(f"{families:,} families of {people} people")

# %% [markdown]
# ## What this cannot say
#
# * **Rare is not here, and rare may be urgent.** A family known to everybody for everything is alike to none. This
#   is for planning; who needs help is found by the case, by those who may see it.
# * A district with few of a kind looks like one with none; their children are in the bar `withheld`.
# * **None recorded is not none.** Where a service gives no delivery, no child is told to live among its clients.
# * Involvements that are marked sensitive or sealed are not counted; shielded addresses have no district.
# * All who are alike may have something in common. To say of a small place that all its children are known to a service
#   is to say it of each of them: think before it is published.
# * It says nothing of what was done for anybody, and cannot follow anybody from one quarter to the next.
# * Agencies without a delivery that covers the date:

# %%
print(", ".join(view.uncovered) or "Every agency is covered.")
