// Keeps what is typed into a form on the server, for its worker, from the first letter on. Nothing is kept in the browser but
// the page itself: without a connection the page waits and tries again.
const PAUSE = 800;
const PATIENCE = 10000;
const LONGEST_WAIT = 30000;
const NOT_TYPED = ["csrfmiddlewaretoken", "owner", "form_key", "seen"];

// `form` has data-draft, where it is kept, and data-sign-in, where its worker goes on. `words` says what the form is about:
// `saved(answer)`, `hope` (what happens when the connection is back, after a button was pressed) and `failed`. `take(answer)`
// is asked first about an answer: whether it is kept, or undefined when it has nothing to say. `also(fields)` are further
// fields to send.
export function keep(form, status, { words, take: ask = () => undefined, also = () => [] }) {
  let saved = typed();
  let saving = null;
  let timer = null;
  let failures = 0;
  let sending = false;
  let pressed = null;
  let exit = null;

  function typed() {
    const fields = [...new FormData(form)].filter(([name]) => !NOT_TYPED.includes(name));
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
    const all = JSON.stringify([...JSON.parse(fields), ...also(JSON.parse(fields))]);
    const body = `{"owner":${JSON.stringify(form.elements.owner.value)},"fields":${all}}`;
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
    const hope = pressed ? words.hope : "it tries again by itself.";
    say(`Not saved yet: ${why ?? `no connection. Keep this page open: ${hope}`}`, true);
    schedule(Math.min(1000 * 2 ** failures, LONGEST_WAIT));
    return false;
  }

  function take(answer, fields) {
    failures = 0;
    const said = ask(answer, say);
    if (said !== undefined) {
      if (said) saved = fields;
      else pressed = null;
      return said;
    }
    if (answer.state === "saved") {
      saved = fields;
      say(words.saved(answer));
      document.dispatchEvent(new CustomEvent("hub:contacted"));
      if (pressed) resend();
      return true;
    }
    if (answer.state === "signed-out" || answer.state === "not-yours") {
      saved = fields;
      go(answer.go_to);
      return true;
    }
    say(words.failed, true);
    return false;
  }

  // Nothing typed may stay in the page for whoever sits down next.
  function wipe() {
    for (const field of form.elements) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = false;
      else if (field.tagName === "SELECT") field.selectedIndex = -1;
      else if ((field.type !== "hidden" || field.name === "seen") && "value" in field) field.value = "";
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

  return { save, schedule };
}
