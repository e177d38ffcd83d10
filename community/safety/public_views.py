"""The safe space as members and visitors meet it: report, agree, ask again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community import text
from community.safety import desk, queries, subjects
from community.safety.actions.agree import agree as say_yes
from community.safety.actions.appeal import appeal as ask_again
from community.safety.actions.report import report as make_report
from community.safety.forms import AgreeForm, AppealForm, ReportForm
from community.safety.permissions import NotAllowed


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, subject_type: str, ref: str) -> HttpResponse:
    """Report one item. No account is needed for what is public."""
    try:
        found_type = subjects.get(subject_type)
    except KeyError as unknown:
        raise Http404 from unknown
    subject = found_type.find(ref, request.viewer)
    if subject is None:
        raise Http404
    snapshot = found_type.describe(subject)
    form = ReportForm(request.POST or None)
    context = {"form": form, "label": found_type.label, "snapshot": snapshot}
    if request.method != "POST":
        return render(request, "safety/report.html", context)
    if not form.is_valid():
        return render(request, "safety/report.html", context, status=422)
    try:
        result = make_report(
            subject_type,
            ref,
            request.viewer,
            form.cleaned_data["kind"],
            form.cleaned_data["note"],
            wants_outcome=not form.cleaned_data["no_outcome"],
        )
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return render(request, "safety/report.html", context, status=403)
    except LookupError as gone:
        raise Http404 from gone
    context |= {
        "result": result,
        "panel": queries.support_panel(),
        "hours": queries.reading_hours(),
    }
    return render(request, "safety/report_done.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """Read the house rules and say yes; then back to what one was doing."""
    onwards = request.POST.get("next") or request.GET.get("next") or "/forum/"
    # From the root only: anything else could be taken for the name of a route.
    if not (
        onwards.startswith("/") and url_has_allowed_host_and_scheme(onwards, {request.get_host()})
    ):
        onwards = "/forum/"
    rules = queries.current_house_rules()
    if rules is None or queries.has_agreed(request.user.pk):
        return redirect(onwards)
    form = AgreeForm(request.POST or None, initial={"number": rules.number})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            if form.cleaned_data["number"] == rules.number:
                say_yes(request.user.pk, rules.number)
                messages.success(request, _("Thank you. You can write now."))
                return redirect(onwards)
            # The rules changed while they were reading: the new ones are shown.
            form = AgreeForm(initial={"number": rules.number})
            messages.info(request, _("The house rules changed just now. Here is the new version."))
            status = 409
    # A heading of what people write is small; here the rules stand right under the page's own.
    body = text.render(rules.body).replace("h4>", "h2>").replace("h5>", "h3>")
    context = {
        "form": form,
        "rules": rules,
        "body": mark_safe(body),  # noqa: S308 - text.render returns safe HTML
        "next": onwards,
    }
    return render(request, "safety/agree.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, public_id: object) -> HttpResponse:
    """What was decided about one's own words, and a way to ask for somebody else."""
    own = desk.own_decision(public_id, request.viewer)
    if own is None:
        raise Http404
    form = AppealForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                ask_again(own.case.pk, request.viewer, form.cleaned_data["note"])
            except NotAllowed as refusal:
                raise PermissionDenied(str(refusal)) from refusal
            messages.success(request, _("Thank you. Somebody else will look at it again."))
            return redirect("safe_space:decision", public_id=public_id)
        status = 422
    return render(request, "safety/decision.html", {"own": own, "form": form}, status=status)
