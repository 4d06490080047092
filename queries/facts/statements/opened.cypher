// What break-glass access to some persons may open, as it stands today: each record of the agencies in `in.agencies`, with
// the sensitivities of each row that hangs from it, and the records to which its family ties lead. Records of the agencies
// in `in.content`, which may be seen anyhow, come with them: together they form the person who is named.
UNWIND $in.records AS id
MATCH (:SourceRecord {id: id})-[named:ABOUT]->(person:Person) WHERE named.closed_by IS NULL
// In a MATCH of its own: within one, the record that is named would not be found again, and a lone one not be opened.
MATCH (person)<-[about:ABOUT]-(record:SourceRecord)
WHERE about.closed_by IS NULL AND (record.agency IN $in.agencies OR record.agency IN $in.content)
  AND coalesce(record.sensitivity, 'ordinary') <> 'sealed'
WITH DISTINCT person, record
CALL (record) {
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
  RETURN collect(DISTINCT marks) AS marks
}
CALL (person, record) {
  MATCH (person)-[r:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF|RELATED_TO]-(:Person)
  UNWIND range(0, size(r.agency) - 1) AS i
  WITH record, r, i WHERE $in.asked_at < r.superseded_at[i] AND record.id IN [r.from_record[i], r.to_record[i]]
    AND coalesce(r.kept[i], 'ordinary') <> 'sealed'
  RETURN collect(DISTINCT CASE r.from_record[i] WHEN record.id THEN r.to_record[i] ELSE r.from_record[i] END) AS met
}
RETURN collect([[person.id, record.id, record.agency, toString(record.recorded_at), record.person_id, null, null,
  [record.family_name, record.given_names, record.also_known_as,
  record.date_of_birth, toString(record.date_of_birth_first), toString(record.date_of_birth_last),
  null, null, null, null, null, null, record.sex, null, null, null, null],
  [(record)-[held:IDENTIFIED_BY]->(i:Identifier) WHERE held.closed_by IS NULL | [i.scheme, i.value, true, i.placeholder,
    any(n IN range(0, coalesce(size(held.shared_from), 0) - 1)
      WHERE held.shared_from[n] <= $in.asked_at AND $in.asked_at < held.shared_to[n])]]],
  record.agency IN $in.agencies, marks, met]) AS openable
