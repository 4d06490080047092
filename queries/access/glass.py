"""Broken glass, as the store has it: whether it is in force, and which records it opens.

A record is opened where its agency keeps something of the person that is not sealed: that an agency knows somebody
by sealed rows alone is not to be learnt. Of the other end of an opened tie it is shown who that is.
"""

from __future__ import annotations

IN_FORCE = """
OPTIONAL MATCH (g:Glass {id: $reference})
WHERE g.agency = $agency AND g.professional = $professional AND g.closed_at IS NULL AND $now < g.until
RETURN g {.people, .until, agencies: [(g)-[:NOTIFIES]->(o:Organisation) | o.id]} AS answer, false AS later
"""
"""The glass of a professional by its reference, while it is in force; null for any other."""

_UNSEALED = "coalesce({row}.sensitivity, 'ordinary') IN ['ordinary', 'sensitive'] AND {row}.closed_by IS NULL"

OPENED = f"""
UNWIND $records AS id
MATCH (:SourceRecord {{id: id}})-[named:ABOUT]->(person:Person)<-[about:ABOUT]-(record:SourceRecord)
WHERE named.closed_by IS NULL AND about.closed_by IS NULL AND record.agency IN $agencies
  AND (EXISTS {{ (record)-[:INVOLVED]->(i:Involvement) WHERE {_UNSEALED.format(row="i")} }}
    OR EXISTS {{ (record)<-[:CONCERNS]-(row) WHERE {_UNSEALED.format(row="row")}
      AND NOT EXISTS {{ (row)-[:PART_OF]->(of:Involvement) WHERE NOT ({_UNSEALED.format(row="of")}) }} }}
    OR EXISTS {{ (record)-[tie:STATES]-() WHERE tie.closed_by IS NULL }})
WITH person, collect(DISTINCT record.id) AS opened, collect(DISTINCT record.agency) AS whose
CALL (person, opened) {{
  MATCH (person)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(:Person)
  UNWIND range(0, size(r.agency) - 1) AS i
  WITH opened, r, i WHERE $now < r.superseded_at[i] AND (r.from_record[i] IN opened OR r.to_record[i] IN opened)
  WITH CASE WHEN r.from_record[i] IN opened THEN r.to_record[i] ELSE r.from_record[i] END AS other
  RETURN collect(DISTINCT other)[..$most] AS met
}}
WITH collect(opened) AS opened, collect(met) AS met, collect(whose) AS whose
RETURN {{
  opened: reduce(all = [], some IN opened | all + some), met: reduce(all = [], some IN met | all + some),
  agencies: reduce(all = [], some IN whose | all + [one IN some WHERE NOT one IN all])
}} AS answer, false AS later
"""
"""The records about some persons that are opened, whose they are, and those at the other end of their ties."""
