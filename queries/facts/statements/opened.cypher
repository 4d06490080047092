// What break-glass access to some persons may open, as it stands today: each record of the agencies in `in.agencies`, with
// the sensitivities of each row that hangs from it, and the records to which its family ties lead.
UNWIND $in.records AS id
MATCH (:SourceRecord {id: id})-[named:ABOUT]->(person:Person) WHERE named.closed_by IS NULL
// In a MATCH of its own: within one, the record that is named would not be found again, and a lone one not be opened.
MATCH (person)<-[about:ABOUT]-(record:SourceRecord)
WHERE about.closed_by IS NULL AND record.agency IN $in.agencies AND coalesce(record.sensitivity, 'ordinary') <> 'sealed'
WITH DISTINCT person, record
CALL (record) {
  MATCH (record)-[:INVOLVED]->(i:Involvement) WHERE i.closed_by IS NULL
  RETURN [coalesce(i.sensitivity, 'ordinary')] AS marks
  UNION
  MATCH (record)<-[:CONCERNS]-(row) WHERE row.closed_by IS NULL
  RETURN [coalesce(row.sensitivity, 'ordinary')] + [(row)-[:PART_OF]->(of:Involvement) |
    CASE WHEN of.closed_by IS NULL THEN coalesce(of.sensitivity, 'ordinary') ELSE 'closed' END] AS marks
  UNION
  MATCH (record)-[tie:STATES]-() WHERE tie.closed_by IS NULL
  RETURN [coalesce(tie.sensitivity, 'ordinary')] AS marks
}
WITH person, record, collect(DISTINCT marks) AS marks
CALL (person, record) {
  MATCH (person)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(:Person)
  UNWIND range(0, size(r.agency) - 1) AS i
  WITH record, r, i WHERE $in.asked_at < r.superseded_at[i] AND record.id IN [r.from_record[i], r.to_record[i]]
    AND coalesce(r.kept[i], 'ordinary') <> 'sealed'
  RETURN collect(DISTINCT CASE r.from_record[i] WHEN record.id THEN r.to_record[i] ELSE r.from_record[i] END) AS met
}
RETURN collect([person.id, record.id, record.agency, marks, met]) AS openable
