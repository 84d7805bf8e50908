"""The trust's profiles: how its workbooks are read, to be used again or taken elsewhere."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from strategy_tracker.accounts.access import TrustRequest, trust_view
from strategy_tracker.accounts.permissions import Permission
from strategy_tracker.imports import services
from strategy_tracker.imports.giving_way import saying_when_busy
from strategy_tracker.imports.models import ImportProfile
from strategy_tracker.imports.wizard.forms import ProfileForm


@require_http_methods(["GET", "POST"])
@trust_view(Permission.IMPORT)
def import_profiles(request: TrustRequest) -> HttpResponse:
    """The list, and loading one that was exported."""
    form = ProfileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _load(request, form):
        return redirect("import_profiles", request.trust.code)
    profiles = ImportProfile.objects.for_trust(request.trust).select_related("created_by")
    context = {"nav_current": "import_list", "profiles": profiles, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "imports/import_profiles.html", context, status=status)


def _load(request: TrustRequest, form: ProfileForm) -> bool:
    """Keep the profile of the file; false with the reason on the form."""
    try:
        with saying_when_busy(ValidationError):
            profile = services.load_profile(
                trust=request.trust, data=form.cleaned_data["file"], by=request.user
            )
    except ValidationError as error:
        form.add_error("file", ValidationError(error.messages))
        return False
    messages.success(request, f"The profile “{profile.name}” was loaded.")
    return True


@require_GET
@trust_view(Permission.IMPORT)
def import_profile_export(request: TrustRequest, pk: int) -> HttpResponse:
    """The profile as a file."""
    profile = _find(request, pk)
    response = JsonResponse(services.export_profile(profile), json_dumps_params={"indent": 2})
    name = slugify(profile.name) or "profile"
    response["Content-Disposition"] = f'attachment; filename="{name}.profile.json"'
    return response


@require_POST
@trust_view(Permission.IMPORT)
def import_profile_delete(request: TrustRequest, pk: int) -> HttpResponse:
    """Forget the profile; what was imported by it stays."""
    profile = _find(request, pk)
    name = profile.name
    services.delete_profile(profile=profile, by=request.user)
    messages.success(request, f"The profile “{name}” was deleted. What it imported stays.")
    return redirect("import_profiles", request.trust.code)


def _find(request: TrustRequest, pk: int) -> ImportProfile:
    return get_object_or_404(ImportProfile.objects.for_trust(request.trust), pk=pk)
