"""The search index: one document a public group in the database, compiled in each process.

The database keeps a document for each group that a resident may find, written in the same
transaction as the group. A process compiles them into postings and bit sets, and asks one small
row (the stamp) at each search whether anything changed; if so it reads the documents whose
digest differs. So both databases search alike, and a search costs no query that grows.

The index only finds. ``Group.objects.visible_to(viewer)`` decides what is shown.
"""

from __future__ import annotations

import hashlib
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
from django.db import transaction

from directory.documents import document_of
from directory.models import Group, IndexDocument, IndexStamp, Synonym, new_stamp
from directory.words import Vocabulary, asked, stem

CHUNK = 500


# --- writing ------------------------------------------------------------------------------
def touch() -> None:
    """Tell every process that the index or the synonyms changed."""
    IndexStamp.objects.update_or_create(pk=1, defaults={"stamp": new_stamp()})


def refresh(group_ids: Iterable[int]) -> int:
    """Bring the documents of these groups into step; returns how many changed.

    Call inside the transaction that changed the groups: found and shown never part.
    """
    changed = 0
    ids = list(group_ids)
    for start in range(0, len(ids), CHUNK):
        changed += _refresh_some(ids[start : start + CHUNK])
    if changed:
        touch()
    return changed


def _refresh_some(ids: Sequence[int]) -> int:
    kept = dict(IndexDocument.objects.filter(pk__in=ids).values_list("pk", "digest"))
    fresh = []
    for group in Group.objects.public().listed().filter(pk__in=ids).with_facts():
        body = msgspec.json.encode(document_of(group)).decode()
        digest = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
        if kept.pop(group.pk, "") != digest:
            fresh.append(IndexDocument(group_id=group.pk, digest=digest, body=body))
    if kept:
        # What is left is no longer public; what was equal has been popped above.
        IndexDocument.objects.filter(pk__in=list(kept)).delete()
    if fresh:
        IndexDocument.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["group"],
            update_fields=["digest", "body"],
        )
    return len(fresh) + len(kept)


def rebuild(progress=lambda ids: ids) -> int:
    """Make every document anew, in chunks; returns how many changed. Safe while searched."""
    ids = list(Group.objects.order_by("pk").values_list("pk", flat=True))
    chunks = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    changed = 0
    for chunk in progress(chunks):
        with transaction.atomic():
            changed += refresh(chunk)
    return changed


# --- reading ------------------------------------------------------------------------------
class Document(msgspec.Struct):
    """What ``documents.document_of`` writes."""

    name: str
    words: list[tuple[str, int]]
    facets: list[str]
    point: tuple[float, float] | None
    approximate: bool
    rank: int
    ages: tuple[int, int]


