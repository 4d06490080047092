// A challenge just entered.
RETURN {entry: $entry, assertion: $assertion, reason: $reason} AS it
