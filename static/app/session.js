// A DIALOG+ session: what is said is kept as it is said (keep.js), keys 1 to 7 rate, and ratings appear that the person gives
// on their own device. Nothing is kept in the browser but the page itself.
const form = document.getElementById("session-form");
if (form) await keepSession();

async function keepSession() {
  // The address comes from the page, because only the page knows the name a file is stored under.
  const { keep } = await import(document.getElementById("session-script").dataset.keep);
  const status = document.getElementById("draft-status");
  const names = form.elements.seen.dataset.names.split(" ").filter(Boolean);
  // What the server may hold as far as this page knows: what it showed, and what was sent without an answer.
  let seen = JSON.parse(form.elements.seen.value);
  let sent = null;
  // What somebody else wrote meanwhile; a button that is pressed after that was told puts this page's in its place.
  let theirs = null;
  let leaving = false;

  function state(fields) {
    const held = (name) => fields.filter(([each]) => each === name).map(([, value]) => value);
    return Object.fromEntries(names.map((name) => [name, held(name).join(" ")]));
  }

  function also(fields) {
    const known = [["seen", JSON.stringify(seen)]];
    sent = state(fields);
    seen = [...seen.slice(-8), sent];
    return known;
  }

  function take(answer, say) {
    if (answer.state === "saved") {
      seen = [sent];
      theirs = null;
      form.elements.seen.value = JSON.stringify(seen);
      document.querySelector(".app-theirs")?.remove();
      tell(sent);
      return undefined;
    }
    if (answer.state !== "changed" && answer.state !== "not-taken") return undefined;
    // It arrived, and the session did not take it.
    seen = seen.slice(0, -1);
    if (answer.state === "changed") {
      theirs = answer.seen;
      show(answer.theirs);
    }
    say(answer.words, true);
    return leaving;
  }

  // The list of all areas tells what was just said of this one.
  function tell({ rating, more_help: help }) {
    const told = document.querySelector(".app-areas__link[aria-current] .app-areas__said");
    if (told && rating) told.textContent = help === "yes" ? `${rating}, more help` : rating;
  }

  function show(written) {
    document.querySelector(".app-theirs")?.remove();
    if (!written.length) return;
    const panel = document.createElement("section");
    panel.className = "nhsuk-inset-text app-theirs";
    const heading = document.createElement("h2");
    heading.className = "nhsuk-heading-s";
    heading.textContent = "In the session now";
    const list = document.createElement("dl");
    list.className = "app-theirs__list";
    for (const [label, text] of written) {
      const term = document.createElement("dt");
      const words = document.createElement("dd");
      words.className = "app-said";
      [term.textContent, words.textContent] = [label, text];
      list.append(term, words);
    }
    panel.append(heading, list);
    form.querySelector(".app-save").before(panel);
  }

  document.addEventListener("hub:leaving", () => (leaving = true));
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || !theirs) return;
      seen = [...seen, theirs];
      theirs = null;
    },
    true,
  );

  keep(form, status, {
    also,
    take,
    words: {
      saved: (answer) => `Kept at ${answer.at}`,
      hope: "it is saved by itself when the connection is back, and you go on then.",
      failed: "This could not be saved. Copy what you typed, and open the session again.",
    },
  });
}

// A number rates, wherever the focus is outside of a text.
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const radio = document.querySelector(`.app-scale__input[value="${CSS.escape(event.key)}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  if (!radio.checked) radio.click();
});

function isTyping(field) {
  if (field.matches?.("textarea, select, [contenteditable]")) return true;
  return field.tagName === "INPUT" && !["radio", "checkbox", "submit", "button"].includes(field.type);
}

const POLL = 4000;
// A page that nobody touches asks no longer, so that its session ends as any other.
const ASKS_FOR = 10 * 60 * 1000;
if (document.querySelector("[data-poll]")) watch();

function watch() {
  let touched = Date.now();
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => (touched = Date.now()));
  const status = document.getElementById("poll-status");

  async function ask() {
    const panel = document.getElementById("ratings");
    const address = panel?.dataset.poll;
    if (!address || document.body.classList.contains("app-covered")) return;
    if (document.hidden || Date.now() - touched > ASKS_FOR) {
      if (!document.hidden) status.textContent = "The ratings are not looked at any more. Touch the page to look again.";
      return again();
    }
    try {
      const response = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (!response.ok || response.redirected) return;
      put(panel, await response.text());
      status.textContent = "";
      document.dispatchEvent(new CustomEvent("hub:contacted"));
    } catch {
      status.textContent = "No connection: the ratings below may not be the latest.";
    }
    again();
  }

  function again() {
    setTimeout(ask, POLL);
  }

  again();
}

// Only when something came, and never under somebody's hands.
function put(panel, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("ratings");
  if (!fresh || fresh.innerHTML === panel.innerHTML || panel.contains(document.activeElement)) return;
  panel.replaceWith(fresh);
}

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    const link = document.getElementById("link");
    const told = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(link.value.trim());
      told.textContent = "The link is copied.";
    } catch {
      link.select();
      told.textContent = "The browser did not let it be copied. It is marked: copy it with the keyboard.";
    }
  });
}
