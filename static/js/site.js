/* The few things HTML cannot do alone: ask before acting, guard typed text, move focus, speak of failures. */
"use strict";

const confirmed = new WeakSet();

function ask(question, button, then) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("button[value=yes]");
  dialog.querySelector("p").textContent = question;
  yes.textContent = button?.textContent.trim() || yes.dataset.default;
  yes.classList.toggle("danger", Boolean(button?.classList.contains("danger")));
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => dialog.returnValue === "yes" && then(), { once: true });
  dialog.showModal();
}

// <form data-confirm="…"> or <button data-confirm="…">: the dialog's button repeats the words of the one pressed.
document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const question = submitter?.dataset.confirm || form.dataset.confirm;
    if (!question || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, submitter, () => {
      // A part that renews itself every second took the form away under the question: it is sent all the same.
      if (!form.isConnected) document.body.append(form);
      confirmed.add(form);
      form.requestSubmit(submitter);
    });
  },
  true,
);

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question, event.detail.elt, () => event.detail.issueRequest(true));
});

// <form data-guard>: leaving with typed but unsent words asks first.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) unsaved = true;
});
// A second click on what is being sent already would show the refusal of the second instead of what the first did.
const sentAt = new WeakMap();
const DOUBLE_CLICK = 1500; // ms; later it is meant
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.timeStamp - sentAt.get(event.target) < DOUBLE_CLICK) {
    event.preventDefault();
    return;
  }
  sentAt.set(event.target, event.timeStamp);
  unsaved = false;
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.closest("form[data-guard]")) unsaved = false;
});
window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

function focusErrors(root) {
  root.querySelector(".error-summary")?.focus();
}
document.addEventListener("DOMContentLoaded", () => focusErrors(document));
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

// On a phone the row of tabs scrolls: the one that is open starts in view.
document.addEventListener("DOMContentLoaded", () => {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.closest("ul");
    const place = tab.getBoundingClientRect();
    const seen = row.getBoundingClientRect();
    if (place.right > seen.right) row.scrollLeft += place.left - seen.left - (seen.width - place.width) / 2;
  }
});

function say(key) {
  const region = document.getElementById("progress");
  region.textContent = key ? region.dataset[key] : "";
}
document.addEventListener("htmx:beforeRequest", () => say(null));
document.addEventListener("htmx:sendError", () => say("failed"));
document.addEventListener("htmx:timeout", () => say("failed"));
document.addEventListener("htmx:responseError", (event) => {
  say(event.detail.xhr.status < 500 ? "refused" : "failed");
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const menu = document.querySelector(".user-menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest("details[name=header][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
