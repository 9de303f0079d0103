"""What is done in the background: each task is one call to an action."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from careplans.actions import device_links, session_drafts
from hubs.models import Tenant
from hubs.selectors.staff import system_actor
from hubs.tenancy import in_tenant
from hubs.tenancy.tasks import TenantTask
from referrals.actions import drafts, handovers, messages, reminders, request_drafts
from referrals.actions import incoming as arrivals
from referrals.selectors import incoming


@shared_task
def clear_old_drafts() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    for tenant in Tenant.objects.values_list("pk", flat=True):
        clear_drafts_of_tenant.send_to(tenant)


@shared_task(bind=True, base=TenantTask)
def clear_drafts_of_tenant(self: TenantTask) -> int:
    """How many drafts of one tenant were too old to be kept."""
    with self.in_tenant():
        by, now = system_actor(self.tenant_id, "nightly"), timezone.now()
        device_links.forget_links(by=by)
        return sum(kind.clear(by=by, now=now) for kind in (drafts, request_drafts, session_drafts))


@shared_task
def ring_in_the_morning() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    for tenant in Tenant.objects.values_list("pk", flat=True):
        ring_in_tenant.send_to(tenant)


@shared_task(bind=True, base=TenantTask)
def ring_in_tenant(self: TenantTask) -> int:
    """How many handovers and questions rang or escalated; what may be lost between systems is carried again."""
    with self.in_tenant():
        by = system_actor(self.tenant_id, "morning")
        rung = handovers.ring(by=by)
        handovers.forget_links(by=by)
        onward, back = incoming.to_carry_again(), incoming.to_answer_again()
    for key in onward:
        carry_handover.send_to(self.tenant_id, key)
    for key in back:
        carry_answer.send_to(self.tenant_id, key)
    return rung.rung + rung.escalated


@shared_task(bind=True, base=TenantTask)
def carry_handover(self: TenantTask, key: str) -> str:
    """Read a handover in the tenant that sent it, then write it down in the one that receives it."""
    with self.in_tenant():
        carried = incoming.carried(UUID(key))
    receiver = incoming.system(carried.to_slug) if carried else None
    if carried is None or receiver is None:
        return "gone"
    with in_tenant(receiver.pk):
        arrivals.receive(by=system_actor(receiver.pk, carried.from_name), carried=carried)
    return "carried"


@shared_task(bind=True, base=TenantTask)
def carry_answer(self: TenantTask, key: str) -> str:
    """Read what the receiving tenant said, then write it down in the one that sent."""
    with self.in_tenant():
        answered = incoming.answered(UUID(key))
    sender = incoming.system(answered.from_slug) if answered else None
    if answered is None or sender is None:
        return "gone"
    with in_tenant(sender.pk):
        arrivals.take_answer(by=system_actor(sender.pk, "Another system"), answered=answered)
    return "carried"


@shared_task
def send_messages() -> None:
    """A task for each tenant, so that one tenant's failure never stops another's."""
    for tenant in Tenant.objects.values_list("pk", flat=True):
        send_messages_of_tenant.send_to(tenant)


@shared_task(bind=True, base=TenantTask)
def send_messages_of_tenant(self: TenantTask) -> int:
    """Put in what people are to be told, then send whatever is due. How many went out."""
    by = system_actor(self.tenant_id, "messages")
    with self.in_tenant():
        reminders.queue_due(by=by)
    return messages.send_due(by=by).sent
