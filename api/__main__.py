"""`python -m api` is the command `thinkfamily`."""

from api.cli import main

if __name__ == "__main__":  # processes that a sweep starts import it too
    main()
