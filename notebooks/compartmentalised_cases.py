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
# # Compartmentalised cases in a borough
#
# A manager's question: **around how many children do services work that have no recorded link with one another, and
# between which agencies is the link most often missing?** It is about agencies, never about a person. Everybody here
# is invented.
#
# The notebook reads the store that the environment names (`THINKFAMILY_HOME`, or `THINKFAMILY_NEO4J_URI`), on the
# date that the `demo.toml` in the folder `THINKFAMILY_DEMO` gives; after `make demo` that is `.demo/borough` with
# `THINKFAMILY_HOME=.demo/home`. It needs no Cypher.

# %%
import os
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import altair as alt

from graph.connection import StoreSettings, connect
from queries.analysis.case import case
from queries.analysis.findings import apart, findings
from queries.case import Cases

asked = tomllib.loads((Path(os.environ.get("THINKFAMILY_DEMO", ".demo/borough")) / "demo.toml").read_text("utf-8"))
on = date.fromisoformat(asked["on"])
driver = await connect(StoreSettings.from_environment())
cases = Cases.on(driver, timeout=120)
found = await findings(cases, "COMPARTMENTALISED", on)
print(f"Around {len(found)} children services of several agencies work with no recorded link between them")

# %% [markdown]
# ## Into how many groups do they fall?
#
# Two groups need one contact to join them; five need four.

# %%
sizes = Counter(len(flag.components) for flag in found)
for groups, children in sorted(sizes.items()):
    print(f"{groups} groups: {children} children")

# %% [markdown]
# ## Between which agencies is the link missing?

# %%
pairs = apart(found)
for one, other, count in pairs[:10]:
    print(f"{one} and {other}: no link around {count} children with whose families both work")

alt.renderers.enable("png")  # drawn here: nothing is fetched from elsewhere
rows = [{"pair": f"{one} – {other}", "children": count} for one, other, count in pairs[:20]]
chart = alt.Chart(alt.Data(values=rows), title="Pairs of agencies without a recorded link, by children")
chart.mark_bar().encode(x=alt.X("children:Q", title="children"), y=alt.Y("pair:N", title=None, sort="-x"))

# %% [markdown]
# ## One of them
#
# The case with the most groups, and what would join them.

# %%
if found:
    most = max(found, key=lambda flag: (len(flag.components), flag.id))
    print(most.statement)
    print(*most.cleared_by, sep="\n")
    display(await (await case(cases, most.about[0], on)).ecomap())  # noqa: F821 - the notebook's own

# %% [markdown]
# ## What this cannot say
#
# * **A link that nobody recorded is not here.** A telephone call without a note leaves the two apart.
# * No link is not always a fault: an agency may have asked and been lawfully refused.
# * The picture shows every agency; the finding leaves out universal services that recorded no concern.
# * Many findings between two agencies may mean many families in common. Ask how many before comparing pairs.
# * It says nothing of what any service did for the child.

# %%
await driver.close()
