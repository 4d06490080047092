// By the id of each of some persons, the first of the asking agency's own records of them.
UNWIND $people AS told
WHOSE(p_told)
MATCH (p)<-[mine:ABOUT]-(own:SourceRecord) WHERE HELD(mine)
WITH told, min(own.id) AS first
RETURN collect([told, first]) AS answer
