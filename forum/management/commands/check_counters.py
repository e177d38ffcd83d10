"""``manage.py check_counters``: proves the forum's counters; ``--repair`` puts them right."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from forum import counters

MOST_LISTED = 50


class Command(BaseCommand):
    help = "Compare every counter of the forum with the rows it counts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="put right what is wrong")

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        if repair:
            with transaction.atomic():
                wrong = counters.repair()
            self.stdout.write(self.style.SUCCESS(f"{wrong} counters put right."))
            return
        wrong = 0
        for each in counters.mismatches():
            wrong += 1
            if wrong <= MOST_LISTED:
                where = f"{each.kind} {each.pk}, {each.field}"
                self.stdout.write(f"{where}: {each.stored} is kept, {each.counted} counted")
        if wrong:
            raise CommandError(f"{wrong} counters are wrong. Run again with --repair.")
        self.stdout.write(self.style.SUCCESS("Every counter is right."))
