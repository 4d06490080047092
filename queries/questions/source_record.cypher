// One agency's record of a person, by its global id.
MATCH (it:SourceRecord {id: $record})
RETURN it
