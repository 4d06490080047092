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
# # Who bridges services?
#
# A manager's question: **through which agencies do adults' services and children's services reach one another, and
# what would come apart if one of them fell away?** It is about agencies, never about a person. Everybody here is
# invented.
#
# The notebook reads the store that the environment names (`THINKFAMILY_HOME`, or `THINKFAMILY_NEO4J_URI`), on the
# date that the `demo.toml` in the folder `THINKFAMILY_DEMO` gives; after `make demo` that is `.demo/borough` with
# `THINKFAMILY_HOME=.demo/home`. It needs no Cypher. What each measure means: `docs/analysis.md`.

# %%
import os
import tomllib
from datetime import date
from pathlib import Path

import altair as alt
import networkx as nx

from graph.connection import StoreSettings, connect
from queries.analysis.measures import Role, brokerage, density_between, parted_without
from queries.analysis.services import service_network
from queries.case import Cases

asked = tomllib.loads((Path(os.environ.get("THINKFAMILY_DEMO", ".demo/borough")) / "demo.toml").read_text("utf-8"))
driver = await connect(StoreSettings.from_environment())
borough = await service_network(Cases.on(driver, timeout=120), on=date.fromisoformat(asked["on"]))
await driver.close()

name = {agency: facts["name"] for agency, facts in borough.graph.nodes.items()}
len(name), "agencies,", borough.graph.number_of_edges(), "pairs of them with a link in the last twelve months"

# %% [markdown]
# ## Are the two sides linked at all?
#
# Of all pairs of an adults' and a children's agency, the share that had any contact in the last twelve months.

# %%
share = density_between(borough.graph, "adult", "children")
print("One of the sides has no agency" if share is None else f"{share:.0%} of the possible pairs have a link")

for group in sorted(map(sorted, nx.connected_components(borough.graph)), key=len, reverse=True):
    print("Linked with one another, directly or through others:", ", ".join(name[agency] for agency in group))

# %% [markdown]
# ## Who passes information on?
#
# An agency brokers where a second agency tells it something or refers to it, it tells or refers to a third, and the
# second has told the third nothing itself. Colours say between which sides: a *gatekeeper* brings in from another
# side, a *representative* passes on to another side, a *liaison* stands between two sides that are not its own, an
# *itinerant* between two agencies of one other side, a *coordinator* between two of its own.

# %%
found = brokerage(borough.flows)
played = [{**row, "agency": name[row["node"]]} for row in found.rows() if row["count"] and row["role"] != Role.TOTAL]

alt.renderers.enable("png")  # drawn here: nothing is fetched from elsewhere
chart = alt.Chart(alt.Data(values=played), title="Pairs of agencies that reach one another through each agency")
chart.mark_bar().encode(
    x=alt.X("count:Q", title="ordered pairs"),
    y=alt.Y("agency:N", title=None, sort="-x"),
    color=alt.Color("role:N", title="role"),
    tooltip=["agency:N", "role:N", "count:Q", "expected:Q"],
)

# %%
for agency, scores in sorted(found.nodes.items(), key=lambda each: -each[1][Role.TOTAL].count)[:10]:
    total = scores[Role.TOTAL]
    if total.count:
        print(f"{name[agency]} stands between {total.count} pairs; by chance about {total.expected:.1f}")

# %% [markdown]
# ## What hangs on one agency?

# %%
for agency, groups in parted_without(borough.graph).items():
    apart = " | ".join(", ".join(sorted(name[one] for one in group)) for group in groups)
    print(f"Without {name[agency]} no link would be left between: {apart}")

# %% [markdown]
# ## Who works with the same people and has no link at all?

# %%
for pair in borough.apart[:20]:
    print(f"{name[pair.one]} and {name[pair.other]}: no contact recorded, people in common: {pair.people}")

# %% [markdown]
# ## What this cannot say
#
# * **Contact that nobody recorded is not here.** Few recorded links may mean few contacts, or poor recording.
# * A link says that there was contact about somebody, not that it was enough, or about the right family. Whether the
#   services around one child are linked is another question: `queries.analysis.case`.
# * A high count is no merit and a low one no fault: a hub is meant to stand in between, and much brokerage can mean
#   that others do not speak to one another.
# * "By chance" is a graph with as many links, laid at random between agencies that are all alike. Agencies are not.
# * Agencies without a delivery that covers the date may have links that are not known:

# %%
print(", ".join(name[agency] for agency in borough.uncovered) or "Every agency is covered.")
