"""What can go wrong with the store. Every message says what to do next and holds no secret."""


class StoreError(Exception):
    """The store cannot be used; the command line answers with exit code 3."""


class StoreMisconfigured(StoreError):
    """What a THINKFAMILY_ variable says of the store cannot be followed: wrong usage, exit code 2."""


class StoreStartFailed(StoreError):
    """The private store could not be started."""


class StoreDiskFull(StoreStartFailed):
    """The private store's disk is full or failing, so that the store cannot start."""


class StoreUnreachable(StoreError):
    """A store should be there, but does not answer or refuses the credentials."""


class JarsUnavailable(StoreStartFailed):
    """A jar of Neo4j could not be downloaded."""


class JarRefused(StoreStartFailed):
    """A jar is not the one that the lock names."""
