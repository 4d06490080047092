"""How two persons are related, in words: by the nearest recorded ties, with what of them is unsure or over."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Agency, Ask, empty, load, person_id
from facts_in_memory import Facts

from graph.private_store import StoreAddress
from queries.pictures import kinship as drawn
from queries.questions.kinship import Kinship, kinship, statement

SEXES = {
    "ada": "female", "ann": "female", "bea": "female", "cat": "female", "dot": "female", "eve": "female",
    "abe": "male", "bob": "male", "cal": "male", "dan": "male", "eli": "male", "kit": None, "lou": None, "max": None,
    "ned": "indeterminate",
}


def related(*ties: str, **times: tuple[str, str]) -> Facts:
    """Persons and ties, each `one type other`; times of ties by the name of who they start at."""
    facts = Facts({"csc": "children_social_care"})
    facts.agency("csc")
    for name, sex in SEXES.items():
        facts.person(name, sex=sex)
    for tie in ties:
        one, type, other = tie.split()
        since, until = times.get(one, ("", ""))
        facts.tie(one, type, other, since=since, until=until)
    return facts


async def found(facts: Facts, one: str, other: str, longest: int = 6) -> Kinship:
    made = await kinship(facts.case(), one, other, longest)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("one", "other", "ties", "term"),
    [
        ("ann", "kit", "ann parent kit", "mother"),
        ("lou", "kit", "lou parent kit", "parent"),
        ("kit", "ann", "ann parent kit", "child"),
        ("abe", "ann", "ann parent abe", "son"),
        ("ann", "kit", "ann adoptive_parent kit", "adoptive mother"),
        ("abe", "ann", "ann adoptive_parent abe", "adopted son"),
        ("bob", "kit", "bob foster_parent kit", "foster father"),
        ("bob", "kit", "bob step_parent kit", "step-father"),
        ("ada", "kit", "ada parent ann, ann parent kit", "grandmother on the mother's side"),
        ("ada", "kit", "ada parent bob, bob parent kit", "grandmother on the father's side"),
        ("ada", "kit", "ada parent lou, lou parent kit", "grandmother"),
        ("kit", "ada", "ada parent bob, bob parent kit", "grandchild through the son"),
        ("ada", "kit", "ada grandparent kit", "grandmother"),
        ("ada", "kit", "ada great_grandparent kit", "great-grandmother"),
        ("kit", "ada", "ada grandparent kit", "grandchild"),
        ("ada", "kit", "ada parent bob, bob adoptive_parent kit", "grandmother by adoption on the father's side"),
        ("ada", "kit", "ada parent bob, bob step_parent kit", "step-grandmother on the father's side"),
        ("bea", "kit", "bea sibling kit", "sister"),
        ("ned", "kit", "kit sibling ned", "sibling"),
        ("bea", "kit", "bea half_sibling kit", "half-sister"),
        ("bea", "kit", "bea half_sibling kit, ann parent bea, ann parent kit", "half-sister through the mother"),
        ("bea", "kit", "bea step_sibling kit", "step-sister"),
        ("bea", "kit", "ann parent bea, ann parent kit, bob parent bea, bob parent kit", "sister"),
        ("bea", "kit", "ann parent bea, ann parent kit, bob parent bea, cal parent kit",
         "half-sister through the mother"),
        ("bea", "kit", "bob parent bea, bob parent kit", "half-sister through the father"),
        ("bea", "kit", "ann adoptive_parent bea, ann parent kit", "adoptive sister"),
        ("bea", "kit", "ann foster_parent bea, ann parent kit", "foster sister"),
        ("bea", "kit", "ann parent bea, ann step_parent kit", "step-sister"),
        ("bea", "kit", "bea sibling ann, ann parent kit", "aunt on the mother's side"),
        ("bea", "kit", "bea aunt_uncle kit", "aunt"),
        ("lou", "kit", "lou sibling bob, bob parent kit", "aunt or uncle on the father's side"),
        ("bea", "kit", "bea sibling ada, ada parent bob, bob parent kit", "great-aunt on the father's side"),
        ("lou", "kit", "lou sibling ada, ada parent bob, bob parent kit",
         "great-aunt or great-uncle on the father's side"),
        ("kit", "bea", "bea sibling ann, ann parent kit", "niece or nephew through the sister"),
        ("eve", "bea", "bea sibling ada, ada parent bob, bob parent eve", "great-niece through the sister"),
        ("kit", "bea", "bea aunt_uncle kit", "niece or nephew"),
        ("max", "kit", "max cousin kit", "cousin"),
        ("max", "kit", "bea parent max, bea sibling ann, ann parent kit", "cousin on the mother's side"),
        ("max", "kit", "bea parent max, bea sibling ada, ada parent ann, ann parent kit",
         "first cousin once removed on the mother's side"),
        ("ann", "bob", "ann spouse bob", "wife"),
        ("ann", "bob", "ann partner bob", "partner"),
        ("bob", "kit", "ann parent kit, ann spouse bob", "step-father"),
        ("bob", "kit", "ann parent kit, ann partner bob", "mother's partner"),
        ("kit", "bob", "ann parent kit, ann spouse bob", "step-child"),
        ("max", "kit", "ann parent kit, ann spouse bob, bob parent max", "step-sibling"),
        ("max", "kit", "ann parent kit, ann partner bob, bob parent max", "mother's partner's child"),
        ("ada", "bob", "ada parent ann, ann spouse bob", "mother-in-law"),
        ("bob", "ada", "ada parent ann, ann spouse bob", "son-in-law"),
        ("cal", "bob", "cal sibling ann, ann spouse bob", "brother-in-law"),
        ("bob", "cal", "cal sibling ann, ann spouse bob", "brother-in-law"),
        ("cal", "kit", "cal spouse bea, bea sibling ann, ann parent kit", "uncle by marriage"),
        ("cal", "kit", "ann parent kit, ann partner bob, cal sibling bob", "mother's partner's brother"),
        ("bob", "ann", "ann parent bea, bob parent bea", "daughter's father"),
        ("ada", "kit", "ada special_guardian kit", "special guardian"),
        ("kit", "ada", "ada special_guardian kit", "child under special guardianship"),
        ("kit", "ann", "kit young_carer ann", "young carer"),
        ("ann", "kit", "kit young_carer ann", "cared-for person"),
    ],
)
async def test_terms(one: str, other: str, ties: str, term: str) -> None:
    assert (await found(related(*ties.split(", ")), one, other)).terms == (term,)


async def test_family_counts_before_a_shared_home_and_care_is_said_beside_it() -> None:
    facts = related("ada parent ann", "ann parent kit", "ada kinship_carer kit")
    facts.home("flat", "ada", "kit")
    made = await found(facts, "ada", "kit")
    assert made.terms == ("grandmother on the mother's side", "kinship carer")
    assert [way.people for way in made.ways] == [("ada", "ann", "kit"), ("ada", "kit")]


async def test_who_only_shares_a_home_is_a_member_of_the_household() -> None:
    facts = related()
    facts.home("flat", "bob", "kit")
    made = await found(facts, "bob", "kit")
    assert made.terms == ("fellow household member",)
    assert statement(facts.case(), made) == "bob is kit's fellow household member."


async def test_a_lodger_or_friend_is_no_relation() -> None:
    facts = related("bob lodger kit", "bob family_friend kit", "ann ex_partner bob")
    made = await found(facts, "bob", "kit")
    assert (made.terms, made.ways) == ((), ())
    assert statement(facts.case(), made) == "No relation of bob to kit is recorded within 6 steps."
    assert (await found(facts, "ann", "bob")).terms == ()


async def test_what_is_further_off_than_asked_is_not_found() -> None:
    facts = related("ada parent ann", "ann parent kit")
    made = await found(facts, "ada", "kit", 1)
    assert statement(facts.case(), made) == "No relation of ada to kit is recorded within 1 step."
    with pytest.raises(ValueError, match="longest is 7"):
        await kinship(facts.case(), "ada", "kit", 7)


async def test_the_dead_are_on_the_way_and_are_said_to_be() -> None:
    facts = related("ann parent bea", "ann parent kit", "bob parent bea", "cal parent kit")
    facts.person("ann", "1980-01-01", "2020-05-01", sex="female")
    made = await found(facts, "bea", "kit")
    assert statement(facts.case(), made) == "bea is kit's half-sister through the mother. ann has died."


async def test_where_no_other_parent_is_recorded_they_may_be_whole_siblings() -> None:
    facts = related("ann parent bea", "ann parent kit", "bob parent bea")
    assert statement(facts.case(), await found(facts, "bea", "kit")) == (
        "bea is kit's half-sister through the mother. The other parent of one of them is not recorded: they may share"
        " both."
    )


async def test_a_tie_that_has_ended_counts_where_no_other_is_left_and_is_said_so() -> None:
    facts = related("ann parent kit", "bob spouse ann", bob=("2015", "2020-03-01"))
    made = await found(facts, "bob", "kit")
    assert made.terms == ("former step-father",)
    assert statement(facts.case(), made) == (
        "bob is kit's former step-father. Over since 2020-03-01: that bob is spouse or civil partner of ann."
    )


async def test_a_mother_by_birth_remains_one_after_an_adoption_ended_the_tie() -> None:
    facts = related("ann parent kit", "cat adoptive_parent kit", ann=("2016", "2020"))
    made = await found(facts, "ann", "kit")
    assert made.terms == ("mother",) and made.ways[0].steps[0].type == "parent"
    assert "Over since 2020: that ann is parent of kit." in statement(facts.case(), made)


async def test_what_a_reduced_date_leaves_open_is_said() -> None:
    facts = related("bob spouse ann", "ann parent kit")
    facts.found.ties[0].assertions[0].surely_from = "2026-12-31"
    said = statement(facts.case(), await found(facts, "bob", "kit"))
    assert said == "bob is kit's step-father. Uncertain on the date: that bob is spouse or civil partner of ann."


async def test_what_another_agency_has_as_over_is_disputed() -> None:
    facts = related("bob spouse ann", "ann parent kit")
    ended = Facts()
    ended.tie("bob", "spouse", "ann", agency="police", until="2025-01-01")
    facts.found.ties[0].assertions += ended.found.ties[0].assertions
    said = statement(facts.case(), await found(facts, "bob", "kit"))
    assert said == "bob is kit's step-father. Disputed: that bob is spouse or civil partner of ann."


async def test_one_person_under_two_ids_is_said_to_be_one() -> None:
    facts = related()
    made = await found(facts, "kit", "kit")
    assert statement(facts.case(), made) == "Both ids are of kit."


async def test_nobody_is_related_to_an_id_that_nobody_has() -> None:
    assert await kinship(related().case(), "kit", "nobody", 6) is None


async def test_the_picture_shows_the_way_with_what_is_over() -> None:
    facts = related("bob step_parent kit", "ann parent kit", bob=("2015", "2020"))
    case = facts.case()
    made = await kinship(case, "bob", "kit", 6)
    assert made is not None
    await case.read(kinship_pictures=[made])
    picture = drawn.picture(case, made)
    assert picture.alternative.startswith("bob is kit's former step-father: ")
    assert {"ann", "bob", "kit"} == set(picture.people)
    assert "step parent to 2020" in picture.svg
    assert "bob is step-parent of kit since 2015, says csc, until 2020." in picture.alternative
    assert picture.alternative.endswith("Over since 2020: that bob is step-parent of kit.")


# Over the store

csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
csc.person("kim", "2018-01-01", given_names="Kim", family_name="Ash", sex="female")
csc.person("leo", "2012-01-01", given_names="Leo", family_name="Ash", sex="male")
csc.person("mum", "1990-01-01", given_names="May", family_name="Ash", sex="female", deceased_on="2024-02-01")
csc.person("dad", "1988-01-01", given_names="Dan", family_name="Oak", sex="male")
csc.person("far", "1970-01-01", given_names="Fay", family_name="Elm", sex="female")
for child in ("kim", "leo"):
    csc.tie("mum", "parent", child)
csc.tie("dad", "parent", "kim")
police.person("leo", "2012-01-01")
police.person("sid", "1985-01-01")
police.tie("sid", "parent", "leo")
KIM, LEO, FAR = (person_id("csc", name) for name in ("kim", "leo", "far"))
ASKED = """query ($one: ID!, $other: ID!) { kinshipPath(from: $one, to: $other, on: "2026-03-01") {
  from { id } to { id } terms statement ways { people { givenNames } steps { type uncertain disputed ended } }
  picture { svg alternative people } scope { ownRecordsOnly } coverage { agency { id } } } }"""


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """Half-siblings whose mother has died, and a woman whom nothing relates to them."""
    empty(store)
    load(store, store_home, csc.delivered(), police.delivered())


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_kinship_over_http(ask: Ask) -> None:
    found = await ask(ASKED, one=KIM, other=LEO)
    assert found["terms"] == ["half-sister through the mother"]
    assert found["statement"] == "Kim Ash is Leo Ash's half-sister through the mother. May Ash has died."
    (way,) = found["ways"]
    assert [one["givenNames"] for one in way["people"]] == ["Kim", "May", "Leo"]
    assert way["steps"] == [{"type": "PARENT", "uncertain": False, "disputed": False, "ended": False}] * 2
    assert found["picture"]["svg"].startswith("<svg") and "May Ash" in found["picture"]["alternative"]


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_no_relation_over_http_is_an_answer_and_an_unknown_id_is_none(ask: Ask) -> None:
    found = await ask(ASKED, one=KIM, other=FAR)
    assert (found["terms"], found["ways"]) == ([], [])
    assert found["statement"] == "No relation of Kim Ash to Fay Elm is recorded within 6 steps."
    assert len(found["picture"]["people"]) >= 2
    assert await ask(ASKED, one=KIM, other="person:nobody") is None
