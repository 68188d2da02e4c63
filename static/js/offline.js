/* The page shown without a connection: says how many forms wait on this device, and goes on when the connection is back. */
"use strict";

function count(store) {
  const request = store.getAll();
  request.onsuccess = () => {
    const waiting = request.result.filter((row) => ["queued", "mark"].includes(row.kind)).length;
    for (const line of document.querySelectorAll("[data-waiting]")) {
      line.hidden = !waiting;
      line.querySelector("strong").textContent = waiting;
    }
  };
}
const opening = indexedDB.open("drafts");
opening.onupgradeneeded = () => opening.transaction.abort(); // nothing was ever kept here
opening.onsuccess = () => {
  count(opening.result.transaction("kept").objectStore("kept"));
  opening.result.onversionchange = () => opening.result.close();
};

// A list that was kept stays where it is: its page sends what was marked.
const goOn = () => (document.querySelector("form[data-marks]") ? location.reload() : location.replace("/"));
window.addEventListener("online", goOn);
setInterval(() => fetch("/health/").then((answer) => answer.ok && goOn(), () => {}), 10_000);
