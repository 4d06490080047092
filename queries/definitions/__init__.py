"""The words of the practice as functions over a case, each defined once (DOMAIN, 'What the words mean')."""
