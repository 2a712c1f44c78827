"""The words that `generated` writes its articles with: places, people, kinds of undertakings, and what is said of them.

`{slots}` are filled by `generated`: those of `Topic.key` and `Topic.questions` with the article's own facts, those of
`Topic.more` with facts too or, where the article has none of that name, with a new one each time.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of undertaking: what it is called, what it deals with, who uses it."""

    noun: str
    unit: str
    users: str


@dataclass(frozen=True, slots=True)
class Topic:
    """What one paragraph is about: clauses that state its fact, questions that ask for it, clauses that go with it."""

    key: tuple[str, ...]
    questions: tuple[str, ...]
    more: tuple[str, ...]


def _list(items: str) -> list[str]:
    """The items between bars or, where there is no bar, between blanks."""
    return items.split("|" if "|" in items else None)


STEMS = _list(
    "Heron Lantern Amber Copper Pepper Coral Cedar Willow Marble Falcon Harvest Silver Thistle Juniper Pelican Ginger "
    "Otter Saffron Tamarind Sparrow Walnut Turtle Cinnamon Dolphin Jasmine Mango Clover Barley Crane Lotus Ember Maple "
    "Nutmeg Orchid Pebble Quill Raven Sandal Teak Velvet Anchor Bamboo Candle Drum Fern Garnet Hazel Indigo"
)
ENDS = _list("mouth ford wick haven stead field bridge holm ridge combe ness worth")
LANDFORMS = _list("Bay Point Quay Island Reach Creek Landing Head Cove Strand")
FIRST_NAMES = _list(
    "Amina Bayu Carlos Dewi Elena Farid Grace Hassan Intan Joko Kalaya Linh Maria Niran Olivia Prem Ratna Somsak Tala "
    "Usha Vicente Wati Yusof Zainab"
)
SURNAMES = _list(
    "Aldaro Banjosa Corvel Dalimun Estaray Farunta Gandaro Helmira Isandor Jarumi Kestano Lambira Marundu Nolasky "
    "Orbanda Pelagro Quintara Rosalim Sutamar Tervano Umbradi Velasura Wirendo Yalandra Zamoria"
)
FUNDS = _list(
    "Blue Harbour|Seven Rivers|Open Coast|Green Monsoon|Northern Tide|Common Sail|Long Shore|Bright Reef|"
    "Western Straits|Rising Delta|Old Compass|Fair Wind"
)
FUND_KINDS = _list("Fund Foundation Bank Trust Alliance")
MONTHS = _list("January February March April May June July August September October November December")
CAUSES = _list(
    "a broken pump|a lightning strike|a cracked beam|a snapped mooring line|a faulty switch|a burst pipe|"
    "a runaway barge|a swarm of jellyfish in the intake|a fire in the kitchen|a landslide on the access road"
)
PLANS = _list(
    "a second site across the water|a roof of solar panels|a covered jetty|a workshop for apprentices|"
    "a cold store|a weather mast|a telephone line for orders|a quiet electric engine|a rainwater tank|"
    "a reading room for children"
)

KINDS = (
    Kind("ferry", "passengers", "islanders"),
    Kind("growers' cooperative", "crates of vegetables", "growers"),
    Kind("ice plant", "blocks of ice", "fishers"),
    Kind("rice mill", "sacks of rice", "farmers"),
    Kind("clinic", "patients", "families"),
    Kind("boatyard", "planks of teak", "boat owners"),
    Kind("night market", "visitors", "stallholders"),
    Kind("maritime school", "trainees", "parents"),
    Kind("mangrove nursery", "seedlings", "planters"),
    Kind("floating library", "borrowed books", "readers"),
    Kind("waterworks", "tanks of drinking water", "households"),
    Kind("weaving house", "metres of cloth", "weavers"),
    Kind("bus depot", "travellers", "commuters"),
    Kind("salt works", "bags of salt", "salt makers"),
    Kind("radio station", "messages from listeners", "listeners"),
    Kind("fish auction", "baskets of fish", "boat crews"),
)

