"""What of a person can be reported: their profile."""

from community.accounts.models import Profile
from community.safety.subjects import Snapshot, SubjectType
from community.safety.verdicts import Surface


def describe(profile: Profile) -> Snapshot:
    words = [profile.display_name, profile.pronouns, profile.about]
    return Snapshot(
        title=f"Profile of {profile.display_name}",
        text="\n".join(filter(None, words)),
        author_id=profile.user_id,
        author_name=profile.display_name,
        url="/me/profile/",
        space="Profiles",
    )


PROFILE = SubjectType(
    key="accounts.profile",
    model=Profile,
    label="profile",
    surfaces=(Surface.DISPLAY_NAME, Surface.PROFILE),
    describe=describe,
)
