// Keeps what is typed into the form of a contact on the server, for its worker, from the first letter on. Nothing is kept in
// the browser but the page itself: without a connection the page waits and tries again.
const form = document.getElementById("contact");
const status = document.getElementById("draft-status");
const PAUSE = 800;
const PATIENCE = 10000;
const LONGEST_WAIT = 30000;

let saved = typed();
let saving = null;
let timer = null;
let failures = 0;
let sending = false;
let pressed = null;
let exit = null;

function typed() {
  const fields = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "owner", "form_key"].includes(name));
  return JSON.stringify(fields);
}

// Signing in again changes the token, so the cookie is asked each time.
function token() {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

function say(words, waiting = false) {
  status.textContent = words;
  status.classList.toggle("app-save__status--waiting", waiting);
}

function schedule(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

// One save at a time; true when all that is typed is kept.
async function save() {
  clearTimeout(timer);
  if (sending) return true;
  if (saving) await saving;
  const fields = typed();
  if (fields === saved) return true;
  saving = send(fields);
  const kept = await saving;
  saving = null;
  if (kept && typed() !== saved) schedule();
  return kept;
}

async function send(fields) {
  const body = `{"owner":${JSON.stringify(form.elements.owner.value)},"fields":${fields}}`;
  let response, answer;
  try {
    response = await fetch(form.dataset.draft, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    // Without a session, and with a form more than a day old, the answer is the sign-in page.
    if (response.redirected) return retryLater("you are signed out. Sign in again in another tab, then come back here.");
    answer = await response.json();
  } catch {
    return retryLater();
  }
  return take(answer, fields);
}

function retryLater(why) {
  failures += 1;
  const hope = pressed ? "the contact is saved by itself when the connection is back." : "it tries again by itself.";
  say(`Not saved yet: ${why ?? `no connection. Keep this page open: ${hope}`}`, true);
  schedule(Math.min(1000 * 2 ** failures, LONGEST_WAIT));
  return false;
}

function take(answer, fields) {
  failures = 0;
  if (answer.state === "saved") {
    saved = fields;
    say(`Draft saved ${answer.at}`);
    document.dispatchEvent(new CustomEvent("hub:contacted"));
    if (pressed) resend();
    return true;
  }
  if (answer.state === "signed-out" || answer.state === "not-yours") {
    saved = fields;
    go(answer.go_to);
    return true;
  }
  if (answer.state === "logged") {
    saved = fields;
    say("This contact is saved already. What you change here now is not: correct the contact on the person's page.", true);
    return true;
  }
  say("The draft could not be saved. Save the contact now, or copy what you typed.", true);
  return false;
}

// Nothing typed may stay in the page for whoever sits down next.
function wipe() {
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = -1;
    else if (field.type !== "hidden" && "value" in field) field.value = "";
  }
}

function go(address) {
  sending = true;
  wipe();
  if (exit) exit.address = address;
  else document.dispatchEvent(new CustomEvent("hub:leave", { detail: address }));
}

// The form is sent only when the draft is safe, so that a connection lost in that moment loses nothing.
form.addEventListener("submit", async (event) => {
  if (sending) {
    event.preventDefault();
    return;
  }
  if (pressed === "ready") {
    sending = true;
    form.elements.csrfmiddlewaretoken.value = token();
    return;
  }
  event.preventDefault();
  pressed = { button: event.submitter };
  if (await save()) resend();
});

function resend() {
  if (!pressed || pressed === "ready" || sending) return;
  const { button } = pressed;
  pressed = "ready";
  // Not before the event that was held back has ended: a form does not send itself while it is being sent.
  setTimeout(() => form.requestSubmit(button));
}

// The access keys of the radios by Alt alone, which some browsers want with other keys.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const radio = form.querySelector(`[accesskey="${event.code.at(-1).toLowerCase()}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  if (!radio.checked) radio.click();
});

form.addEventListener("input", () => schedule());
form.addEventListener("change", () => schedule());
window.addEventListener("online", () => save());
document.addEventListener("visibilitychange", () => save());
window.addEventListener("pageshow", () => {
  sending = false;
  pressed = null;
});
window.addEventListener("beforeunload", (event) => {
  if (!sending && typed() !== saved) event.preventDefault();
});
document.addEventListener("hub:leaving", ({ detail }) => {
  exit = detail;
  if (!sending && exit.returning) exit.address = form.dataset.signIn;
  exit.waiting.push(keptAndWiped());
});

async function keptAndWiped() {
  while (!sending && !(await save())) await new Promise((resume) => setTimeout(resume, 1000));
  sending = true;
  wipe();
}

// Another row without a round trip: the last one again, empty and with the next number.
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.name === "add") {
    event.preventDefault();
    addRow(button);
  } else if (button?.name === "remove") {
    event.preventDefault();
    removeRow(button.closest(".app-activity"));
  }
});

function rows() {
  return [...form.querySelectorAll(".app-activity")];
}

function addRow(button) {
  const row = rows().at(-1).cloneNode(true);
  row.querySelectorAll(".nhsuk-error-message").forEach((error) => error.remove());
  row.querySelectorAll('[class*="--error"]').forEach((part) => {
    part.className = part.className.replace(/\S+--error/g, "");
  });
  row.querySelectorAll("input, select").forEach((field) => {
    field.value = "";
    field.removeAttribute("aria-describedby");
  });
  button.before(row);
  renumber();
  row.querySelector("select").focus();
  button.hidden = rows().length >= 10;
  schedule();
}

function removeRow(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  renumber();
  form.querySelector('[name="add"]').hidden = false;
  (next.querySelector?.("select") ?? next).focus();
  schedule();
}

function renumber() {
  const all = rows();
  form.elements.activities.value = all.length;
  all.forEach((row, number) => {
    row.dataset.activity = number;
    for (const part of row.querySelectorAll("[id], [for], [name^=activity-]")) {
      for (const attribute of ["id", "for", "name"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.replace(/activity-\d+/, `activity-${number}`));
      }
    }
    row.querySelector("label").textContent = all.length === 1 ? "What was done" : `What was done, ${number + 1}`;
    offerRemoval(row, number, all.length > 1);
  });
}

function offerRemoval(row, number, wanted) {
  let button = row.querySelector('[name="remove"]');
  if (!wanted) return button?.remove();
  if (!button) {
    button = document.createElement("button");
    button.type = "submit";
    button.name = "remove";
    button.className = "app-link-button app-activity__remove";
    row.append(button);
  }
  button.value = number;
  const about = document.createElement("span");
  about.className = "nhsuk-u-visually-hidden";
  about.textContent = ` activity ${number + 1}`;
  button.replaceChildren("Remove", about);
}
