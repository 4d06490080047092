// An entry just made that is all there is to answer with.
RETURN {entry: $entry, flag: $flag, state: $state, reason: $reason} AS it
