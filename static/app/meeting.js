// The minutes of a discussion are kept as they are written; keys lead through the meeting. Nothing is kept in the browser.
const form = document.getElementById("discussion");
if (form) begin();

function begin() {
  const box = form.elements.minutes;
  const version = form.elements.minutes_version;
  const status = document.getElementById("minutes-status");
  const PAUSE = 1000;
  const PATIENCE = 10000;
  const LONGEST_WAIT = 30000;
  let saved = box.value;
  let timer = null;
  let saving = null;
  let failures = 0;
  // Somebody else wrote meanwhile: the writer puts the two together and saves with the button.
  let apart = false;
  let leaving = false;

  function say(words, waiting = false) {
    status.textContent = words;
    status.classList.toggle("app-save__status--waiting", waiting);
  }

  // Signing in again changes the token, so the cookie is asked each time.
  function token() {
    const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  }

  function schedule(pause = PAUSE) {
    clearTimeout(timer);
    if (!apart) timer = setTimeout(save, pause);
  }

  // One save at a time; true when all that is written is kept.
  async function save() {
    clearTimeout(timer);
    if (saving) await saving;
    if (apart || leaving) return false;
    if (box.value === saved) return true;
    saving = send(box.value);
    const kept = await saving;
    saving = null;
    if (kept && box.value !== saved) schedule();
    return kept;
  }

  async function send(text) {
    let response, answer;
    try {
      response = await fetch(form.dataset.minutes, {
        method: "POST",
        headers: { "X-CSRFToken": token() },
        body: new URLSearchParams({ minutes: text, minutes_version: version.value }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.redirected) return later("you are signed out. Sign in again in another tab, then come back here.");
      answer = await response.json();
    } catch {
      return later("no connection. Keep this page open: it tries again by itself.");
    }
    return take(answer, text);
  }

  function later(why) {
    failures += 1;
    say(`Not saved yet: ${why}`, true);
    schedule(Math.min(1000 * 2 ** failures, LONGEST_WAIT));
    return false;
  }

  function take(answer, text) {
    failures = 0;
    if (answer.state === "saved") {
      saved = text;
      version.value = answer.version;
      say(`Minutes saved ${answer.at}`);
      document.dispatchEvent(new CustomEvent("hub:contacted"));
      return true;
    }
    if (answer.state === "changed") {
      apart = true;
      version.value = answer.version;
      show(answer.theirs);
    }
    say(answer.words, true);
    return false;
  }

  function show(words) {
    const panel = document.createElement("section");
    panel.className = "app-panel app-theirs";
    panel.setAttribute("aria-labelledby", "theirs");
    const heading = document.createElement("h3");
    heading.className = "nhsuk-heading-s";
    heading.id = "theirs";
    heading.textContent = "What somebody else wrote";
    const told = document.createElement("p");
    told.className = "app-told";
    told.textContent = words;
    panel.append(heading, told);
    form.querySelector(".app-theirs")?.remove();
    form.querySelector(".app-meeting__save").before(panel);
  }

  box.addEventListener("input", () => schedule());
  window.addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => save());
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && box.value !== saved) event.preventDefault();
  });

  // The form carries the minutes itself; a save on its way is waited for, so that the form knows its version.
  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    if (!saving) {
      clearTimeout(timer);
      leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    await saving;
    leaving = true;
    setTimeout(() => form.requestSubmit(button));
  });

  document.addEventListener("hub:leaving", ({ detail }) => {
    detail.waiting.push(keptAndWiped());
  });

  async function keptAndWiped() {
    while (!leaving && !apart && !(await save())) await new Promise((resume) => setTimeout(resume, 1000));
    leaving = true;
    box.value = "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) return event.target.blur();
    if (form.dataset.keys !== "on" || event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const act = keys[event.key.toLowerCase()] ?? (/^[1-9]$/.test(event.key) ? () => choose(event.key) : null);
    if (act && act() !== false) event.preventDefault();
  });

  function isTyping(field) {
    if (field.matches?.("textarea, select, [contenteditable]")) return true;
    return field.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(field.type);
  }

  const keys = {
    n: () => follow("next"),
    j: () => follow("next"),
    p: () => follow("previous"),
    k: () => follow("previous"),
    m: () => box.focus(),
  };

  // What is written is kept before the page goes.
  function follow(id) {
    const link = document.getElementById(id);
    if (!link) return false;
    save().then((kept) => (kept || box.value === saved) && link.click());
    return true;
  }

  function choose(key) {
    const radio = form.querySelector(`input[type="radio"][accesskey="${key}"]`);
    if (!radio) return false;
    radio.focus();
    if (!radio.checked) radio.click();
    return true;
  }
}
