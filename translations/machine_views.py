"""Machine translation at the desk: what is left of the budget, what a job would send, how far it is."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import coordinated_keys, is_coordinator, is_operator, own_regions, require
from portal.desk import desk_page
from portal.languages import BY_CODE
from portal.models import GERMANY
from portal.regions import places
from portal.texts import model_of
from translations.machine import budgets, orders
from translations.machine.provider import service_name
from translations.machine.words import NOTES, REASONS
from translations.machine_forms import OrderForm, name_of
from translations.models import MachineBudget, MachineJob, MachineUnit, MachineUse
from translations.tasks import start_machine

State = MachineJob.State
SHOWN = 50


@desk_page
@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The budgets of my regions and their jobs."""
    require(is_coordinator(request.user))
    own = coordinated_keys(request.user)
    jobs = MachineJob.objects.filter(region__in=own).select_related("by")[:SHOWN]
    table = places()
    context = {
        "service": service_name(),
        "is_operator": is_operator(request.user),
        "budgets": _budgets(request),
        "jobs": [(job, table[job.region_id]) for job in jobs if job.region_id in table],
    }
    return render(request, "translations/machine_list.html", context)


def _budgets(request: HttpRequest) -> list[dict[str, object]]:
    """One line for each region of the account; operators see Germany and every region that has or uses a budget."""
    now, table = timezone.now(), places()
    if is_operator(request.user):
        using = MachineUse.objects.filter(month=budgets.month_of(now)).values_list("region_id", flat=True)
        keys = {GERMANY, *MachineBudget.objects.values_list("region_id", flat=True), *using}
    else:
        keys = set(own_regions(request.user))
    shown = sorted((key for key in keys if key in table), key=lambda key: (key != GERMANY, table[key].name))
    limits, used = budgets.limits_of(shown), budgets.used_by(shown, now)
    return [{"place": table[key], "limit": limits[key], "used": used[key], "left": max(0, limits[key] - used[key])} for key in shown]


@desk_page
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Choose, look at the numbers, confirm. Looking changes nothing, so it is a GET."""
    require(is_coordinator(request.user))
    data = request.POST if request.method == "POST" else request.GET
    form = OrderForm(data if "languages" in data or "region" in data or request.method == "POST" else None, user=request.user)
    plan = None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        if request.method == "POST":
            try:
                job = orders.order(chosen["region"], by=request.user, languages=chosen["languages"], labels=chosen["labels"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                start_machine(job.pk)
                return redirect("translation_machine:job", job.pk)
        plan = orders.plan(chosen["region"].pk, chosen["languages"], chosen["labels"])
    context = {
        "form": form,
        "service": service_name(),
        "is_operator": is_operator(request.user),
        "plan": plan,
        "lines": _lines(plan) if plan else [],
        "chosen": _chosen(form) if plan else [],
    }
    return render(request, "translations/machine_order.html", context)


def _lines(plan: orders.Plan) -> list[tuple[str, str, orders.Line]]:
    return [(name_of(model), BY_CODE[line.language].name, line) for line in plan.lines if (model := model_of(line.label))]


def _chosen(form: OrderForm) -> list[tuple[str, str]]:
    """Return what the confirming form sends along."""
    data = form.cleaned_data
    return [
        ("region", data["region"].pk),
        *(("languages", code) for code in data["languages"]),
        *(("labels", one) for one in data["labels"]),
    ]


@desk_page
@require_safe
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is, and what was left out and why."""
    job = _job(request, pk)
    left_out = Counter(
        MachineUnit.objects.filter(job=job, state=MachineUnit.State.SKIPPED).order_by("pk").values_list("reason", flat=True)[: orders.MOST]
    )
    context = {
        "job": job,
        "place": places()[job.region_id],
        "running": job.state in (State.WAITING, State.RUNNING),
        "handled": job.done + job.failed,
        "languages": [BY_CODE[code] for code in job.languages if code in BY_CODE],
        "contents": [name_of(model) for label in job.labels if (model := model_of(label))],
        "note": NOTES.get(job.note, ""),
        "left_out": [(REASONS[reason], number) for reason, number in left_out.items() if reason in REASONS],
    }
    return render(request, "translations/machine_job.html", context)


@desk_page
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job; what is translated stays."""
    job = _job(request, pk)
    try:
        orders.cancel(job)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("translation_machine:job", pk)


def _job(request: HttpRequest, pk: int) -> MachineJob:
    """Return a job of a region the account coordinates; others are missing."""
    return get_object_or_404(MachineJob, pk=pk, region__in=coordinated_keys(request.user) & places().keys())