TOPICS = (
    Topic(
        key=(
            "the {subject} was opened on {opened} by {opener}, who cut a ribbon of palm leaf in front of the gate",
            "{opener} opened the {subject} on {opened} after a short ceremony in the rain",
        ),
        questions=(
            "Who opened the {subject}?",
            "On which day was the {subject} opened?",
            "When did the {subject} open its doors?",
        ),
        more=(
            "some {number} guests had come from {village} and the hills behind it",
            "a choir of school children from {village} sang twice because the microphone had failed",
            "the first {users} were already waiting at the gate before sunrise",
            "building had taken {few} years and had stopped for every monsoon",
            "the walls are of brick from {village} and the roof is of clay tiles",
            "a plaque beside the door lists the {few} villages whose people carried the stones",
        ),
    ),
    Topic(
        key=(
            "the {fund} gave {amount} dollars to the {subject}, to be paid out over {few} years",
            "a grant of {amount} dollars from the {fund} is what the {subject} was built with",
        ),
        questions=(
            "How much money did the {subject} receive from the {fund}?",
            "Which organisation gave the grant for the {subject}?",
            "How large was the grant to the {subject}?",
        ),
        more=(
            "the rest of the cost was shared between the district and the {users} themselves",
            "the accounts are read aloud once a year in the hall of {village}",
            "an auditor from {village} found that {percent} percent of the money had been spent as planned",
            "no loan was taken, because interest in the region had risen to {few} percent",
            "the money came with the condition that at least half of those employed be women",
            "neighbouring projects had asked for the same help and were told to wait a year",
        ),
    ),
    Topic(
        key=(
            "the {subject} handles {daily} {unit} a day, compared with {before} in the year before",
            "on a usual day {daily} {unit} pass through the {subject}, where once there were {before}",
        ),
        questions=(
            "How many {unit} does the {subject} handle in a day?",
            "What number of {unit} goes through the {subject} daily?",
        ),
        more=(
            "the busiest hours are those before the market at {village} begins",
            "queues that used to last for {few} hours are now gone by breakfast",
            "{percent} percent of the {users} asked in a survey said that they were content",
            "in the dry season the figure falls by about {percent} percent",
            "{person} of {village} keeps the count in a blue notebook and on a borrowed computer",
            "the machines are stopped on holidays so that they can be cleaned and oiled",
        ),
    ),
    Topic(
        key=(
            "{chair} was elected to chair the {subject}, by {votes} votes of its members",
            "the members of the {subject} chose {chair} as their chair, with {votes} votes in favour",
        ),
        questions=(
            "Who chairs the {subject}?",
            "Whom did the members of the {subject} elect?",
            "With how many votes was the chair of the {subject} chosen?",
        ),
        more=(
            "the other candidate, a teacher from {village}, was thanked for a fair contest",
            "members meet on the first Monday of each month and anybody may listen",
            "minutes are kept in {few} languages so that nobody is left out",
            "the committee has {few} seats, of which two are kept for people under thirty",
            "there are {number} members, most of them {users} from the villages along the shore",
            "a rule says that nobody may hold the office for more than two terms",
        ),
    ),
    Topic(
        key=(
            "the {subject} goes back to the year {founded}, when {founder} started it with {few} neighbours",
            "{founder} founded the {subject} in {founded}, in a shed that had been used for nets",
        ),
        questions=(
            "Who founded the {subject}?",
            "In what year was the {subject} founded?",
            "How far back does the history of the {subject} go?",
        ),
        more=(
            "old photographs show a single hut, two canoes and a dog asleep in the shade",
            "a storm took the roof in {storm} and the {users} rebuilt it within {few} weeks",
            "before that, people had walked to {village} and back in a day",
            "the first ledger survives and is shown to visitors who ask for it",
            "grandparents in {village} still call the place by its older name",
            "for a long time the only clock in the district hung on its wall",
        ),
    ),
    Topic(
        key=(
            "the {subject} plans to add {plan} by {deadline}, if the permits come in time",
            "by {deadline} the {subject} is to have {plan}, according to a paper shown to its members",
        ),
        questions=(
            "What does the {subject} plan to add?",
            "By when will the planned extension of the {subject} be ready?",
        ),
        more=(
            "an engineer from {village} has drawn the plans without asking for a fee",
            "the ground has been tested at {few} places and was found to be firm",
            "people who live close by have asked that no work be done at night",
            "builders expect to need {few} months once the rains are over",
            "a model made of cardboard stands in the entrance and is often touched",
            "the district has promised an answer within {number} days",
        ),
    ),
    Topic(
        key=(
            "the {subject} charges {fee} cents for each use, and it is open from {opens} to {closes}",
            "a visit to the {subject} costs {fee} cents, and the doors stay open from {opens} until {closes}",
        ),
        questions=(
            "What does the {subject} charge?",
            "What are the opening hours of the {subject}?",
            "How much does it cost to use the {subject}?",
        ),
        more=(
            "children and people over seventy pay nothing",
            "a monthly card is sold at the post office in {village} and at the gate",
            "prices had not changed for {few} years and will be looked at again next spring",
            "the {users} can also pay in kind, and about {percent} percent of them do",
            "a board at the entrance shows the prices in large letters",
            "{person}, who keeps the till, says that most people bring exact change",
        ),
    ),
    Topic(
        key=(
            "the {subject} had to close for {closed} days in {harm_month} because of {cause}",
            "{cause} in {harm_month} kept the {subject} shut for {closed} days",
        ),
        questions=(
            "Why did the {subject} have to close for some days?",
            "How many days was the {subject} shut in {harm_month}?",
        ),
        more=(
            "nobody was hurt, though {few} people were taken to {village} as a precaution",
            "spare parts came by lorry from {village} after a delay at the bridge",
            "the {users} were told by messages and by a boy on a bicycle",
            "a report names {few} things that are to be checked every week from now on",
            "insurance covered {percent} percent of the damage",
            "neighbours lent tools and cooked for those who worked through the night",
        ),
    ),
)