def bits_of(rows: Iterable[int], size: int) -> int:
    """A bit set (a big number) with these row numbers in it."""
    marks = bytearray(size // 8 + 1)
    for row in rows:
        marks[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(marks, "little")


def rows_of(bits: int) -> list[int]:
    """The row numbers in a bit set, ascending."""
    found = []
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for at, byte in enumerate(data):
        if byte:
            base = at << 3
            for bit in _BITS[byte]:
                found.append(base + bit)
    return found


_BITS = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


class Compiled:
    """The documents of one moment, ready to be searched. Rows are small numbers, reused."""

    def __init__(self) -> None:
        self.stamp = ""
        self.digests: dict[int, str] = {}
        self.row_of: dict[int, int] = {}
        self.group_ids: list[int] = []
        self.documents: list[Document | None] = []
        self.free: list[int] = []
        self.posting_rows: dict[str, array] = {}
        self.posting_weights: dict[str, array] = {}
        self.stem_of: dict[str, str] = {}
        self.uses: dict[str, int] = {}
        self.facets: dict[str, int] = {}
        self.everything = 0
        self.synonyms: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self.synonym_words: frozenset[str] = frozenset()
        self._vocabulary: Vocabulary | None = None

    @property
    def size(self) -> int:
        return len(self.group_ids)

    @property
    def vocabulary(self) -> Vocabulary:
        if self._vocabulary is None:
            used = {word for word, uses in self.uses.items() if uses}
            self._vocabulary = Vocabulary(used | self.synonym_words)
        return self._vocabulary

    # Changing ------------------------------------------------------------------------------
    def put(self, changes: dict[int, tuple[str, Document]], gone: Iterable[int]) -> None:
        """Take documents in and out; bit sets are remade once for all of them."""
        lost = [self._drop(group_id) for group_id in gone]
        lost += [self._drop(group_id) for group_id in changes if group_id in self.row_of]
        if lost:
            mask = ~bits_of(lost, self.size)
            self.facets = {key: bits & mask for key, bits in self.facets.items()}
            self.everything &= mask
        facet_rows: dict[str, list[int]] = defaultdict(list)
        rows = []
        for group_id, (digest, document) in changes.items():
            row = self._row()
            rows.append(row)
            self.row_of[group_id] = row
            self.group_ids[row] = group_id
            self.documents[row] = document
            self.digests[group_id] = digest
            best: dict[str, int] = {}
            for word, weight in document.words:
                self.uses[word] = self.uses.get(word, 0) + 1
                root = self.stem_of.setdefault(word, "") or self._learn(word)
                best[root] = max(best.get(root, 0), weight)
            for root, weight in best.items():
                if root not in self.posting_rows:
                    self.posting_rows[root] = array("I")
                    self.posting_weights[root] = array("B")
                self.posting_rows[root].append(row)
                self.posting_weights[root].append(weight)
            for key in document.facets:
                facet_rows[key].append(row)
        for key, members in facet_rows.items():
            self.facets[key] = self.facets.get(key, 0) | bits_of(members, self.size)
        self.everything |= bits_of(rows, self.size)
        self._vocabulary = None

    def _learn(self, word: str) -> str:
        root = self.stem_of[word] = stem(word)
        return root

    def _row(self) -> int:
        if self.free:
            return self.free.pop()
        self.group_ids.append(0)
        self.documents.append(None)
        return len(self.group_ids) - 1

    def _drop(self, group_id: int) -> int:
        row = self.row_of.pop(group_id)
        document = self.documents[row]
        self.digests.pop(group_id, None)
        if document is not None:
            for word, _ in document.words:
                self.uses[word] -= 1
            for root in {self.stem_of[word] for word, _ in document.words}:
                at = self.posting_rows[root].index(row)
                del self.posting_rows[root][at]
                del self.posting_weights[root][at]
                if not self.posting_rows[root]:
                    del self.posting_rows[root], self.posting_weights[root]
        self.documents[row] = None
        self.group_ids[row] = 0
        self.free.append(row)
        return row

    # Asking --------------------------------------------------------------------------------
    def scores_for(self, root: str, factor: float) -> dict[int, float]:
        """Row → how strongly it carries this stem; rarer stems weigh more."""
        rows = self.posting_rows.get(root)
        if rows is None:
            return {}
        rarity = factor * (1 + (self.everything.bit_count() / (1 + len(rows))) ** 0.25)
        return {
            row: weight * rarity
            for row, weight in zip(rows, self.posting_weights[root], strict=True)
        }

    def facet(self, key: str) -> int:
        return self.facets.get(key, 0)


_lock = threading.RLock()
_compiled = Compiled()


class Held:
    """The compiled index of this process, brought up to date, and nobody else's meanwhile."""

    def __enter__(self) -> Compiled:
        _lock.acquire()
        try:
            _catch_up()
        except BaseException:
            _lock.release()
            raise
        return _compiled

    def __exit__(self, *exc: object) -> None:
        _lock.release()


def current() -> Held:
    """``with index.current() as compiled:`` – one query when nothing changed, four when it did."""
    return Held()


def _catch_up() -> None:
    stamp = IndexStamp.objects.filter(pk=1).values_list("stamp", flat=True).first() or "empty"
    if stamp == _compiled.stamp:
        return
    digests = dict(IndexDocument.objects.values_list("pk", "digest"))
    gone = [pk for pk in _compiled.digests if pk not in digests]
    wanted = [pk for pk, digest in digests.items() if _compiled.digests.get(pk) != digest]
    changes: dict[int, tuple[str, Document]] = {}
    found = IndexDocument.objects.all()
    if len(wanted) <= CHUNK:
        found = found.filter(pk__in=wanted) if wanted else found.none()
    chosen = set(wanted)
    for pk, digest, body in found.values_list("pk", "digest", "body").iterator(2000):
        if pk in chosen:
            changes[pk] = (digest, msgspec.json.decode(body, type=Document))
    if changes or gone:
        _compiled.put(changes, gone)
    _read_synonyms(_compiled)
    _compiled.stamp = stamp


def _read_synonyms(compiled: Compiled) -> None:
    """Phrase → what else to look for, as stems; and the phrases' words, for near misses."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    words: set[str] = set()
    for phrase, means, both_ways in Synonym.objects.values_list("phrase", "means", "both_ways"):
        typed = asked(phrase)
        said = tuple(map(stem, typed))
        words.update(typed)
        for part in means.split(","):
            other = tuple(map(stem, asked(part)))
            if said and other:
                found[said].append(other)
                if both_ways:
                    found[other].append(said)
                    words.update(asked(part))
    compiled.synonyms = {said: tuple(others) for said, others in found.items()}
    if compiled.synonym_words != words:
        compiled.synonym_words = frozenset(words)
        compiled._vocabulary = None


def forget() -> None:
    """Start again from nothing (tests; after a restored backup)."""
    global _compiled
    with _lock:
        _compiled = Compiled()
