"""Tables of the directory."""

from directory.models.group import (
    ACCESS_FACTS,
    GROUP_FACTS,
    Cost,
    Freshness,
    Group,
    Join,
    Kind,
    Status,
    WaitingList,
)
from directory.models.listing import ImportRun, IndexDocument, IndexStamp, new_stamp
from directory.models.organisation import Organisation
from directory.models.place import VENUE_FACTS, Borough, Known, Postcode, Venue
from directory.models.schedule import (
    DAY_NAMES,
    LONDON,
    WEEKDAYS,
    Schedule,
    check_rule,
    clock_words,
    time_words,
)
from directory.models.taxonomy import Language, Synonym, Taxonomy, Term

__all__ = [
    "ACCESS_FACTS",
    "DAY_NAMES",
    "GROUP_FACTS",
    "LONDON",
    "VENUE_FACTS",
    "WEEKDAYS",
    "Borough",
    "Cost",
    "Freshness",
    "Group",
    "ImportRun",
    "IndexDocument",
    "IndexStamp",
    "Join",
    "Kind",
    "Known",
    "Language",
    "Organisation",
    "Postcode",
    "Schedule",
    "Status",
    "Synonym",
    "Taxonomy",
    "Term",
    "Venue",
    "WaitingList",
    "check_rule",
    "clock_words",
    "new_stamp",
    "time_words",
]
