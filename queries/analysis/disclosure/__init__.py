"""What an analyst may be told of a borough's people: pseudonyms, and nothing about fewer than ten alike."""
