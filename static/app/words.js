// Before the page covers itself, because its session is over, what was typed into its forms goes to its worker alone.
// A form that keeps some of its fields itself names them in data-kept-itself.
const forms = new Map();

for (const field of document.querySelectorAll('form > input[name="kept_for"]')) {
  forms.set(field.form, typed(field.form).toString());
}

function typed(form) {
  const itself = (form.dataset.keptItself ?? "").split(" ");
  const words = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !itself.includes(name));
  return new URLSearchParams(words);
}

document.addEventListener("hub:leaving", ({ detail }) => {
  for (const [form, before] of forms) {
    const now = typed(form);
    if (now.toString() === before) continue;
    now.append("keep", "1");
    detail.waiting.push(keep(form.getAttribute("action") || location.href, now, detail));
  }
});

async function keep(address, body, leaving) {
  try {
    const answer = await (await fetch(address, { method: "POST", body })).json();
    if (leaving.returning) leaving.address = answer.go_to;
  } catch {
    // The sign-in page comes all the same.
  }
}
