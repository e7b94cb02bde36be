"""The words that say where, and those that only sound like it: tables, written by hand. Pure."""

from search.understanding.text import PAUSE

CUES = (("close", "to"), ("not", "far", "from"), ("near", "to"), ("near",), ("nearby",), ("local", "to"))
AFTER_AWAY = (*CUES, ("anywhere", "near"), ("far", "from"), ("based", "in"), ("in",), ("around",), ("of",), ("from",),
               ("made", "in"), ("handmade", "in"))  # fmt: skip
WEAK_CUES = (("in", "and", "around"), ("based", "in"), ("in", "the"), ("in",), ("around",))
ORIGIN_CUES = tuple(
    tuple(cue.split())
    for cue in (
        "made in the", "made in", "handmade in", "handcrafted in", "crafted in", "produced in", "from the", "from",
    )
)  # fmt: skip
ME = frozenset("me my us here home".split())
# Towns whose names say something else as well: they need a strong cue, or their region.
WORDS_TOO = frozenset(
    """bath reading nice hull derby hudson cork chester stamford victoria charlotte austin madison savannah buffalo
    phoenix eugene hamilton florence wellington cologne lincoln bergen bern split orange mobile charleston jackson
    lancaster brooklyn durham houston""".split()
)
# 'Poster of a bridge in london': the town is in the picture, or is somebody's home.
DEPICTS = frozenset(
    """print prints poster posters map maps skyline skylines painting paintings art artwork illustration photo photos
    photograph postcard postcards picture pictures sign tower bridge cathedral""".split()
)
SOMEBODYS = frozenset(
    """lives live living lived born married wedding friend friends sister brother mum mom dad son daughter family
    holiday honeymoon trip weekend grew met engaged moving moved party visiting her him them work works working hen
    stag""".split()
)
# 'Christmas in New York', 'sleepless in Seattle': what happens there, or its title.
HAPPENS = frozenset(
    """christmas xmas halloween easter thanksgiving summer winter autumn fall spring midnight night nights morning
    sunset sunrise rain snow day days marathon race concert festival fireworks parade birthday love romance lost
    breakfast brunch dinner evening afternoon music walk walking dancing dreaming happens stays once time ever
    emily sleepless american tango werewolf death loathing funeral""".split()
)
ON_TIME = frozenset("for by before this next until".split())
DELIVERED = frozenset(
    "deliver delivered delivery delivers ship ships shipped shipping send sent arrive arriving arrives".split()
)
AWAY = frozenset("not nowhere never far away outside isn't isnt aren't arent".split())
MAKERS = frozenset(
    "makers maker sellers seller shops shop artists artist potters potter crafters studio studios".split()
)
AREA = frozenset("area region".split())
ENDS = frozenset(
    """for under with by please or and over below above near not no without who that less up max between around i my
    budget""".split()
) | {PAUSE, "£", "$", "€", "<", "~"}  # fmt: skip
COUNTRIES = {
    "GB": "uk|united kingdom|great britain|britain", "US": "usa|united states of america|united states|america",
    "CA": "canada", "IE": "republic of ireland|ireland", "FR": "france", "DE": "germany|deutschland",
    "NL": "the netherlands|netherlands|holland", "AU": "australia", "NZ": "new zealand", "IT": "italy|italia",
    "ES": "spain|espana", "PT": "portugal", "BE": "belgium", "DK": "denmark", "SE": "sweden", "NO": "norway",
    "FI": "finland", "IS": "iceland", "AT": "austria", "CH": "switzerland", "CZ": "czech republic|czechia",
    "PL": "poland", "HU": "hungary", "GR": "greece", "TR": "turkey|turkiye", "EE": "estonia", "LV": "latvia",
    "LT": "lithuania", "JP": "japan",
}  # fmt: skip
# Words as well: without a comma 'Portland or' and 'Portland me' name no state.
WORD_CODES = frozenset("or me in hi us on ok is it at no be".split())
# No words at all: 'Paris TX' is not the Paris we know.
CODES = frozenset("uk ny nj tx fl nc sc nm nh ky tn az nv wi va vt ga wa qc".split())
# 'Made in England' is a wish for the words: listings say it or not.
LANDS = frozenset(
    """uk usa england scotland wales ireland britain america canada france germany italy spain portugal netherlands
    holland belgium denmark sweden norway finland poland greece turkey japan india australia cornwall yorkshire
    devon kent sussex somerset dorset cumbria norfolk oregon california texas maine vermont""".split()
)
MADE_IN_CHINA = ["made", "in", "china"]  # 'made from china' is porcelain
