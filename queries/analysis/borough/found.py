"""What the last sweep found, in which networks: kept beside the snapshot, so that a sweep can go on from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from io import BytesIO

import orjson
import polars as pl

from graph.flags import Kept, Sweep
from queries.analysis.borough.derive import Found
from queries.analysis.borough.files import Files, Told
from queries.analysis.borough.rows import PEOPLE, PERSON
from queries.analysis.rule import AnalysisRule
from queries.context import Context

_FLAGS, _SWEEP = "flags.parquet", "sweep.json"
_COLUMNS: Mapping[str, pl.DataType] = {
    "flag": pl.String(), "digest": pl.String(), "body": pl.String(), "key": PERSON, "children": PEOPLE,
}


@dataclass(frozen=True)
class Before:
    """The last sweep: a row a `flag`, with the digests of its evidence and of its body, and the `children` (numbers).

    `key` is the person about whom a flag is that lies across their networks, null where it is found in each.
    `told` is the snapshot it was derived from, `terms` a digest of all that decides what is found.
    """

    sweep: str
    step: int
    on: str
    terms: str
    told: Told
    flags: pl.DataFrame


def terms_of(rules: Sequence[AnalysisRule], context: Context) -> str:
    """A digest of the rules and of every parameter that they and the practice's words have."""
    parameters = [(rule.rule.id, [(p.name, p.of(context.terms)) for p in rule.parameters]) for rule in rules]
    return blake2b(repr((parameters, context.terms)).encode(), digest_size=10).hexdigest()


def kept(found: Found) -> Kept:
    """A flag as the store keeps it."""
    flag = found.flag
    evidence = dict.fromkeys(one.involvement for one in flag.evidence if one.involvement)
    body = orjson.dumps(flag.as_map()).decode()
    return Kept(flag.id, flag.rule, flag.evidence_digest, tuple(evidence), tuple(flag.people), body)


def row(found: Found, as_kept: Kept) -> dict[str, object]:
    """A flag's row of `Before.flags`."""
    body = blake2b(as_kept.body.encode(), digest_size=10).hexdigest()
    return {
        "flag": as_kept.flag, "digest": as_kept.digest, "body": body, "key": found.key,
        "children": list(found.children),
    }


def frame(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Rows of flags as a frame."""
    return pl.DataFrame(list(rows), schema=dict(_COLUMNS))


def read(files: Files) -> Before | None:
    """The last sweep; None where there is none, or not one that can be used."""
    try:
        said = orjson.loads((files.folder / _SWEEP).read_bytes())
        flags = pl.read_parquet(files.folder / said.pop("flags"))
    except (FileNotFoundError, KeyError, orjson.JSONDecodeError):
        return None
    told = said.pop("told")
    return Before(**said, told=Told(**{**told, "generations": tuple(told["generations"])}), flags=flags)


def write(files: Files, sweep: Sweep, terms: str, told: Told, flags: pl.DataFrame) -> None:
    """Keep what a sweep's step found."""
    content = BytesIO()
    flags.write_parquet(content)
    name = f"{sweep.id}-{sweep.step}-{_FLAGS}"
    files.replace(name, content.getvalue())
    said = {
        "sweep": sweep.id, "step": sweep.step, "on": sweep.on.isoformat(), "terms": terms, "told": asdict(told),
        "flags": name,
    }
    files.replace(_SWEEP, orjson.dumps(said))
    for old in files.folder.glob(f"*-{_FLAGS}"):
        if old.name != name:
            old.unlink()
