"""``manage.py load_demo``: the demonstration community, once; ``--large`` for measuring."""

import time

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Load the demonstration community (safe to run again)."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--large",
            action="store_true",
            help="also 2,000 groups, 50,000 posts, a topic of 5,000 posts and 1,000 members",
        )

    def handle(self, *args, large: bool = False, **options) -> None:
        # Imported here: `manage.py help` must not load half the site.
        from community.demo import large as measuring
        from community.demo import loader
        from community.notices.actions import without_mail

        start = time.monotonic()

        def progress(words: str) -> None:
            self.stdout.write(f"  {time.monotonic() - start:5.1f}s  {words}")
            self.stdout.flush()

        self.stdout.write("Loading the demonstration community…")
        with without_mail():  # nobody reads letters to people who were invented
            loader.load(progress)
            if large:
                measuring.load(progress)
        self.stdout.write(self.style.SUCCESS("The demonstration community is there."))
