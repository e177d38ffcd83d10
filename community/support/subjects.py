"""What of support can be reported: a worker's story."""

from community.safety.subjects import Snapshot, SubjectType
from community.safety.verdicts import Surface
from community.support.models import Story


def describe(story: Story) -> Snapshot:
    return Snapshot(
        title=story.title,
        text=f"{story.title}\n\n{story.body}",
        author_id=story.author_id,
        author_name=story.worker.first_name,
        url=f"/support/stories/{story.slug}/",
        space="Peer support workers’ stories",
    )


STORY = SubjectType(
    key="support.story",
    model=Story,
    label="story",
    surfaces=(Surface.STORY,),
    describe=describe,
)
