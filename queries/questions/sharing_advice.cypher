// The advice on sharing about a person: of those made, the one for this receiver and the consents recorded (rows 25 to
// 28). Of what a person said to one agency, the latest holds; a refusal to any outweighs what was said to others. Where it
// was not recorded what they said, a refusal before it holds on, and a consent does not: it is read as the closer (0019).
MATCH (:SourceRecord {id: $record})-[about:ABOUT]->(person:Person)
WHERE OF(about)
OPTIONAL MATCH NAMED(receiver)
WITH loading, person, receiver, COLLECT {
  MATCH (person)<-[of:ABOUT]-(:Concerned)<-[concerns:CONCERNS]-(c:Consent)
  WHERE OF(of) AND STANDS(concerns)
  WITH DISTINCT c
  WITH c, FACT(c) AS said
  WHERE ANSWERED(c_said) AND HOLDS(said) AND said.scope = 'share'
    AND (coalesce(said.agencies, []) = [] OR $receiver IN said.agencies)
  WITH c, said ORDER BY said.maybe_from DESC, said.given
  WITH c.agency AS agency, collect({consent: c, given: said.given}) AS rows
  WITH agency, head(rows) AS last, head([one IN rows WHERE one.given IN ['yes', 'no']]) AS decided
  WITH agency, CASE WHEN decided.given = 'no' THEN decided ELSE last END AS latest
  RETURN latest ORDER BY agency LIMIT $bound
} AS recorded
WITH person, receiver, recorded, coalesce($stated, CASE
  WHEN any(one IN recorded WHERE one.given = 'no') THEN 'refused'
  WHEN any(one IN recorded WHERE one.given = 'yes') THEN 'given'
  ELSE 'not_recorded' END) AS consent
WITH person, receiver, recorded, consent, $advice[$of[coalesce(receiver.kind, $kind)][consent]] AS advice
WHERE advice IS NOT NULL
RETURN {person: person, receiver: receiver, consents: [one IN recorded | one.consent], consent: consent, advice: advice}
  AS it
