from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from hubs.tenancy.models import GlobalModel


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        """A login. The address is kept in lower case, as people do not type it the same way twice."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Support staff: the admin site and the runs page, no tenant's records."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(GlobalModel, AbstractBaseUser, PermissionsMixin):
    """A login. What a person may do is decided by the roles of their staff member, not here."""

    reason = "Sign-in happens before it is known which tenant is meant."
    app_may = "SELECT, INSERT, UPDATE"

    email = models.EmailField(unique=True)
    tenant = models.ForeignKey("hubs.Tenant", models.PROTECT, null=True, blank=True, related_name="users")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("support staff", default=False)
    # Somebody else knows the password: nothing opens before its owner has chosen another.
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Privacy:
        identifying = ("email",)
        operational = (
            "tenant",
            "is_active",
            "is_staff",
            "must_change_password",
            "is_superuser",
            "created_at",
            "last_login",
        )
        secret = ("password",)

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email
