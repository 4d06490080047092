"""The queries room: facts and who may see them, the questions over them, the rules and the analyses."""
