"""Families written down shortly, for the gallery and the tests.

    ann f 1985 Ann Hale         a person: key, sex (f, m, i, -), born, name; then `d.2010` died, `due.2026-05` unborn
    ann bob married 2009 d.2015 a union: married, partners or parents; since; d. divorced, s. separated, t. until
    ann bob > kit lou           children by birth; >a adopted, >f fostered, >s step; `- > kit lou` nobody recorded
    ann >f kit t.2024           fostered until then
    ann ? > kit                 one parent is not recorded
    ann -> kit main_carer       any other tie; `t.2024` until when
    home ann bob kit            a household
A tie that ends in `?` is uncertain, in `!` disputed.
"""

from __future__ import annotations

from datetime import date

from queries.pictures.family import Child, ChildKind, Family, Household, Link, Person, Said, Sex, Union, UnionKind

ON = date(2026, 3, 1)
SEX: dict[str, Sex] = {"f": "female", "m": "male", "i": "indeterminate", "-": "not_known"}
KINDS: dict[str, ChildKind] = {">": "birth", ">a": "adoptive", ">f": "foster", ">s": "step"}
UNIONS: dict[str, UnionKind] = {"married": "married", "partners": "partners", "parents": "parents"}


def family(index: str, written: str, more: int = 0) -> Family:
    """The family that a text in this notation describes."""
    return _Reading(index, written).family(more)


class _Reading:
    def __init__(self, index: str, written: str) -> None:
        self.index = index
        self.people: dict[str, Person] = {}
        self.unions: list[Union] = []
        self.children: list[Child] = []
        self.links: list[Link] = []
        self.homes: list[Household] = []
        for line in written.strip().splitlines():
            if line.strip():
                self._line(line.split("#")[0].split())

    def family(self, more: int) -> Family:
        return Family(self.index, tuple(self.people.values()), tuple(self.unions), tuple(self.children),
                      tuple(self.links), tuple(self.homes), ON, more)

    def _line(self, words: list[str]) -> None:
        said = self._said(words)
        if words[0] == "home":
            self.homes.append(Household(tuple(words[1:])))
        elif "->" in words:
            start, _, end, kind, *until = words
            self.links.append(Link(start, end, kind, said, "".join(until)[2:]))
        elif any(word in KINDS for word in words):
            self._children(words, said)
        elif any(word in UNIONS for word in words):
            self._union(words, said)
        else:
            self._person(words)

    def _said(self, words: list[str]) -> Said:
        mark = words.pop() if words[-1] in ("?", "!") else ""
        return Said(" ".join(words) + ", says council", mark == "?", mark == "!")

    def _person(self, words: list[str]) -> None:
        key, sex, born, *rest = words
        died = next((word[2:] for word in rest if word.startswith("d.")), "")
        name = " ".join(word for word in rest if not word.startswith("d.")) or key.title()
        due = born.removeprefix("due.") if born.startswith("due.") else ""
        born = "" if due or born == "-" else born
        age = None if not born or len(born) < 4 else _age(born, died)
        self.people[key] = Person(key, name, SEX[sex], born, due, died, age, unborn=bool(due))

    def _union(self, words: list[str], said: Said) -> None:
        at = next(number for number, word in enumerate(words) if word in UNIONS)
        since = next((word for word in words[at + 1 :] if word[0].isdigit()), "")
        end = next((word for word in words[at + 1 :] if word[1:2] == "."), "")
        ended = {"d": "divorced", "s": "separated"}.get(end[:1], "")
        self.unions.append(Union(tuple(words[:at]), UNIONS[words[at]], ended, since, end[2:], said))  # type: ignore[arg-type]

    def _children(self, words: list[str], said: Said) -> None:
        until = words.pop()[2:] if words[-1].startswith("t.") else ""
        at = next(number for number, word in enumerate(words) if word in KINDS)
        parents = tuple(self._unknown(word, words[0]) for word in words[:at] if word != "-")
        number = next((n for n, u in enumerate(self.unions) if parents and set(u.partners) == set(parents)), None)
        if number is None:
            number = len(self.unions)
            self.unions.append(Union(parents))
        self.children += [Child(number, child, KINDS[words[at]], said, until) for child in words[at + 1 :]]

    def _unknown(self, word: str, other: str) -> str:
        if word[0] != "?":
            return word
        key = f"{word}{other}"
        self.people.setdefault(key, Person(key, unknown=True))
        return key


def _age(born: str, died: str) -> int | None:
    end = died or ON.isoformat()
    years = int(end[:4]) - int(born[:4])
    return years - (len(born) == 10 and len(end) == 10 and end[5:] < born[5:])
