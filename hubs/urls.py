from __future__ import annotations

from django.urls import URLPattern, path

from hubs.views import access_review, account, components, health, home, pages, sign_in
from hubs.views.setup import api_clients
from hubs.views.setup import home as setup
from hubs.views.setup import hubs, organisations, places, staff, teams

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("password/", account.change_password, name="change-password"),
    path("no-role/", account.no_role, name="no-role"),
    path("help/", pages.guide, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("components/", components.components, name="components"),
    path("access/", access_review.index, name="access-review"),
    path("access/export.csv", access_review.export, name="access-export"),
    path("access/overrides/<uuid:public_id>/review/", access_review.review, name="override-review"),
    path("setup/", setup.index, name="setup"),
    path("setup/api/", api_clients.index, name="setup-api"),
    path("setup/api/new/", api_clients.add, name="setup-api-new"),
    path("setup/api/<uuid:public_id>/stop/", api_clients.revoke, name="setup-api-revoke"),
    path("setup/policy/", setup.policy, name="setup-policy"),
    path("setup/places/", places.index, name="setup-places"),
    path("setup/places/new/", places.add, name="setup-place-new"),
    path("setup/places/at/<slug:code>/", places.change, name="setup-place"),
    path("setup/places/at/<slug:code>/close/", places.close, name="setup-place-close"),
    path("setup/places/at/<slug:code>/reopen/", places.reopen, name="setup-place-reopen"),
    path("setup/organisations/", organisations.index, name="setup-organisations"),
    path("setup/organisations/new/", organisations.add, name="setup-organisation-new"),
    path("setup/organisations/pcn/", organisations.add_pcn, name="setup-pcn-new"),
    path("setup/organisations/<uuid:public_id>/", organisations.change, name="setup-organisation"),
    path("setup/organisations/<uuid:public_id>/close/", organisations.close, name="setup-organisation-close"),
    path(
        "setup/organisations/<uuid:public_id>/reopen/", organisations.reopen, name="setup-organisation-reopen"
    ),
    path("setup/hubs/", hubs.index, name="setup-hubs"),
    path("setup/hubs/new/", hubs.add, name="setup-hub-new"),
    path("setup/hubs/at/<slug:code>/", hubs.detail, name="setup-hub"),
    path("setup/hubs/at/<slug:code>/change/", hubs.change, name="setup-hub-change"),
    path("setup/hubs/at/<slug:code>/close/", hubs.close, name="setup-hub-close"),
    path("setup/hubs/at/<slug:code>/reopen/", hubs.reopen, name="setup-hub-reopen"),
    path("setup/hubs/at/<slug:code>/pcns/new/", hubs.cover, name="setup-cover-new"),
    path("setup/hubs/at/<slug:code>/pcns/<uuid:pcn>/", hubs.population, name="setup-cover"),
    path("setup/hubs/at/<slug:code>/pcns/<uuid:pcn>/end/", hubs.end_cover, name="setup-cover-end"),
    path("setup/teams/", teams.index, name="setup-teams"),
    path("setup/teams/new/", teams.add, name="setup-team-new"),
    path("setup/teams/<uuid:public_id>/", teams.change, name="setup-team"),
    path("setup/teams/<uuid:public_id>/close/", teams.close, name="setup-team-close"),
    path("setup/teams/<uuid:public_id>/reopen/", teams.reopen, name="setup-team-reopen"),
    path("setup/staff/", staff.index, name="setup-staff"),
    path("setup/staff/new/", staff.add, name="setup-member-new"),
    path("setup/staff/<uuid:public_id>/", staff.detail, name="setup-member"),
    path("setup/staff/<uuid:public_id>/change/", staff.change, name="setup-member-change"),
    path("setup/staff/<uuid:public_id>/login/", staff.login, name="setup-login"),
    path("setup/staff/<uuid:public_id>/login/renew/", staff.renew, name="setup-login-renew"),
    path("setup/staff/<uuid:public_id>/login/stop/", staff.stop, name="setup-login-stop"),
    path("setup/staff/<uuid:public_id>/roles/new/", staff.grant, name="setup-role-new"),
    path("setup/staff/<uuid:public_id>/roles/revoke/", staff.revoke, name="setup-role-revoke"),
    path("setup/staff/<uuid:public_id>/teams/new/", staff.join, name="setup-membership-new"),
    path("setup/staff/<uuid:public_id>/teams/<uuid:team>/end/", staff.part, name="setup-membership-end"),
    path("setup/staff/<uuid:public_id>/leave/", staff.leave, name="setup-member-leave"),
    path("setup/staff/<uuid:public_id>/return/", staff.come_back, name="setup-member-return"),
]
