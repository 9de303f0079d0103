import datetime as dt
from tests.journeys.conftest import *
from tests.referrals.conftest import make_world
from tests.factories import record, ground
from hubs.tenancy import in_tenant
from hubs.models import Tenant
import pytest

@pytest.fixture(autouse=True)
def _tmp_nav(monkeypatch):
    from hubs.views import context
    from django.urls import NoReverseMatch, reverse
    keep = []
    for item in context.NAVIGATION:
        try:
            reverse(item[1]); keep.append(item)
        except NoReverseMatch: pass
    monkeypatch.setattr(context, "NAVIGATION", keep)

def test_shots(live_site, page):
    from tests.factories import ground as g
    t = g.tenant(slug="fylde", name="Fylde Coast", ods_code="QE1")
    import tests.referrals.conftest as c
    c.TODAY = dt.date.today()
    w = make_world(t)
    with in_tenant(t.pk):
        from datetime import timedelta
        for n in range(12):
            r = record.referral(person=record.person(family_name=["Brzęczyszczykiewicz","Pryce-Montague","Ali","Owens"][n%4], given_name=["Grzegorz","Siân","Yusuf","Beth"][n%4], nhs_number=["","9434765870","",""][n%4] if n<4 else ""), team=w.team, received_on=c.TODAY - timedelta(days=5*n+1))
            if n % 2: record.contact(referral=r, occurred_on=c.TODAY - timedelta(days=1))
        r = w.referral
        for n in range(6):
            ct = record.contact(referral=r, staff=w.staff, team=w.team, occurred_on=c.TODAY - timedelta(days=n*2), occurred_time=dt.time(10,5), attendance="5" if n!=2 else "3", duration_minutes=45 if n!=2 else None, location_type="E01", note="Talked through the plan for the coming month.\nSleep is better." if n==1 else "")
            if n in (0,3): record.activity(contact=ct)
        record.score(referral=r, taken_on=c.TODAY - timedelta(days=8))
        record.plan(person=w.person, provider=r.provider, created_on=c.TODAY - timedelta(days=3))
    sign_in(page, w.staff)
    out="/tmp/clinic/"
    page.screenshot(path=out+"caseload.png", full_page=True)
    for name, url in [("queue","/queue/"),("search","/people/"),("person",w.page()),("contact",w.page("contacts","new"))]:
        page.goto(url); page.screenshot(path=out+name+".png", full_page=True)
        print(name); 
        try: accessible(page)
        except AssertionError as e: print("AXE", e)
    page.get_by_role("button", name="Add another activity").click()
    page.get_by_role("button", name="Save contact").last.click(); page.wait_for_timeout(1500)
    page.screenshot(path=out+"saved.png", full_page=True)
    page.goto(w.page("contacts","new"))
    page.get_by_label("Duration").fill("900"); page.get_by_label("Score", exact=True).fill("99"); page.locator("summary", has_text="Team, worker").click()
    page.get_by_label("What was done").select_option("other")
    page.locator("#id_activity-0-code").fill("12345")
    page.get_by_role("button", name="Save contact").last.click(); page.wait_for_timeout(2500)
    page.screenshot(path=out+"errors.png", full_page=True)
    page.set_viewport_size({"width":320,"height":640})
    for name, url in [("caseload","/caseload/"),("person",w.page()),("contact",w.page("contacts","new"))]:
        page.goto(url); page.screenshot(path=out+name+"-320.png", full_page=True)
