def test_pages(world, client):
    for p in ["/caseload/", "/queue/", "/people/", world.page(), world.page("contacts", "new")]:
        r = client.get(p)
        print(p, r.status_code)
        assert r.status_code == 200, r.content
