// Leaves nothing for the next user of a shared computer: a page with people on it is never shown again from the browser's
// memory, covers itself when its session is over, and goes when somebody signs out in another tab.
const settings = document.getElementById("guard").dataset;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("sign-out") : null;
const SIGN_OUT = 'form[action*="sign-out"]';
let timer;

function restart() {
  clearTimeout(timer);
  timer = setTimeout(unused, settings.seconds * 1000);
}

function unused() {
  const back = encodeURIComponent(location.pathname + location.search);
  leave(`${settings.signIn}?next=${back}`, "This page was covered because nobody used it.", true);
}

async function leave(address, why, returning = false) {
  cover(`${why} You are taken to the sign-in page.`);
  location.replace(await ready(address, returning));
}

// Whoever holds something unsaved adds a promise to the event; the page waits for it behind its cover, and goes where
// they say. `returning` when the same worker is expected back on this page.
async function ready(address, returning = false) {
  const leaving = { address, returning, waiting: [] };
  document.dispatchEvent(new CustomEvent("hub:leaving", { detail: leaving }));
  await Promise.all(leaving.waiting);
  return leaving.address;
}

function cover(why) {
  if (document.body.classList.contains("app-covered")) return;
  document.title = "Signed out";
  document.body.classList.add("app-covered");
  const words = document.createElement("p");
  words.className = "app-cover";
  words.setAttribute("role", "alert");
  words.textContent = why;
  document.getElementById("maincontent").append(words);
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
document.addEventListener("hub:contacted", restart);
document.addEventListener("hub:leave", (event) => leave(event.detail, "You have been signed out."));
if (channel) channel.onmessage = () => leave(settings.signIn, "You have signed out in another tab.");

// Other tabs are told when the session is over, not before: they would be let in again.
document.querySelector(SIGN_OUT)?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  cover("You are being signed out.");
  await ready("");
  // The page that says what is wrong comes by the form itself.
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (!answer?.ok) return form.submit();
  channel?.postMessage("");
  location.replace(settings.signIn);
});

restart();
