"""The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, over SHA-256.

A root says what all entries are, in 32 bytes. Kept elsewhere, it shows later that nothing was changed or taken
out: an inclusion proof that an entry is among them, a consistency proof that a longer log begins with the shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

EMPTY = sha256().digest()
"""The root of a tree without entries."""


def leaf(entry: bytes) -> bytes:
    """The hash of an entry: with a prefix of its own, so that no entry can pass for a node."""
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A growing tree, of which only the roots of its complete subtrees are held: as many as `size` has bits set."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, hashed: bytes) -> None:
        """One leaf more, by its hash."""
        whole = self.size
        while whole & 1:
            hashed = node(self.peaks.pop(), hashed)
            whole >>= 1
        self.peaks.append(hashed)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.peaks:
            return EMPTY
        *others, root = self.peaks
        for peak in reversed(others):
            root = node(peak, root)
        return root

    def copy(self) -> Tree:
        """The tree as it is now."""
        return Tree(self.size, list(self.peaks))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = Tree()
    for each in leaves:
        tree.add(each)
    return tree.root


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The subtrees that, with one leaf, give the root: RFC 9162 §2.1.3.1. ValueError for an index outside."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"there is no entry {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion_proof(index, leaves[:half]), root_of(leaves[half:])]
    return [*inclusion_proof(index - half, leaves[half:]), root_of(leaves[:half])]


def is_included(hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is at an index of the tree with this root: RFC 9162 §2.1.3.2."""
    if not 0 <= index < size:
        return False
    fn, sn, found = index, size - 1, hashed
    for each in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node(each, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node(found, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def consistency_proof(size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """What shows that a tree begins with its first `size` leaves: RFC 9162 §2.1.4.1. ValueError for a size outside."""
    if not 0 < size <= len(leaves):
        raise ValueError(f"there is no earlier tree of {size} entries; there are {len(leaves)}")
    return _subproof(size, leaves, known=True)


def _subproof(size: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if known else [root_of(leaves)]
    half = _half(len(leaves))
    if size <= half:
        return [*_subproof(size, leaves[:half], known=known), root_of(leaves[half:])]
    return [*_subproof(size - half, leaves[half:], known=False), root_of(leaves[:half])]


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `second` leaves begins with that of `first`: RFC 9162 §2.1.4.2."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for each in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(each, fr), node(each, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, each)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and (fr, sr) == (first_root, second_root)


def _half(size: int) -> int:
    """The largest power of two smaller than a size: where RFC 9162 parts a tree."""
    return 1 << (size - 1).bit_length() - 1
