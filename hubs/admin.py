"""The admin site, for support staff alone: logins, tenants and the national tables. No tenant's records are
in it.

Support staff belong to no tenant, so that row security shows them no tenant's row even where a page asked for
one.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from hubs.models import (
    AssessmentTool,
    Code,
    DeprivationDecile,
    GpPractice,
    PcnPractice,
    Postcode,
    RefsetMember,
    Tenant,
    User,
)

admin.site.site_header = admin.site.site_title = "Community Hub support"
admin.site.index_title = "Logins, tenants and national tables"
# Groups carry Django's own permissions, which nothing here asks for.
admin.site.unregister(Group)


class Looked(admin.ModelAdmin):  # type: ignore[type-arg]
    """A table that commands load: to be looked at here, never changed."""

    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # The site has asked for support staff already.
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Tenant)
class TenantAdmin(Looked):
    """Tenants are made by ``manage.py create_tenant``; their administrators set them up."""

    list_display = ("name", "slug", "ods_code", "created_at")
    search_fields = ("name", "slug", "ods_code")


class LoginCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email",)


@admin.register(User)
class LoginAdmin(UserAdmin):  # type: ignore[type-arg]
    """Logins. One of a tenant's staff is given by its administrator; here support staff are added and
    passwords set.
    """

    add_form = LoginCreationForm
    list_display = ("email", "tenant", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "tenant")
    list_select_related = ("tenant",)
    search_fields = ("email",)
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("tenant", "last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "must_change_password")}),
        ("What it is", {"fields": ("tenant", "is_active", "is_staff", "is_superuser")}),
        ("When", {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2", "is_staff")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What somebody did keeps their name: a login is closed, not deleted.
        return False


@admin.register(Code)
class CodeAdmin(Looked):
    list_display = ("code_list", "code", "label", "valid_from", "valid_to")
    list_filter = ("code_list",)
    search_fields = ("code", "label")


@admin.register(AssessmentTool)
class AssessmentToolAdmin(Looked):
    list_display = ("code", "tool", "term", "low", "high", "in_v6", "is_baseline_outcome")
    list_filter = ("kind", "in_v6")
    search_fields = ("code", "tool", "term")


@admin.register(GpPractice)
class GpPracticeAdmin(Looked):
    list_display = ("code", "name", "postcode", "opened_on", "closed_on")
    search_fields = ("code", "name")


@admin.register(PcnPractice)
class PcnPracticeAdmin(Looked):
    list_display = ("practice_code", "pcn_code", "pcn_name", "starts_on", "ends_on")
    search_fields = ("practice_code", "pcn_code", "pcn_name")


@admin.register(Postcode)
class PostcodeAdmin(Looked):
    list_display = ("postcode", "lsoa_2011", "lsoa_2021", "local_authority", "terminated")
    search_fields = ("=postcode",)


@admin.register(DeprivationDecile)
class DeprivationDecileAdmin(Looked):
    list_display = ("lsoa", "edition", "boundary_year", "rank", "decile")
    list_filter = ("edition",)
    search_fields = ("=lsoa",)


@admin.register(RefsetMember)
class RefsetMemberAdmin(Looked):
    list_display = ("refset_id", "concept_id", "active_from", "active_to")
    search_fields = ("=refset_id", "=concept_id")
