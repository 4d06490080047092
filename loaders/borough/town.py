"""The town itself: numbers it gives out, addresses, and the places where strangers live together."""

from loaders.borough.days import COVERS_FROM, SCHOOL_YEAR, TODAY, YEAR, Day, age
from loaders.borough.dice import Dice
from loaders.borough.identifiers import PupilNumbers, nhs_test_numbers
from loaders.borough.names import Community, a_community, given_names, words
from loaders.borough.truth import Family, Home, Human, Tie

GP_PRACTICES = ("riverton-gp-quayside", "riverton-gp-millbrook", "riverton-gp-oldbridge")
PRIMARY_SCHOOLS = ("riverton-school-harbour", "riverton-school-st-brannocks")
SECONDARY_SCHOOL = "riverton-school-academy"
NURSERY = "riverton-nursery"

_STREETS = words(
    "Alder Beacon Castle Dyer's Elm Ferry Granary Harbour Ironworks Jubilee Kiln Lantern Mill"
    " Nettle Orchard Packhorse Quarry Rope Saddler's Tannery Upper Vine Weir Yarrow Abbey Bell"
    " Cooper's Drake Eastern Foundry Gilbert Hawthorn Ivy Juniper King's Larch Market Northern"
    " Old Priory Queen's River Station Tower Union Victoria Water Yew Apple Barley"
)
_WAYS = ("Street", "Road", "Lane", "Close", "Avenue", "Court", "Terrace", "Gardens", "Way", "Rise")
_DISTRICTS = ("Quayside", "Millbrook", "Oldbridge", "Northgate", "Hill Park", "St Brannock's")
_NUMBERS = 240
_DOORS = len(_STREETS) * len(_WAYS) * len(_DISTRICTS) * _NUMBERS
_HOSTEL_BEDS = 300
_HOSTEL_FROM = 100_000  # a smaller town has a smaller hostel
_ODDS_OF_NHS_NUMBER = 0.96


