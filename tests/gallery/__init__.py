"""The gallery: invented families, each for something that a genogram must be able to show."""
