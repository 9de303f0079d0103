// The design system's own behaviour, on the page and on what htmx puts into it later. The address comes from the page,
// because only the page knows the name a file is stored under.
const { initAll } = await import(document.getElementById("nhsuk-frontend").href);

initAll();
document.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.detail.elt }));
