"""The one walk of everything that people write here.

Sign in, agree to the house rules, look at it, keep it for later, send it: a reply, a new topic
and an edit differ only in where they stand and what is sent. Whatever goes wrong on the way,
what was typed is there afterwards.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from community.safety.queries import has_agreed, support_panel
from community.text import render as render_words
from forum import topic_pages
from forum.actions.drafts import save_draft
from forum.actions.results import PostResult
from forum.forms import WritingForm
from forum.marking import marked_reasons
from forum.permissions import AgreementNeeded, NotAllowed

FIELDS = ("title", "body", "content_note")
# In the session of somebody who was signed out while writing: their words, until they are back.
KEPT = "forum-words"


def typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FIELDS}


def to_sign_in(request: HttpRequest, place: str, back_to: str) -> HttpResponse:
    """Sign in first; what was typed waits in the session and becomes a draft afterwards."""
    words = {name: value[:40_000] for name, value in typed(request).items()}
    if place and any(words.values()):
        request.session[KEPT] = {"place": place, **words}
        messages.info(request, _("Please sign in. What you wrote is kept for you."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back_to})}")


def take_kept_words(request: HttpRequest) -> None:
    """What somebody wrote while they were signed out becomes their draft."""
    if request.viewer.user_id is None or KEPT not in request.session:
        return
    kept = request.session.pop(KEPT)
    save_draft(request.viewer.user_id, kept.pop("place"), **kept)


def not_allowed(request: HttpRequest, place: str, reason: NotAllowed) -> HttpResponse:
    """A page that says why, with the words that could not be sent."""
    words = typed(request) if request.method == "POST" else {}
    if any(words.values()):
        save_draft(request.viewer.user_id, place, **words)
    context = {"reason": str(reason), "words": words}
    return render(request, "forum/not_allowed.html", context, status=403)


def after_sending(request: HttpRequest, result: PostResult) -> HttpResponse:
    """Where to go once words are stored: to them, or to what happens next."""
    support = "?support=1" if result.verdict.support else ""
    if not result.is_shown:
        return redirect(reverse("forum:waiting", args=[result.post_id]) + support)
    if support:
        found = topic_pages.find_post(request.viewer, result.post_id)
        address = found.url.partition("#")[0]
        return redirect(f"{address}{'&' if '?' in address else '?'}support=1")
    return redirect("forum:post", result.post_id)


@method_decorator(never_cache, name="dispatch")
class Writing(ABC, View):
    """What is common. ``place`` names the draft, ``here`` is this page's own address."""

    http_method_names = ["get", "head", "post"]
    place: str
    here: str

    # What each kind of writing says for itself.
    @abstractmethod
    def find(self, **where: object) -> None:
        """Set ``place`` and ``here``. Raises ``Http404`` where this viewer sees no such place."""

    @abstractmethod
    def fresh_form(self) -> WritingForm: ...

    @abstractmethod
    def filled_form(self) -> WritingForm: ...

    @abstractmethod
    def send(self, form: WritingForm) -> PostResult: ...

    @abstractmethod
    def page(self, form: WritingForm, *, status: int = 200, **more: object) -> HttpResponse: ...

    # The walk.
    def dispatch(self, request: HttpRequest, *args: object, **where: object) -> HttpResponse:
        self.viewer = request.viewer
        self.find(**where)
        if not self.viewer.is_signed_in:
            return to_sign_in(request, self.place, self.here)
        take_kept_words(request)
        try:
            return super().dispatch(request, *args, **where)
        except AgreementNeeded:
            return self.to_agreement()
        except NotAllowed as reason:
            return not_allowed(request, self.place, reason)
        except ObjectDoesNotExist as gone:
            raise Http404("There is nothing here.") from gone

    def get(self, request: HttpRequest, **where: object) -> HttpResponse:
        return self.page(self.fresh_form())

    def post(self, request: HttpRequest, **where: object) -> HttpResponse:
        pressed = request.POST.get("do", "send")
        if pressed == "draft":
            return self.keep()
        form = self.filled_form()
        if pressed == "preview":
            return self.look(form)
        if not has_agreed(self.viewer.user_id):
            return self.to_agreement()
        if not form.is_valid():
            return self.page(form, status=422)
        result = self.send(form)
        if result.stored:
            return after_sending(request, result)
        return self.refused(form, result)

    def to_agreement(self) -> HttpResponse:
        if self.request.method == "POST":
            save_draft(self.viewer.user_id, self.place, **typed(self.request))
        return redirect(f"{reverse('safe_space:agree')}?{urlencode({'next': self.here})}")

    def keep(self) -> HttpResponse:
        """The button "keep for later", without JavaScript."""
        result = save_draft(self.viewer.user_id, self.place, **typed(self.request))
        if result.saved_at is not None:
            words = _("Kept. Only you can see it, and it is here when you are back.")
            messages.success(self.request, words)
        return redirect(self.here)

    def look(self, form: WritingForm) -> HttpResponse:
        """The same words in a form that has not been judged, and how they will look."""
        words = {name: form[name].value() for name in form.fields}
        shown = mark_safe(render_words(words.get("body") or ""))  # noqa: S308 - community.text
        return self.page(type(form)(initial=words), preview=shown)

    def refused(self, form: WritingForm, result: PostResult) -> HttpResponse:
        """The gate's reasons by the fields, with the words it saw marked."""
        texts = {name: form.cleaned_data.get(name, "") for name in FIELDS}
        marks = marked_reasons(result.verdict, texts)
        for each in marks:
            form.add_error(each.part if each.part in form.fields else None, each.message)
        return self.page(
            form,
            status=422,
            marks=[each for each in marks if each.excerpt],
            panel=support_panel() if result.verdict.support else None,
        )
