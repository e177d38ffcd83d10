"""A member's own space."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community import erasure
from community.accounts import actions, queries
from community.accounts.forms import CloseAccountForm, ProfileForm


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html", {"space": queries.own_space(request.viewer)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    member_id = request.user.pk
    if request.method != "POST":
        form = ProfileForm(member_id=member_id, initial=queries.own_profile(member_id))
        return render(request, "accounts/profile.html", {"form": form})
    form = ProfileForm(request.POST, member_id=member_id)
    if form.is_valid():
        try:
            result = actions.change_profile(member_id, **form.cleaned_data)
        except actions.NameTaken:
            form.add_error("display_name", _("Somebody already uses this name."))
        else:
            if not result.verdict.refused:
                messages.success(
                    request,
                    _("Saved. A moderator will read it before others see it.")
                    if result.verdict.held
                    else _("Saved."),
                )
                return redirect("accounts_me:profile")
            for reason in result.verdict.reasons:
                form.add_error(reason.part if reason.part in form.fields else None, reason.message)
    return render(request, "accounts/profile.html", {"form": form}, status=422)


@login_required
@never_cache
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Everything that every app holds of this member, as one JSON file."""
    response = JsonResponse(
        erasure.export_everything(request.user.pk), json_dumps_params={"indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    form = CloseAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_account(request.user.pk)
        logout(request)
        messages.success(request, _("Your account is closed. You are welcome back any time."))
        return redirect("/")
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/close.html", {"form": form}, status=status)
