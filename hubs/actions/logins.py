"""Logins: an administrator gives one with a one-time password, its owner chooses their own."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hubs.actions import audit
from hubs.models import StaffMember, User
from hubs.rules import passwords
from hubs.rules.roles import Actor


@transaction.atomic
def give(*, by: Actor, staff: StaffMember, email: str) -> str:
    """Let somebody sign in with an email address. Returns the one-time password, which is kept nowhere.

    Raises ValidationError for an address that is none or that has a login already.
    """
    address = email.strip().lower()
    _refuse_address(address)
    if staff.user or not staff.is_active:
        raise ValidationError({"email": f"{staff.name} has a login already, or has left"})
    password = passwords.one_time()
    staff.user = User.objects.create_user(
        address, password, tenant_id=staff.tenant_id, must_change_password=True
    )
    staff.save(update_fields=["user"])
    _record(by, "login.given", staff)
    return password


@transaction.atomic
def renew(*, by: Actor, staff: StaffMember) -> str:
    """A new one-time password for somebody who forgot theirs or came back; the old one stops working at
    once.
    """
    if staff.user is None or not staff.is_active:
        raise ValidationError(f"{staff.name} has no login. Give them one first")
    password = passwords.one_time()
    staff.user.set_password(password)
    staff.user.must_change_password = True
    staff.user.is_active = True
    staff.user.save(update_fields=["password", "must_change_password", "is_active"])
    _record(by, "login.renewed", staff)
    return password


@transaction.atomic
def stop(*, by: Actor, staff: StaffMember) -> None:
    """Close a login, without saying that its owner has left; a new password opens it again."""
    if staff.user is None or not staff.user.is_active:
        return
    if staff.pk == by.staff_id:
        raise ValidationError("You cannot close your own login. Ask another administrator")
    staff.user.is_active = False
    staff.user.save(update_fields=["is_active"])
    _record(by, "login.stopped", staff)


@transaction.atomic
def choose_password(*, by: Actor | None, user: User, password: str) -> None:
    """The owner of a login chooses a password. ``by`` is None for support staff, who belong to no tenant.

    Raises ValidationError when it is short, common or like their address.
    """
    validate_password(password, user)
    if user.check_password(password):
        raise ValidationError("Choose a password that you have not had before")
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    if by is not None:
        audit.record(by=by, action="password.chosen", obj_type="hubs.user", reference=str(user.pk))


def _refuse_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError({"email": "Enter an email address, like name@example.com"}) from error
    if User.objects.filter(email=address).exists():
        raise ValidationError(
            {"email": "This address has a login already. Enter another, or ask support staff"}
        )


def _record(by: Actor, action: str, staff: StaffMember) -> None:
    audit.record(by=by, action=action, obj_type="hubs.staffmember", reference=staff.local_id)
