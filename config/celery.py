"""The Celery application; tasks that read a tenant's data use ``hubs.tenancy.tasks.TenantTask``."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # After midnight so that the day that ended is complete; before the earliest clinic opens.
    "night": {"task": "reporting.tasks.start_the_night", "schedule": crontab(hour=1, minute=30)},
    # A run whose worker died is begun again long before anybody opens a dashboard.
    "night-left": {"task": "reporting.tasks.pick_up_the_night", "schedule": crontab(minute="*/10")},
    "drafts": {"task": "referrals.tasks.clear_old_drafts", "schedule": crontab(hour=1, minute=15)},
    # Before the working day, so that whoever can answer reads it first.
    "remind": {"task": "reporting.tasks.remind_in_the_morning", "schedule": crontab(hour=7, minute=30)},
    # Messages wait no longer than this, and so do those that a worker left when it died.
    "messages": {"task": "referrals.tasks.send_messages", "schedule": crontab(minute="*/3")},
    "ring": {"task": "referrals.tasks.ring_in_the_morning", "schedule": crontab(hour=7, minute=15)},
}
