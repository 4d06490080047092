"""Cases as they unfold: the steps of each agency's script, written as its events."""

from loaders.borough.agencies import BY_KIND
from loaders.borough.cases import REGISTERED, Case
from loaders.borough.casework import Circle
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import iso
from loaders.borough.dice import Dice
from loaders.borough.occurrences import write_event
from loaders.borough.scripts import Step, script_for
from loaders.borough.sharing import pass_on, record_elsewhere
from loaders.borough.truth import Human

_PACE = (1.0, 0.7, 0.35)  # how soon the next thing happens, by the family's strain
_WORRY = (0.1, 0.5, 1.0)  # how likely a worry is, by the family's strain
_WORKED = ("open", "closed", REGISTERED)


def unfold(circle: Circle, case: Case, dice: Dice) -> None:
    """Plays the script of a case through, from its start to its end or the extract's."""
    if case.status not in _WORKED:
        return
    script = script_for(case.agency.kind)
    teller = _Teller(circle, case, dice)
    for step in script.opening:
        if not teller.come_to(step):
            return
    teller.day = max(teller.day, case.agency.covers_from)
    strain = circle.family.strain
    for _ in range(script.busy + 2 * strain if script.routine else 0):
        if not teller.come_to(dice.one(script.routine), _PACE[strain]):
            return


class _Teller:
    """Where a case has got to."""

    def __init__(self, circle: Circle, case: Case, dice: Dice) -> None:
        self.day = case.since
        self._circle = circle
        self._case = case
        self._dice = dice
        self._file = circle.file_of(case)
        self._done: list[str] = [""]
        self._last = ""
        last = case.agency.covers_to
        self._end = last if case.until is None else min(last, case.until - 1)

    def come_to(self, step: Step, pace: float = 1.0) -> bool:
        """Waits for a step and takes it, if it happens; False when the case ends before it."""
        self.day += int(self._dice.whole(*step.wait) * pace)
        if self.day > self._end:
            return False
        likely = step.chance * (_WORRY[self._circle.family.strain] if step.worry else 1)
        if step.needs in self._done and self._dice.chance(likely):
            self._done.append(step.kind)
            if self.day >= self._case.agency.covers_from:
                self._take(step)
        return True

    def _take(self, step: Step) -> None:
        partners = self._partners(step)
        happened = Occurrence(
            self._case, step.kind, self.day, self._concerned(step), category=step.category
        )
        if partners:
            happened.participants = [self._case.agency.id, *(p.agency.id for p in partners)]
        if step.refers_to:
            happened.receiver = BY_KIND[step.refers_to].id
        cells = {"summary": step.summary}
        self._add_dates(step, happened, cells)
        if step.sees:
            self._add_sight(happened)
        write_event(self._circle, happened, cells)
        self._last = happened.event
        record_elsewhere(self._circle, happened, partners, self._dice)
        pass_on(self._circle, happened, self._dice)

    def _concerned(self, step: Step) -> list[Human]:
        client = self._case.client
        if not step.meeting and not step.worry:
            return [client, *self._named_adults(step)]
        alive = [h for h in self._file.ids if h.is_child and (h.born or h.due or 0) <= self.day]
        children = self._dice.some([h for h in alive if h is not client], 0.6)
        return [client, *children, *self._named_adults(step)]

    def _named_adults(self, step: Step) -> list[Human]:
        """The mother is named in nearly every assessment of a child, other adults in two of three."""
        if not step.adults:
            return []
        adults = [h for h in self._file.ids if not h.is_child and h is not self._case.client]
        return [h for h in adults if self._dice.chance(0.95 if h.sex == "female" else 0.65)]

    def _add_dates(self, step: Step, happened: Occurrence, cells: dict[str, str]) -> None:
        dice = self._dice
        throw = dice.random()
        vague = not self._file.book.complete
        if step.lasts != (0, 0):
            until = self.day + dice.whole(*step.lasts)
            happened.until = until if until <= self._end else None
        elif vague and throw < 0.012 and self._last:
            cells["on"], cells["after"] = "", self._last
            happened.dated = False
        elif vague and throw < 0.035:
            cells["on"] = iso(self.day)[:7]
        if step.count:
            happened.count = dice.whole(1, step.count)
        if throw > 0.97:
            cells["sensitivity"] = "sensitive" if throw < 0.999 else "sealed"

    def _add_sight(self, happened: Occurrence) -> None:
        people, day = happened.people, self.day
        happened.seen = [h for h in people if h.is_child and h.born is not None and h.born <= day]
        happened.spoken_to = [h for h in self._dice.some(happened.seen, 0.4) if h.age >= 5]

    def _partners(self, step: Step) -> list[Case]:
        if not step.meeting:
            return []
        others = self._circle.others(self._case, self.day)
        return self._dice.some(others, self._circle.family.talking * 1.3)
