// Further networks: those that hold somebody who leads there from the networks so far, and those of children whom an
// adult met in incidents as well as a child of such a network.
CALL (networks) {
  UNWIND networks AS network UNWIND network.members AS one
  RETURN collect(DISTINCT one.person) AS around, collect(DISTINCT network.child) AS children
}
CALL (asked, around, loading) {
  CALL (asked, around, loading) {
    {beside}
  }
  RETURN collect(DISTINCT beside) AS beside
}
CALL (asked, children, loading) {
  {met}
}
WITH loading, asked, networks, beside, children, met
CALL (beside, loading) {
  {children_near_beside}
}
WITH loading, asked, networks, beside, met, [child IN near + [m IN met WHERE NOT m IN near] WHERE NOT child IN children]
  AS further
CALL (beside, met, further, loading) {
  {members_further}
  WITH child, members WHERE child IN met OR any(one IN members WHERE one.person IN beside)
  RETURN collect({child: child, members: members}) AS more
}
WITH loading, asked, networks + more AS networks
