"""What partners' systems send and get."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from referrals.models.request import Way

# A worker's own entry, a booking in a practice and another system have ways of their own.
WAYS = [(way.value, way.label) for way in Way if way not in (Way.STAFF, Way.PRACTICE, Way.TENANT)]


class PersonSerializer(serializers.Serializer[Any]):
    """Whom help is asked for. An NHS number that cannot be right does not stop the request."""

    family_name = serializers.CharField(max_length=100)
    given_name = serializers.CharField(max_length=100)
    preferred_name = serializers.CharField(max_length=100, required=False, allow_blank=True)
    birth_date = serializers.DateField()
    nhs_number = serializers.CharField(max_length=20, required=False, allow_blank=True)
    postcode = serializers.CharField(max_length=8, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)

    def validate_birth_date(self, value: Any) -> Any:
        if value > timezone.localdate():
            raise serializers.ValidationError("Date of birth must be today or earlier")
        return value


class AskerSerializer(serializers.Serializer[Any]):
    """Who of the partner's staff asks, and how they can be reached. The organisation is that of the key."""

    name = serializers.CharField(max_length=200)
    role = serializers.CharField(max_length=200, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class NeedsSerializer(serializers.Serializer[Any]):
    """What the person needs so that they can be reached and understood."""

    communication = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    adjustments = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    interpreter_language = serializers.CharField(required=False, allow_blank=True, max_length=60)
    digital_suits = serializers.BooleanField(required=False, allow_null=True)
    may_leave_message = serializers.BooleanField(required=False, allow_null=True)
    may_text = serializers.BooleanField(required=False)
    may_email = serializers.BooleanField(required=False)


class AskSerializer(serializers.Serializer[Any]):
    """A request for help."""

    way = serializers.ChoiceField(choices=WAYS, help_text="Who asks")
    person = PersonSerializer()
    practice_code = serializers.RegexField(
        r"^[A-Za-z][A-Za-z0-9]{4,7}$", required=False, help_text="ODS code of the person's GP practice"
    )
    story = serializers.CharField(
        max_length=10_000, help_text="What is going on, in the person's words where possible"
    )
    hopes = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    safety = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    already_helping = serializers.CharField(max_length=10_000, required=False, allow_blank=True)
    is_urgent = serializers.BooleanField(
        default=False, help_text="To be seen within 7 days. A crisis needs a call"
    )
    person_knows = serializers.BooleanField(default=True, help_text="Whether the person knows of the request")
    asker = AskerSerializer()
    needs = NeedsSerializer(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["way"] == Way.CARER and not attrs["person_knows"]:
            words = "A carer, relative or friend may ask only when the person knows of it"
            raise serializers.ValidationError({"person_knows": words})
        return attrs


class AskedSerializer(serializers.Serializer[Any]):
    """What the asker is given: the reference, and what happens next in plain words."""

    reference = serializers.CharField()
    what_happens_next = serializers.CharField()


class StandingSerializer(serializers.Serializer[Any]):
    """How a request stands. ``confirmed_on`` is the day on which another team said that it has the person."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=[("received", "Received"), ("held", "Held"), ("ended", "Ended")])
    received_on = serializers.DateField()
    held_by = serializers.CharField(allow_blank=True, help_text="Name of the team that holds the person")
    held_since = serializers.DateField(allow_null=True)
    confirmed_on = serializers.DateField(allow_null=True)
