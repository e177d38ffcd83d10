"""Pages to write on: a reply, a new topic, an edit."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum import queries, topic_pages
from forum.actions.posts import delete_own_post, edit_post, post_reply
from forum.actions.results import Conflict, PostResult
from forum.actions.topics import start_topic
from forum.drafts import draft_at
from forum.forms import EditForm, EditOpenerForm, ReplyForm, TopicForm
from forum.permissions import NotAllowed
from forum.views.walk import FIELDS, Writing, not_allowed, to_sign_in


class Reply(Writing):
    """A reply, by itself or under a quotation."""

    def find(self, topic_id: int) -> None:
        self.place, self.here = f"topic:{topic_id}", reverse("forum:reply", args=[topic_id])
        self.topic = topic_pages.find_topic(self.viewer, topic_id)
        if self.topic is None:
            raise Http404("There is no such topic.")

    def fresh_form(self) -> ReplyForm:
        kept = draft_at(self.viewer.user_id, self.place)
        body = kept.body if kept else ""
        asked = self.request.GET.get("quote", "")
        if asked.isdecimal() and asked.isascii() and len(asked) < 19:
            quotation = topic_pages.quoted(self.viewer, self.topic.pk, int(asked))
            if quotation and quotation.strip() not in body:
                body = f"{body.rstrip()}\n\n{quotation}" if body.strip() else quotation
        note = kept.content_note if kept else ""
        token = ReplyForm.new_token()
        return ReplyForm(initial={"body": body, "content_note": note, "token": token})

    def filled_form(self) -> ReplyForm:
        return ReplyForm(self.request.POST)

    def send(self, form: ReplyForm) -> PostResult:
        return post_reply(self.viewer, self.topic.pk, **form.cleaned_data)

    def page(self, form: ReplyForm, *, status: int = 200, **more: object) -> HttpResponse:
        context = {
            "topic": self.topic,
            "category": self.topic.category,
            "form": form,
            "place": self.place,
            "action": self.here,
            "why_not": topic_pages.why_no_reply(self.viewer, self.topic),
            **more,
        }
        return render(self.request, "forum/reply.html", context, status=status)


class NewTopic(Writing):
    """A topic with its first post."""

    def find(self, slug: str) -> None:
        self.place, self.here = f"category:{slug}", reverse("forum:new_topic", args=[slug])
        self.category = queries.find_category(self.viewer, slug)
        if self.category is None:
            raise Http404("There is no such place in the forum.")

    def fresh_form(self) -> TopicForm:
        kept = draft_at(self.viewer.user_id, self.place)
        words = {name: getattr(kept, name) if kept else "" for name in FIELDS}
        return TopicForm(initial={**words, "token": TopicForm.new_token()})

    def filled_form(self) -> TopicForm:
        return TopicForm(self.request.POST)

    def send(self, form: TopicForm) -> PostResult:
        return start_topic(self.viewer, self.category.slug, **form.cleaned_data)

    def page(self, form: TopicForm, *, status: int = 200, **more: object) -> HttpResponse:
        context = {
            "category": self.category,
            "form": form,
            "place": self.place,
            "action": self.here,
            **more,
        }
        return render(self.request, "forum/new_topic.html", context, status=status)


class Edit(Writing):
    """One's own words, changed."""

    def find(self, post_id: int) -> None:
        self.place, self.here = f"post:{post_id}", reverse("forum:edit", args=[post_id])
        self.words = topic_pages.find_post(self.viewer, post_id)
        if self.words is None:
            raise Http404("There is no such post.")

    def get(self, request: HttpRequest, **where: object) -> HttpResponse:
        if not self.words.may_edit:
            raise NotAllowed(_("You cannot change this."))
        return super().get(request, **where)

    def fresh_form(self) -> EditForm | EditOpenerForm:
        now = self.words
        kept = draft_at(self.viewer.user_id, self.place)
        initial = {
            "title": kept.title if kept and kept.title else now.topic.title,
            "body": kept.body if kept else now.body,
            "content_note": kept.content_note if kept else now.content_note,
            "edit_count": now.edit_count,
        }
        return self.kind()(initial=initial)

    def kind(self) -> type[EditForm] | type[EditOpenerForm]:
        return EditOpenerForm if self.words.is_opener else EditForm

    def filled_form(self) -> EditForm | EditOpenerForm:
        return self.kind()(self.request.POST)

    def send(self, form: EditForm | EditOpenerForm) -> PostResult:
        words = {name: value for name, value in form.cleaned_data.items() if name != "token"}
        return edit_post(self.viewer, self.words.pk, **words)

    def post(self, request: HttpRequest, **where: object) -> HttpResponse:
        try:
            return super().post(request, **where)
        except Conflict:
            return self.changed_meanwhile()

    def changed_meanwhile(self) -> HttpResponse:
        """Both versions, side by side: what stands there now, and what was typed here."""
        self.words = topic_pages.find_post(self.viewer, self.words.pk) or self.words
        form = self.kind()({**self.request.POST.dict(), "edit_count": self.words.edit_count})
        form.add_error(
            None,
            _(
                "You changed these words in another window. What stands there now is shown below. "
                "Save again to put what you wrote here in its place."
            ),
        )
        return self.page(form, status=409, standing=self.words.html)

    def page(
        self, form: EditForm | EditOpenerForm, *, status: int = 200, **more: object
    ) -> HttpResponse:
        context = {
            "post": self.words,
            "topic": self.words.topic,
            "category": self.words.topic.category,
            "form": form,
            "place": self.place,
            "action": self.here,
            **more,
        }
        return render(self.request, "forum/edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, post_id: int) -> HttpResponse:
    """Take one's own words back, after one question."""
    viewer = request.viewer
    post = topic_pages.find_post(viewer, post_id)
    if post is None:
        raise Http404("There is no such post.")
    if not viewer.is_signed_in:
        return to_sign_in(request, "", reverse("forum:delete", args=[post_id]))
    if request.method != "POST":
        context = {"post": post, "topic": post.topic, "category": post.topic.category}
        return render(request, "forum/delete.html", context)
    try:
        delete_own_post(viewer, post_id)
    except NotAllowed as reason:
        return not_allowed(request, f"post:{post_id}", reason)
    except ObjectDoesNotExist as gone:
        raise Http404("There is no such post.") from gone
    messages.success(request, _("You have taken your words back. Nobody else can read them now."))
    onwards = post.topic.category if post.is_opener else post.topic
    return redirect(onwards.get_absolute_url())
