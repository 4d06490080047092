"""`python -m api` is the command `thinkfamily`."""

from api.cli import main

main()
