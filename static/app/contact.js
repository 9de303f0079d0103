// The form of a contact: what is typed is kept as one types (keep.js).
const form = document.getElementById("contact");
// The address comes from the page, because only the page knows the name a file is stored under.
const { keep } = await import(form.dataset.keep);
const { schedule } = keep(form, document.getElementById("draft-status"), {
  words: {
    saved: (answer) => `Draft saved ${answer.at}`,
    hope: "the contact is saved by itself when the connection is back.",
    failed: "The draft could not be saved. Save the contact now, or copy what you typed.",
  },
  take: (answer, say) => {
    if (answer.state !== "logged") return undefined;
    say("This contact is saved already. What you change here now is not: correct the contact on the person's page.", true);
    return true;
  },
});

// The access keys of the radios by Alt alone, which some browsers want with other keys.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const radio = form.querySelector(`[accesskey="${event.code.at(-1).toLowerCase()}"]`);
  if (!radio) return;
  event.preventDefault();
  radio.focus();
  if (!radio.checked) radio.click();
});

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
