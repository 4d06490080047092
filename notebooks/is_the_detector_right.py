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
# # Is the detector right?
#
# A manager's question: **of what the rules flag, how much is true, and of what is true, how much do they find?** The
# answer is from boroughs whose truth is known, for they are invented. It reads the page that `make evaluate` writes
# (`docs/evaluation.md`, or the file that `THINKFAMILY_EVALUATION` names).

# %%
import os
import re
from pathlib import Path

import altair as alt

page = Path(os.environ.get("THINKFAMILY_EVALUATION", "docs/evaluation.md"))
text = page.read_text("utf-8") if page.exists() else ""
print(text.split("\n\n")[1] if text else f"There is no {page} yet: run `make evaluate`.")

# %% [markdown]
# ## By rule
#
# A share stands with its interval of 95 % (Wilson's): where it is wide, too little was seen to say more.

# %%
share = re.compile(r"(\d\.\d\d) \((\d\.\d\d) to (\d\.\d\d); \d+ of \d+\)")
rows = []
for line in text.splitlines():
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    if re.fullmatch(r"[A-Z_]{6,}", cells[0]) and len(cells) == 7:
        measures = {"precision": cells[3], "planted cases found": cells[4], "all true, found": cells[6]}
        for measure, cell in measures.items():
            if told := share.match(cell):
                value, low, high = map(float, told.groups())
                rows.append({"rule": cells[0], "measure": measure, "share": value, "low": low, "high": high})
        print(f"{cells[0]}: {cells[2]} flags per 100 children; near misses raised: {cells[5]}")

# %%
alt.renderers.enable("png")  # drawn here: nothing is fetched from elsewhere
base = alt.Chart(alt.Data(values=rows)).encode(y=alt.Y("rule:N", title=None))
points = base.mark_point(filled=True, size=60).encode(x=alt.X("share:Q", scale=alt.Scale(domain=[0, 1])))
spans = base.mark_rule().encode(x=alt.X("low:Q", title="share, with its interval"), x2="high:Q")
(spans + points).facet(row=alt.Row("measure:N", title=None), title="How often each rule is right") if rows else None

# %% [markdown]
# ## What this cannot say
#
# * **How often the rules are right about real families.** Their records are worse in ways that nobody invented.
# * A rule with few cases has a wide interval: that its share is 1.00 says little then.
# * Precision counts a flag as right that is about something true. Whether it was worth acting on is for people to say.
