"""Names of several communities. Invented combinations: nobody in the borough exists."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from loaders.borough.dice import Dice


@dataclass(frozen=True)
class Community:
    """First and family names used together, and the first language often spoken at home."""

    name: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    language: str
    interpreter: float  # share of its adults who need one


def words(text: str) -> tuple[str, ...]:
    """A list written as a sentence, easier to read and to add to."""
    return tuple(text.split())


BRITISH = Community(
    "british",
    words(
        "Olivia Amelia Zoë Charlotte Emily Sophie Jessica Grace Ruby Ellie Katherine Hannah Lucy"
        " Chloë Megan Rebecca Sarah Louise Karen Susan Margaret Jean Dorothy Joan Kayleigh Jade"
        " Stacey Gemma Natalie Leanne Tracey Deborah Alice Freya Poppy Isla Daisy Florence"
    ),
    words(
        "Oliver George Harry Jack Alfie Charlie Thomas James William Daniel Matthew Joshua Ryan"
        " Liam Kyle Dean Lee Darren Craig Stuart Gary Kevin Peter John Alan Kenneth Ronald Derek"
        " Nathan Connor Callum Lewis Archie Freddie Theo Arthur Noah Leo"
    ),
    words(
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans"
        " Walker White Roberts Green Hall Wood Jackson Clarke Harris Turner Cooper Hill Ward"
        " Baker Pearce Tremlett Hocking Luscombe Stoneman Yeo Widdicombe Ashby-Cole Rudd Pope"
        " Gale Nightingale Fairweather Underhill Holloway Marsh Penrose Lockyer"
    ),
    "English",
    0.0,
)
CELTIC = Community(
    "celtic",
    words(
        "Siobhán Niamh Aoife Ciara Bronwen Siân Cerys Angharad Catrìona Eilidh Morag Róisín"
        " Kathleen Maeve Mairi Orla"
    ),
    words(
        "Seán Ciarán Pádraig Declan Rhys Gareth Dafydd Iwan Hamish Callan Ruairí Eoin Brendan"
        " Alasdair Owain Fergus"
    ),
    words(
        "O'Connor O'Brien Murphy Kelly McCarthy Byrne Gallagher MacLeod McKenzie Campbell Morgan"
        " Llewellyn Pritchard Griffiths O'Neill Doherty Ó-Súilleabháin"
    ),
    "English",
    0.0,
)
POLISH = Community(
    "polish",
    words("Agnieszka Małgorzata Katarzyna Zofia Zuzanna Ewa Magda Łucja Joanna Aleksandra"),
    words("Paweł Łukasz Piotr Tomasz Krzysztof Jakub Michał Szymon Wojciech Kacper"),
    words("Nowak Kowalczyk Wiśniewski Wójcik Zieliński Lewandowski Dąbrowski Mazur Król Pająk"),
    "Polish",
    0.15,
)
ROMANIAN = Community(
    "romanian",
    words("Ioana Andreea Elena Mădălina Ștefania Raluca Gabriela Bianca"),
    words("Andrei Ștefan Ionuț Mihai Cristian Florin Răzvan Vlad"),
    words("Popescu Ionescu Munteanu Stoica Țurcanu Dumitru Constantinescu Ciobanu"),
    "Romanian",
    0.2,
)
PUNJABI = Community(
    "punjabi",
    words("Aisha Fatima Zainab Maryam Harpreet Simran Jasleen Amina Saira Nadia Priya Anjali"),
    words("Mohammed Ahmed Hassan Imran Bilal Gurpreet Harjit Ravi Amit Yusuf Ibrahim Zain"),
    words("Khan Hussain Ali Ahmed Begum Singh Kaur Patel Sharma Malik Akhtar Iqbal Gill Dhillon"),
    "Punjabi",
    0.08,
)
BENGALI = Community(
    "bengali",
    words("Nasrin Rahima Sultana Tahmina Farhana Shirin Ruksana Jannat"),
    words("Abdul Karim Rahim Shafiq Tanvir Rafiq Jamal Mahbub"),
    words("Rahman Miah Uddin Chowdhury Islam Khatun Choudhury Haque"),
    "Bengali",
    0.15,
)
WEST_AFRICAN = Community(
    "west_african",
    words("Chiamaka Ngozi Adaeze Folasade Abena Akosua Yetunde Amara Blessing Ẹniọlá"),
    words("Chukwuemeka Oluwaseun Kwame Kofi Tunde Emeka Babajide Obinna Samuel Ọlá"),
    words("Okafor Adeyemi Mensah Boateng Okonkwo Balogun Owusu Eze Adébáyò Nwosu"),
    "Yoruba",
    0.03,
)
SOMALI = Community(
    "somali",
    words("Hodan Ifrah Sagal Ayaan Khadija Sahra Fadumo Hibaaq"),
    words("Abdi Warsame Liban Guled Mahad Yasin Omar Cabdi"),
    words("Hassan Abdullahi Farah Warsame Jama Osman Mohamud Ali-Nur"),
    "Somali",
    0.25,
)
CARIBBEAN = Community(
    "caribbean",
    words("Shanice Keisha Marcia Beverley Tanisha Renée Monique Aaliyah"),
    words("Jermaine Tyrone Winston Delroy Leroy André Marlon Tyrese"),
    words("Campbell Grant Francis Brathwaite St-Louis Desmond Bailey Joseph Henry-Reid"),
    "English",
    0.0,
)
EUROPEAN = Community(
    "european",
    words("Jürgena Inês Conceição Françoise Søs Mária Beatriz Léa Giulia Anaïs"),
    words("Jürgen João José François Søren Tomáš Lukáš Matteo Gonçalo Jörg"),
    words("Müller-Hughes Gonçalves Ferreira Dvořák Sørensen Lefèvre Åkesson Núñez Weiß Rossi"),
    "Portuguese",
    0.1,
)
TURKISH = Community(
    "turkish",
    words("Ayşe Elif Zeynep Şirin Gülay Leyla Dilan Özlem"),
    words("Mehmet Çağlar Emre Şahin Murat Serdar Baran İsmail"),
    words("Yılmaz Kaya Demir Çelik Şahin Öztürk Aydın Arslan"),
    "Turkish",
    0.2,
)
CHINESE = Community(
    "chinese",
    words("Mei Xiu Ling Yan Hui Jia-Yi Wen Li"),
    words("Wei Jun Ming Hao Chi-Ming Lei Feng Jie"),
    words("Chan Wong Lee Cheung Ng Lau Zhang Lü Chen"),
    "Cantonese",
    0.15,
)

_SHARES = (
    (BRITISH, 70),
    (CELTIC, 8),
    (POLISH, 4),
    (ROMANIAN, 2),
    (PUNJABI, 5),
    (BENGALI, 2),
    (WEST_AFRICAN, 2),
    (SOMALI, 1),
    (CARIBBEAN, 2),
    (EUROPEAN, 2),
    (TURKISH, 1),
    (CHINESE, 1),
)
_TICKETS = tuple(community for community, share in _SHARES for _ in range(share))

SHORT_FORMS = {
    "Katherine": "Kate",
    "Margaret": "Maggie",
    "Deborah": "Debbie",
    "Rebecca": "Becky",
    "Thomas": "Tom",
    "Daniel": "Danny",
    "Matthew": "Matt",
    "Joshua": "Josh",
    "William": "Bill",
    "James": "Jim",
    "Kathleen": "Kath",
    "Mohammed": "Mo",
    "Samuel": "Sam",
    "Aleksandra": "Ola",
    "Gabriela": "Gabi",
}


def a_community(dice: Dice) -> Community:
    """A community, as often as it lives in the borough."""
    return _TICKETS[int(dice.random() * len(_TICKETS))]


def given_names(dice: Dice, community: Community, sex: str) -> str:
    """A first name, sometimes with a middle one."""
    names = community.women if sex == "female" else community.men
    first = dice.one(names)
    if dice.chance(0.3):
        middle = dice.one(names)
        return first if middle == first else f"{first} {middle}"
    return first


def joined_name(one: str, other: str) -> str:
    """The hyphenated name of two families, or the first alone where it would grow too long."""
    if one == other or "-" in one or "-" in other:
        return one
    return f"{one}-{other}"


@lru_cache(maxsize=8192)
def without_marks(name: str) -> str:
    """The name as a system without diacritics keeps it: Zoë becomes Zoe."""
    parts = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