class Town:
    """Everything that the generator remembers between families; it does not grow with them."""

    def __init__(self, dice: Dice, people: int) -> None:
        self.dice = dice
        self.born_so_far = 0
        self._doors = 0
        self._shift = dice.whole(0, _DOORS - 1)
        self._nhs_numbers = nhs_test_numbers(dice.whole(0, 999_999))
        self._pupil_numbers = PupilNumbers()
        self.hostel = self._place("Harbour Lights Hostel, Quayside, Riverton", "hostel")
        self.refuge = self._place("Riverton Women's Refuge, address withheld", "refuge")
        self.refuge.shielded = True
        self.prison = self._place("HMP Ashmoor, Moor Road, Ashmoor", "prison")
        self.care_home = self._place("Sea View Care Home, Hill Park, Riverton", "care_home")
        beds = min(_HOSTEL_BEDS, _HOSTEL_BEDS * people // _HOSTEL_FROM)
        self._beds_left = beds
        self._odds_of_a_bed = 18 * beds / people  # about one person in fourteen is a single adult

    def adult(
        self,
        low: int,
        high: int,
        sex: str = "",
        family_name: str = "",
        community: Community | None = None,
    ) -> Human:
        """A person aged low to high, not yet in any family."""
        dice = self.dice
        born = TODAY - int((low + dice.random() * (high - low + 0.99)) * YEAR) - 1
        kin = community or a_community(dice)
        return self.person(
            sex or ("female" if dice.chance(0.51) else "male"),
            family_name or dice.one(kin.families),
            kin,
            born,
        )

    def person(
        self,
        sex: str,
        family_name: str,
        community: Community,
        born: Day | None,
        names: str = "",
    ) -> Human:
        """A person of a community; unborn where `born` is None."""
        self.born_so_far += 1
        given = names or ("" if born is None else given_names(self.dice, community, sex))
        human = Human(self.born_so_far, sex, family_name, given, born, community=community)
        if born is not None and self.dice.chance(_ODDS_OF_NHS_NUMBER):
            human.nhs_number = self.next_nhs_number()
        return human

    def next_nhs_number(self) -> str:
        """A number not given before, or nothing once the test range is used up."""
        return next(self._nhs_numbers, "")

    def home(self, with_uprn: float = 0.95) -> Home:
        """A new address. Most have a UPRN."""
        door = (self._doors * 7_919 + self._shift) % _DOORS
        flat = self._doors // _DOORS
        self._doors += 1
        number, rest = door % _NUMBERS + 1, door // _NUMBERS
        rest, way = divmod(rest, len(_WAYS))
        district, street = divmod(rest, len(_STREETS))
        address = f"{number} {_STREETS[street]} {_WAYS[way]}, {_DISTRICTS[district]}, Riverton"
        if flat:
            address = f"Flat {flat}, {address}"
        uprn = f"9990{flat}{door:07d}" if self.dice.chance(with_uprn) else ""
        postcode = (
            f"RV{district + 1} {street % 9 + 1}{'ABDEFGHJLN'[way]}{'PQRSTUWXYZ'[number % 10]}"
        )
        return Home(self._doors, uprn, address, postcode, area=_DISTRICTS[district])

    def _place(self, address: str, kind: str) -> Home:
        home = self.home(with_uprn=1.0)
        home.address, home.kind = address, kind
        return home

    def bed_in_hostel(self) -> bool:
        """Takes a bed in the hostel, now and then, while there is one."""
        if self._beds_left and self.dice.chance(self._odds_of_a_bed):
            self._beds_left -= 1
            return True
        return False

    def enrol(self, family: Family) -> None:
        """Gives each child of the age for it a school or nursery, and a pupil number."""
        primary = self.dice.one(PRIMARY_SCHOOLS)
        for child in family.children():
            if child.born is None:
                continue
            years = age(child.born, SCHOOL_YEAR)
            if 4 <= years <= 15:
                child.school = primary if years <= 10 else SECONDARY_SCHOOL
                child.upn = self.next_pupil_number(child.born)
            elif years in (2, 3) and self.dice.chance(0.55):
                child.school = NURSERY

    def next_pupil_number(self, born: Day) -> str:
        """The pupil number of a child who started school at four or five."""
        started = 2025 - age(born, SCHOOL_YEAR) + 4
        return self._pupil_numbers.next(started)

    def register_with_gps(self, family: Family) -> None:
        """Gives nearly everybody a practice, mostly one for each home."""
        practices = {home.number: self.dice.one(GP_PRACTICES) for home in _homes(family)}
        for human in family.people:
            home = family.home_of(human)
            if home is None or not self.dice.chance(0.975):
                continue
            stays_put = self.dice.chance(0.96)
            human.gp = practices[home.number] if stays_put else self.dice.one(GP_PRACTICES)

    def let_some_die(self, family: Family) -> None:
        """Ends the stays and partnerships of the old who died in the two years."""
        for human in family.people:
            if human.age > 72 and self.dice.chance(0.06):
                human.died = self.dice.whole(COVERS_FROM, TODAY - 1)
        family.stays = [s for s in family.stays if s.human.died is None or s.since < s.human.died]
        family.ties = [t for t in family.ties if _began_in_life(t)]
        for stay in family.stays:
            died = stay.human.died
            if died is not None and (stay.until is None or stay.until > died):
                stay.until = died
        for tie in family.ties:
            died = tie.one.died or tie.other.died
            if died is not None and tie.until is None:
                tie.until = died


def _began_in_life(tie: Tie) -> bool:
    died = [human.died for human in (tie.one, tie.other) if human.died is not None]
    return tie.since is None or not died or tie.since < min(died)


def _homes(family: Family) -> list[Home]:
    homes: dict[int, Home] = {stay.home.number: stay.home for stay in family.stays}
    return list(homes.values())
