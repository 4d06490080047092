"""Cases as they unfold: the steps of each agency's script, written as its events."""

from loaders.borough.agencies import BY_KIND
from loaders.borough.cases import REGISTERED, Case
from loaders.borough.casework import Circle
from loaders.borough.days import COVERS_FROM, Day, iso
from loaders.borough.dice import Dice
from loaders.borough.records import FamilyFile
from loaders.borough.scripts import Step, script_for
from loaders.borough.sharing import Occurrence, pass_on, record_elsewhere
from loaders.borough.truth import Human
from loaders.borough.write import listed

_WORRY = (0.1, 0.5, 1.0)  # how likely a worry is, by the family's strain
_WORKED = ("open", "closed", REGISTERED)


def write_event(
    file: FamilyFile, case: Case, kind: str, on: Day, people: list[Human], cells: dict[str, str]
) -> Occurrence:
    """Writes one event of a case; `cells` adds columns, or says otherwise of a date."""
    event = file.book.next_id("events", "E")
    row = {
        "event_id": event,
        "kind": kind,
        "on": iso(on),
        "person_ids": listed(file.person(human) for human in people),
        "service_id": case.service,
        "involvement_id": case.involvement,
    }
    file.book.write("events", on, row | cells)
    return Occurrence(case, event, kind, on, people)


def unfold(circle: Circle, case: Case, dice: Dice) -> None:
    """Plays the script of a case through, from its start to its end or the extract's."""
    if case.status not in _WORKED:
        return
    script = script_for(case.agency.kind)
    teller = _Teller(circle, case, dice)
    for step in script.opening:
        if not teller.come_to(step):
            return
    teller.day = max(teller.day, COVERS_FROM)
    for _ in range(script.busy if script.routine else 0):
        if not teller.come_to(dice.one(script.routine)):
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

    def come_to(self, step: Step) -> bool:
        """Waits for a step and takes it, if it happens; False when the case ends before it."""
        self.day += self._dice.whole(*step.wait)
        if self.day > self._end:
            return False
        likely = step.chance * (_WORRY[self._circle.family.strain] if step.worry else 1)
        if step.needs in self._done and self._dice.chance(likely):
            self._done.append(step.kind)
            if self.day >= COVERS_FROM:
                self._take(step)
        return True

    def _take(self, step: Step) -> None:
        people = self._concerned(step)
        cells = {"category": step.category, "summary": step.summary}
        self._add_dates(step, cells)
        self._add_sight(step, people, cells)
        partners = self._partners(step)
        if partners:
            ids = [self._case.agency.id, *(other.agency.id for other in partners)]
            cells["participants"] = listed(ids)
        if step.refers_to:
            self._add_receiver(step, cells)
        happened = write_event(self._file, self._case, step.kind, self.day, people, cells)
        self._last = happened.event
        record_elsewhere(self._circle, happened, partners, self._dice)
        pass_on(self._circle, happened, self._dice)

    def _concerned(self, step: Step) -> list[Human]:
        client = self._case.client
        if not step.meeting and not step.worry:
            return [client]
        alive = [h for h in self._file.ids if h.is_child and (h.born or h.due or 0) <= self.day]
        return [client, *self._dice.some([h for h in alive if h is not client], 0.6)]

    def _add_dates(self, step: Step, cells: dict[str, str]) -> None:
        dice = self._dice
        throw = dice.random()
        if step.lasts != (0, 0):
            until = self.day + dice.whole(*step.lasts)
            cells["until"] = iso(until) if until <= self._end else ""
        elif throw < 0.012 and self._last:
            cells["on"], cells["after"] = "", self._last
        elif throw < 0.035:
            cells["on"] = iso(self.day)[:7]
        if step.count:
            cells["count"] = str(dice.whole(1, step.count))
        if throw > 0.97:
            cells["sensitivity"] = "sensitive" if throw < 0.999 else "sealed"

    def _add_sight(self, step: Step, people: list[Human], cells: dict[str, str]) -> None:
        if not step.sees:
            return
        seen = [h for h in people if h.is_child and h.born is not None and h.born <= self.day]
        alone = [h for h in self._dice.some(seen, 0.4) if h.age >= 5]
        cells["seen"] = listed(self._file.person(human) for human in seen)
        cells["spoken_to"] = listed(self._file.person(human) for human in alone)

    def _partners(self, step: Step) -> list[Case]:
        if not step.meeting:
            return []
        others = self._circle.others(self._case, self.day)
        return self._dice.some(others, self._circle.family.talking * 1.3)

    def _add_receiver(self, step: Step, cells: dict[str, str]) -> None:
        receiver = BY_KIND[step.refers_to]
        cells["to_agency"] = receiver.id
        cells["to_service"] = self._circle.books[receiver.id].services[0].id
