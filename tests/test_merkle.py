"""The Merkle tree of RFC 9162: the published test vectors of Certificate Transparency, and its properties.

Vectors: `merkle_tree_test` of the reference implementation of RFC 6962, whose tree RFC 9162 keeps.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.audit.merkle import (
    EMPTY,
    Tree,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf,
    root_of,
)

INPUTS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
LEAVES = [leaf(bytes.fromhex(each)) for each in INPUTS]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
SECOND_PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
SECOND_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
LAST_PAIR = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
SECOND_LEAF = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
SIXTH = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
FIRST_FOUR = ROOTS[4]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [SECOND_LEAF, SECOND_PAIR, SECOND_FOUR]),
        (5, 8, [FIFTH, LAST_PAIR, FIRST_FOUR]),
        (2, 3, [ROOTS[2]]),
        (1, 5, [ROOTS[1], SECOND_PAIR, FIFTH]),
    ],
)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, path: list[str]) -> None:
    proof = inclusion_proof(index, LEAVES[:size])
    assert [each.hex() for each in proof] == path
    assert is_included(LEAVES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(
    ("first", "second", "path"),
    [
        (1, 1, []),
        (1, 8, [SECOND_LEAF, SECOND_PAIR, SECOND_FOUR]),
        (6, 8, [SIXTH, LAST_PAIR, FIRST_FOUR]),
        (2, 5, [SECOND_PAIR, FIFTH]),
    ],
)
def test_consistency_proofs_are_the_published_ones(first: int, second: int, path: list[str]) -> None:
    proof = consistency_proof(first, LEAVES[:second])
    assert [each.hex() for each in proof] == path
    assert is_consistent(first, second, bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second]), proof)


hashes = st.lists(st.binary(max_size=4).map(leaf), min_size=1, max_size=40)


@given(hashes, st.data())
def test_every_entry_is_proved_to_be_there_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(index, leaves), root_of(leaves)
    assert is_included(leaves[index], index, len(leaves), proof, root)
    assert not is_included(leaf(b"another"), index, len(leaves), proof, root)
    assert not is_included(leaves[index], index, len(leaves), [*proof, EMPTY], root)
    assert not proof or not is_included(leaves[index], index, len(leaves), proof[:-1], root)
    assert not is_included(leaves[index], index + len(leaves), len(leaves), proof, root)


@given(hashes, st.data())
def test_a_longer_log_is_proved_to_begin_with_the_shorter_and_with_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(leaves)))
    proof, roots = consistency_proof(first, leaves), (root_of(leaves[:first]), root_of(leaves))
    assert is_consistent(first, len(leaves), *roots, proof)
    changed = [leaf(b"another"), *leaves[1:first]]
    assert not is_consistent(first, len(leaves), root_of(changed), roots[1], proof)
    assert not is_consistent(first, len(leaves), *roots, [*proof, EMPTY])


@given(hashes)
def test_a_tree_that_grows_has_the_root_of_all_its_leaves(leaves: list[bytes]) -> None:
    tree = Tree()
    for size, each in enumerate(leaves, 1):
        tree.add(each)
        assert tree.root == _by_definition(leaves[:size])
        assert len(tree.peaks) == size.bit_count()


def _by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, as it is written there."""
    from hashlib import sha256

    if len(leaves) == 1:
        return leaves[0]
    half = max(2**power for power in range(8) if 2**power < len(leaves))
    return sha256(b"\x01" + _by_definition(leaves[:half]) + _by_definition(leaves[half:])).digest()


@pytest.mark.parametrize("size", [0, 9])
def test_a_proof_of_what_is_not_there_cannot_be_had(size: int) -> None:
    with pytest.raises(ValueError):
        consistency_proof(size, LEAVES)
    with pytest.raises(ValueError):
        inclusion_proof(8 + size, LEAVES)
