// For the persons asked about: each child whose network holds one of them, and further networks that bear on these;
// and what is known of everybody in these networks. Rows are raw, each once; what they mean is worked out by the
// rules, which say what they read (`queries/networks/`).
UNWIND $records AS record
MATCH (:SourceRecord {id: record})-[named:ABOUT]->(p:Person) WHERE OF(named)
WITH loading, collect(DISTINCT p) AS asked
CALL (asked, loading) {
  {children_near_asked}
}
CALL (asked, near, loading) {
  {members_near}
  WITH child, members WHERE any(one IN members WHERE one.person IN asked)
  RETURN collect({child: child, members: members}) AS networks
}
{further}
CALL (networks) {
  UNWIND networks AS network UNWIND network.members AS one
  RETURN collect(DISTINCT one.person) AS people
}
{tables}
RETURN {
  asked: [p IN asked | ID(p)],
  networks: [n IN networks | {child: ID(n.child), members: [m IN n.members | {person: ID(m.person), roles: m.roles}]}],
  ties: ties, stays: stays, involvements: involvements, workers: workers, allocating: allocating, events: events,
  enquiries: enquiries, persons: persons, agencies: agencies
} AS answer
