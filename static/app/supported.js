// Tells the style sheet that scripts run here; nhsuk-frontend starts only where these classes stand.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("nhsuk-frontend-supported");
