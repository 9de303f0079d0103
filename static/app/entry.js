// Before the page covers itself, because its session is over, what was typed goes to its worker alone.
const form = document.getElementById("entry");
const typed = written();

function written() {
  return new URLSearchParams(new FormData(form)).toString();
}

document.addEventListener("hub:leaving", (event) => {
  if (written() === typed) return;
  const now = new FormData(form);
  now.append("keep", "1");
  event.detail.waiting.push(
    fetch(form.action, { method: "POST", body: now })
      .then((answer) => answer.json())
      .then((answer) => {
        if (event.detail.returning) event.detail.address = answer.go_to;
      })
      .catch(() => {}),
  );
});
