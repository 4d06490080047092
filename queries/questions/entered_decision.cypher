// An entry just made that is all there is to answer with, but for whom it is about.
RETURN {entry: $entry, flag: $flag, state: $state, reason: $reason, people: $people} AS it
