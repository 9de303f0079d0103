// Before the page covers itself, because its session is over, what was typed goes to its worker alone.
const form = document.getElementById("entry");
const typed = new FormData(form).get("text");

document.addEventListener("hub:leaving", (event) => {
  const now = new FormData(form);
  if (now.get("text") === typed) return;
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
