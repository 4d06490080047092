"""What an analyst may be told of a borough's people: pseudonyms, and nothing about ten or fewer who are alike."""
