"""`thinkfamily audit`: the root to keep elsewhere, the verification of the log, proofs for others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from graph.connection import home
from queries.audit import merkle
from queries.audit.segments import folder_of
from queries.audit.verify import Anchor, anchor_of, entries, verified

audit_app = typer.Typer(help="The record of who looked at whom: is it whole?", no_args_is_help=True)


@audit_app.command()
def root() -> None:
    """How many entries there are and their root, SIZE:ROOT: kept elsewhere, it shows later that nothing was changed."""
    sys.stdout.write(f"{anchor_of(verified(_folder()))}\n")


@audit_app.command()
def verify(
    roots: Annotated[
        list[str] | None, typer.Option("--root", help="SIZE:ROOT, as kept elsewhere; may be given several times.")
    ] = None,
) -> None:
    """Whether the log is what was written. Exit code 2 where it is not, with the place.

    Without a root that was kept elsewhere, what was cut off at the end or written anew cannot be seen.
    """
    head = verified(_folder(), [_anchor(text) for text in roots or ()])
    held = f", and hold what they held at {len(roots)} earlier times" if roots else ""
    sys.stdout.write(f"{head.seq} entries follow one from another{held}. Root: {anchor_of(head)}\n")


@audit_app.command()
def proof(
    entry: Annotated[int | None, typer.Argument(help="The number of an entry (`seq`).")] = None,
    since: Annotated[int | None, typer.Option(help="An earlier number of entries.")] = None,
) -> None:
    """A proof by RFC 9162, as JSON, for somebody who holds a root: that an entry is in the log, or with `--since`
    that the log still begins with what it held then."""
    if (entry is None) == (since is None):
        raise typer.BadParameter("give the number of an entry, or --since")
    leaves = [merkle.leaf(line) for _, line in entries(_folder())]
    try:
        said = _included(entry, leaves) if entry is not None else _consistent(since or 0, leaves)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    sys.stdout.write(orjson.dumps(said, option=orjson.OPT_INDENT_2).decode() + "\n")


def _included(entry: int, leaves: list[bytes]) -> dict[str, Any]:
    path = merkle.inclusion_proof(entry, leaves)
    return {"entry": entry, "leaf": leaves[entry].hex(), **_tree(leaves), "inclusion_path": _hex(path)}


def _consistent(size: int, leaves: list[bytes]) -> dict[str, Any]:
    path = merkle.consistency_proof(size, leaves)
    earlier = merkle.root_of(leaves[:size]).hex()
    return {"earlier_size": size, "earlier_root": earlier, **_tree(leaves), "consistency_path": _hex(path)}


def _tree(leaves: list[bytes]) -> dict[str, Any]:
    return {"size": len(leaves), "root": merkle.root_of(leaves).hex()}


def _hex(path: list[bytes]) -> list[str]:
    return [each.hex() for each in path]


def _anchor(text: str) -> Anchor:
    try:
        return Anchor.read(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _folder() -> Path:
    return folder_of(home())
