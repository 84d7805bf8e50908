"""Every page, on a laptop and at 320 px: accessible, and no wider than the screen.

320 px is a small phone, and a laptop at 400 % zoom.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from strategy_tracker.accounts.models import Role
from strategy_tracker.accounts.saving import save
from strategy_tracker.sign_up.links import confirming_path
from tests import factories
from tests.browsers import SIDEWAYS
from tests.governing import confirm_password
from tests.routes import all_routes
from tests.test_reading_in_browser import Round

pytestmark = pytest.mark.django_db(transaction=True)

LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
LAYOUT = "progress-table"
# Pages that show other elements on a phone: cards for rows.
CARDS = {
    "this_round", "period_list", "my_updates", "answer_all", "plan", "measure_list", "my_readings",
    "risk_list", "people_list",
}  # fmt: skip

# Pages that other tests look over by axe as they walk through them, and at a phone's width.
WALKED = {
    "test_import_wizard_in_browser.py": {
        "import_apply", "import_match", "import_preview", "import_profiles", "import_progress",
        "import_report", "import_sheets", "import_undo", "import_use_profile",
    },
    "test_paper_editor_in_browser.py": {"part_change", "part_picture", "part_write"},
    "test_own_account.py": {
        "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "mfa_deactivate_totp",
        "second_factor_needed", "invitation",
    },
    "test_update_form_in_browser.py": {"update_check"},
    "test_corrections_in_browser.py": {"period_detail", "update_reopen"},
    "test_plan_grid_in_browser.py": {"plan_grid", "measure_grid", "risk_grid"},
    "test_start_in_browser.py": {"setup_ready_set"},
}  # fmt: skip
# What answers a form or gives a file, leads elsewhere at once, or is not offered here.
NO_PAGES = {
    "home", "trust_home", "security_txt", "account_signup", "account_set_password",
    "account_confirm_login_code", "account_email_verification_sent", "account_inactive",
    "account_confirm_email", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_download_recovery_codes", "openid_connect_login", "openid_connect_callback",
    "socialaccount_signup", "socialaccount_connections", "socialaccount_login_cancelled",
    "socialaccount_login_error", "invitation_again", "invitation_withdraw", "member_mail",
    "member_start", "update_preview", "update_autosave", "update_submit", "update_approve",
    "update_return", "plan_spreadsheet", "plan_compare_spreadsheet", "measure_spreadsheet",
    "item_place", "person_return", "layout_import", "layout_copy", "layout_change", "layout_file",
    "part_add",
    "part_autosave", "part_move", "part_leave_out", "part_write_autosave", "paper_pdf",
    "paper_item", "paper_progress", "paper_html", "paper_json", "paper_details", "paper_begin",
    "import_discard", "import_profile_export", "import_profile_delete", "setup_strategies",
    "setup_strategy_archive", "setup_scale_delete", "setup_heading_move", "setup_dimension_move",
    "item_bring_back", "item_delete", "measure_archive", "risk_close", "stand_in_remove",
    "hand_over_cancel", "setup_passage_move", "setup_passage_remove",
    "setup_column_move",
}  # fmt: skip


class Site:
    """A trust with something on every page, and a browser signed in as who may open them all."""

    def __init__(self, context: BrowserContext, live_server: LiveServer) -> None:
        round_ = Round(context, live_server)
        self.server, plan = live_server.url, round_.plan
        column = factories.custom_field(strategy=plan.strategy, heading="Ward")
        lead = plan.lead
        lead.user.memberships.update(role=Role.ADMINISTRATOR)
        lead.user.email = "tom.hargreave-of-the-long-address@rivermead-community.example"
        lead.user.set_password("three-words-together")
        lead.user.save()
        factories.measure_lead(measure=round_.measure, person=lead)
        invitation = factories.invitation(plan.trust)
        other = factories.member(plan.trust, Role.LEAD)
        coo = factories.person(plan.trust, name="COO")
        passage = factories.passage(strategy=plan.strategy)
        stand_in = factories.delegation(person=lead)
        factories.lead(round_.action, coo)
        round_.action.title += ", and more"
        save(round_.action, by=lead.user)
        renamed = round_.action.history.latest()
        period, action = plan.period.pk, plan.ambition.actions.order_by("pk").last().pk
        self.pages: dict[str, dict[str, tuple[object, ...]]] = {
            "round": {
                "this_round": (),
                "round_approve": (),
                "round_chase": (),
                "update_review": (round_.update.pk,),
                "period_list": (),
                "period_add": (),
                "period_open": (plan.earlier.pk,),
                "period_close": (period,),
                "my_updates": (),
                "answer_all": (),
                "answer_all_check": (),
                "update_form": ("action", action),
            },
            "plan": {
                "plan": (),
                "plan_compare": (),
                "search": (),
                "strategy_about": (),
                "objective_detail": (round_.objective.pk,),
                "ambition_detail": (plan.ambition.pk,),
                "action_detail": (round_.action.pk,),
                "action_move_date": (round_.action.pk,),
                "item_edit": ("action", round_.action.pk),
                "item_add": ("action",),
                "item_move": ("action", round_.action.pk),
                "item_renumber": ("ambition", plan.ambition.pk),
                "plan_renumber": ("action",),
                "item_end": ("action", round_.action.pk),
                "person_detail": (lead.pk,),
                "choose": (),
            },
            "measures and risks": {
                "measure_list": (),
                "measure_detail": (round_.measure.pk,),
                "measure_add": (),
                "measure_edit": (round_.measure.pk,),
                "my_readings": (),
                "risk_add": (),
                "risk_edit": (round_.risk.pk,),
                "risk_list": (),
                "risk_detail": (round_.risk.pk,),
                "risk_score": (round_.risk.pk,),
                "risk_matrix": (),
                "risk_matrix_edit": (),
            },
            "people": {
                "people_list": (),
                "member_add": (),
                "person_add": (),
                "member_detail": (other.pk,),
                "member_end": (other.pk,),
                "member_data": (other.pk,),
                "invitation_detail": (invitation.pk,),
                "person_names": (lead.pk,),
                "person_match": (coo.pk,),
                "person_data": (lead.pk,),
                "person_leaving": (lead.pk,),
                "person_stand_ins": (lead.pk,),
                "stand_in_edit": (lead.pk, stand_in.pk),
                "person_hand_over": (lead.pk,),
                "retention": (),
                "second_factor": (),
                "audit": (),
                "audit_take_back": ("keyaction", renamed.pk),
            },
            "set-up": {
                "setup": (),
                "setup_start": (),
                "setup_read": (),
                "setup_strategy": (plan.strategy.pk,),
                "setup_strategy_add": (),
                "setup_scales": (),
                "setup_scale": (plan.dimension.scale_id,),
                "setup_scale_add": (),
                "setup_questions": (),
                "setup_heading": (plan.progress.pk,),
                "setup_heading_add": ("action",),
                "setup_passages": (),
                "setup_passage": (passage.pk,),
                "setup_passage_add": (),
                "setup_dimension": (plan.dimension.pk,),
                "setup_dimension_add": ("action",),
                "setup_columns": (),
                "setup_column": (column.pk,),
                "setup_column_add": ("action",),
                "risk_appetite": (),
                "risk_appetite_edit": (),
                "setup_periods": (),
                "setup_period": (plan.period.pk,),
                "setup_periods_add": (),
            },
            "papers and imports": {
                "paper_list": (),
                "paper_look": (),
                "layout_list": (),
                "paper_page": (period, LAYOUT),
                "paper_edit": (period, LAYOUT),
                "paper_publish": (period, LAYOUT),
                "import_list": (),
                "import_upload": (),
            },
            "account": {
                "account_email": (),
                "account_change_password": (),
                "account_reauthenticate": (),
                "account_logout": (),
                "account_reset_password_done": (),
                "account_reset_password": (),
                "mfa_index": (),
                "mfa_activate_totp": (),
                "usersessions_list": (),
                "own_data": (),
                "own_invitations": (),
            },
        }
        self.trust = plan.trust
        client = Client()
        client.force_login(lead.user)
        confirm_password(client)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.clear_cookies()
        context.add_cookies([{**cookie, "url": self.server}])  # type: ignore[typeddict-item]

    def addresses(self, group: str) -> dict[str, str]:
        """The pages of a group by their names."""
        of_trust = {route.name for route in all_routes() if route.is_of_a_trust}
        found = {}
        for name, args in self.pages[group].items():
            own = (self.trust.code, *args) if name in of_trust else args
            queries = {
                "round_chase": f"?person={self.pages['people']['person_names'][0]}",
                "search": "?q=beds",
            }
            found[name] = self.server + reverse(name, args=own) + queries.get(name, "")
        return found


def faults(page: Page, address: str, *, has_cards: bool = False) -> list[str]:
    """What axe finds on the page, and whether it scrolls sideways, on both screens."""
    page.set_viewport_size(LAPTOP)
    page.goto(address)
    assert page.url == address, "It leads elsewhere."
    # What a bar that sticks lies over comes out by scrolling, and axe does not scroll.
    page.add_style_tag(content=".st-bar,.st-context{position:static!important}")
    found = []
    for size in (LAPTOP, PHONE):
        page.set_viewport_size(size)
        is_looked_over = size == LAPTOP or has_cards
        for violation in Axe().run(page).response["violations"] if is_looked_over else ():
            where = violation["nodes"][0]["html"][:200]
            found.append(f"{address} {size['width']}: {violation['id']} {where}")
        if page.evaluate(SIDEWAYS) > 0:
            found.append(f"{address} {size['width']}: scrolls sideways")
    return found


@pytest.mark.parametrize(
    "group",
    ["round", "plan", "measures and risks", "people", "set-up", "papers and imports", "account"],
)
def test_it_is_accessible_and_no_wider_than_the_screen(
    page: Page, context: BrowserContext, live_server: LiveServer, group: str
) -> None:
    site = Site(context, live_server)
    found = [
        fault
        for name, address in site.addresses(group).items()
        for fault in faults(page, address, has_cards=name in CARDS)
    ]
    assert found == []


def test_signing_in_is_so_too(page: Page, live_server: LiveServer) -> None:
    assert faults(page, live_server.url + reverse("account_login")) == []


def test_signing_up_is_so_too(page: Page, live_server: LiveServer, settings: Any) -> None:
    settings.SIGN_UP = True
    request = factories.sign_up_request()
    addresses = (reverse("sign_up"), reverse("sign_up_sent"), confirming_path(request))
    found = [fault for address in addresses for fault in faults(page, live_server.url + address)]
    assert found == []


def test_no_page_is_left_out(context: BrowserContext, live_server: LiveServer) -> None:
    looked_at = {name for pages in Site(context, live_server).pages.values() for name in pages}
    looked_at |= {"sign_up", "sign_up_sent", "sign_up_confirm"}
    looked_at |= {"account_login", *NO_PAGES, *(name for own in WALKED.values() for name in own)}
    every = {route.name for route in all_routes() if route.name and "admin/" not in route.pattern}
    assert every - looked_at == set()
