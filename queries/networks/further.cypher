// Also the networks that share a member with one that holds somebody asked about, and those of children whom an adult
// met in incidents as well as a child of such a network.
CALL (networks) {
  UNWIND networks AS network UNWIND network.members AS one
  RETURN collect(DISTINCT one.person) AS around, collect(DISTINCT network.child) AS children
}
CALL (asked, children, loading) {
  CALL (asked, children, loading) {
    UNWIND asked AS who
    RETURN who
    UNION
    UNWIND children AS child
    {met_child}
    RETURN who LIMIT $most
  }
  WITH loading, who WHERE NOT who IN children
  {met_who}
  RETURN collect(DISTINCT met)[..$most] AS met
}
WITH loading, asked, networks, around, children, met
CALL (around, loading) {
  {children_near_around}
}
WITH loading, asked, networks, around, met, [child IN near + [m IN met WHERE NOT m IN near] WHERE NOT child IN children]
  AS further
CALL (around, met, further, loading) {
  {members_further}
  WITH child, members WHERE child IN met OR any(one IN members WHERE one.person IN around)
  RETURN collect({child: child, members: members}) AS more
}
WITH loading, asked, networks + more AS networks
