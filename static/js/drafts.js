/* What is typed survives a lost connection. A form marked data-draft is kept on the device while it is filled in, and,
   sent without a connection, goes off once when it is back, under its submission_key. All of it is encrypted under the
   account's key, which comes with each page and is stored nowhere; docs/adr/0007-drafts-on-the-device.md says why. */
"use strict";

(() => {
  const place = document.getElementById("drafts");
  if (!place || !window.crypto?.subtle || !window.indexedDB) return;
  const NAME = "drafts";
  const HOUR = 3_600_000;
  const LIST_HOURS = 12; // for which the list of a class can be opened again without a connection
  const PAUSE = 400; // ms between the last key and keeping
  const RETRY = 20_000; // ms between attempts to send while a form waits
  const NEVER = "[type=hidden], [type=password], [type=file], [name=identifier], [data-private]";
  const { account, lose, signIn, worker } = place.dataset;
  const undecided = new WeakSet(); // forms whose kept words are offered: typing does not overwrite them
  const leaving = new WeakSet();
  const timers = new WeakMap();

  const store = openKept(account, place.dataset.key);
  const { get, all, drop, keep, read, idOf, wipe } = store;
  const queue = () => store.own("queued");

  // Forms and their words -------------------------------------------------------------------------------------

  const controls = (form) => [...form.elements].filter((one) => one.name && !one.matches(NEVER));
  function typed(form) {
    const names = new Set(controls(form).map((one) => one.name));
    return [...new FormData(form)].filter(([name]) => names.has(name));
  }
  function fill(form, entries) {
    const left = entries.map(([name, value]) => ({ name, value }));
    const next = (name) => left.splice(left.findIndex((one) => one.name === name) >>> 0, 1)[0]?.value ?? "";
    for (const one of controls(form)) {
      const before = one.type === "radio" || one.type === "checkbox" ? one.checked : one.value;
      const said = entries.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.matches("[type=checkbox], [type=radio]")) one.checked = said.includes(one.value);
      else if (one.multiple) for (const option of one.options) option.selected = said.includes(option.value);
      else one.value = next(one.name);
      const now = one.type === "radio" || one.type === "checkbox" ? one.checked : one.value;
      // Parts of a form that follow another one (the agencies of a service) are asked for again.
      if (now && now !== before) one.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  const hasSecrets = (form) =>
    [...form.elements].some(
      (one) => one.matches("[type=password], [type=file], [name=identifier], [data-private]") && one.value,
    );

  function note(name, before, { text = "", url = "", then = null } = {}) {
    const parts = place.querySelector(`template[data-note=${name}]`).content.cloneNode(true);
    const shown = document.createElement("div");
    shown.className = "kept";
    shown.append(parts);
    for (const slot of shown.querySelectorAll("[data-slot]")) {
      if (slot.matches("a")) slot.href = url;
      else slot.textContent = text;
    }
    shown.addEventListener("click", (event) => {
      const act = event.target.dataset.do;
      if (!act) return;
      shown.remove();
      then(act);
    });
    if (before) before.before(shown);
    else place.append(shown);
  }
  const clock = (at) => new Date(at).toLocaleString(document.documentElement.lang === "th" ? "th-TH" : "en-GB");

  // While a form is filled in ----------------------------------------------------------------------------------

  async function keepDraft(form) {
    clearTimeout(timers.get(form));
    timers.delete(form);
    if (undecided.has(form) || leaving.has(form)) return;
    const name = form.dataset.draft;
    await keep(await idOf(name), "draft", { name, entries: typed(form) });
  }
  function soon(event) {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => keepDraft(form), PAUSE));
  }
  document.addEventListener("input", soon);
  document.addEventListener("change", soon);
  document.addEventListener("visibilitychange", () => {
    for (const form of document.querySelectorAll("form[data-draft]")) if (timers.has(form)) keepDraft(form);
  });

  async function offer(form) {
    const id = await idOf(form.dataset.draft);
    const row = await get(id);
    if (!row || form.querySelector(".error-summary")) return; // a form with errors shows what was typed
    const { entries } = await read(row);
    if (JSON.stringify(entries) === JSON.stringify(typed(form))) return;
    undecided.add(form);
    note("found", form, {
      text: clock(row.at),
      then: (act) => {
        undecided.delete(form);
        if (act === "take") fill(form, entries);
        else drop(id);
      },
    });
  }

  // Sending ----------------------------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented) return;
    if (form.matches("form[data-wipe]")) {
      event.preventDefault();
      signOut(form, submitter);
    } else if (form.matches("form[data-draft]") && form.elements.submission_key) {
      event.preventDefault();
      if (!leaving.has(form)) leave(form, submitter);
    }
  });

  async function leave(form, submitter) {
    const secrets = hasSecrets(form);
    if (secrets && !navigator.onLine) {
      await keepDraft(form);
      note("private", form);
      return;
    }
    leaving.add(form);
    if (submitter?.name) {
      const pressed = Object.assign(document.createElement("input"), { type: "hidden" });
      form.append(Object.assign(pressed, { name: submitter.name, value: submitter.value }));
    }
    if (!secrets) {
      const name = form.dataset.draft;
      const entries = [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");
      const words = { name, page: location.pathname + location.search, action: form.action, entries };
      const kept = { name, entries: typed(form) };
      await keep(form.elements.submission_key.value, "queued", words, await idOf(name)).catch(() => {});
      await keep(await idOf(name), "draft", kept).catch(() => {});
    }
    if (navigator.onLine || secrets) HTMLFormElement.prototype.submit.call(form);
    else {
      note("waiting", form);
      form.hidden = true;
      setTimeout(send, RETRY);
    }
  }

  async function send() {
    // Two tabs would do no harm, since the server counts a key once; one is enough.
    await (navigator.locks ? navigator.locks.request(NAME, { ifAvailable: true }, sendAll) : sendAll(true));
    if (!store.wiped && (await queue()).length) setTimeout(send, RETRY);
  }
  async function sendAll(mine) {
    if (!mine || store.wiped) return;
    for (const row of await queue()) {
      const words = await read(row);
      const body = new URLSearchParams(words.entries);
      const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "X-Queued": "1" };
      const answer = await fetch(words.action, { method: "POST", body, headers }).catch(() => null);
      if (!answer || answer.status >= 500) return; // tried again later
      if (answer.redirected && new URL(answer.url).pathname === signIn) {
        const back = encodeURIComponent(location.pathname + location.search);
        note("signin", null, { url: `${signIn}?next=${back}` });
        store.wiped = true;
        return;
      }
      await settle(row, words, answer);
    }
  }
  async function settle(row, words, answer) {
    const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isData ? await answer.json() : { done: false, sentence: place.dataset.refused };
    await drop(row.id);
    if (said.done) await drop(row.draft);
    document.querySelectorAll(".kept").forEach((shown) => shown.remove());
    note(said.done ? "sent" : "refused", null, { text: said.sentence, url: said.done ? said.url : words.page });
  }

  async function signOut(form, submitter) {
    const go = async () => {
      await wipe();
      HTMLFormElement.prototype.submit.call(form);
    };
    if ((await queue()).length || (await store.own("mark")).length) ask(lose, submitter, go);
    else await go();
  }

  // A page opens -----------------------------------------------------------------------------------------------

  /** The cookie by which the server says what became of a form that was sent from the last page. */
  async function heedAnswer() {
    const [, id, word] = document.cookie.match(/(?:^|; )answered=([^.;]+)\.(\w+)/) ?? [];
    if (!id) return;
    document.cookie = "answered=; path=/; max-age=0";
    const row = await get(id);
    if (!row) return;
    await drop(id);
    if (word === "done") await drop(row.draft);
  }
  /** What belongs to another account of this device, or is too old, goes. */
  async function tidy() {
    for (const row of await all()) {
      const hours = row.kind === "list" ? LIST_HOURS : place.dataset.days * 24;
      if (row.account !== account || row.at < Date.now() - hours * HOUR) await drop(row.id);
    }
    if (JSON.parse(sessionStorage.getItem("lists"))?.account !== account) sessionStorage.removeItem("lists");
  }
  /** Marks that wait go off from whichever page opens next: their script is fetched only then. */
  async function sendMarks() {
    if (document.querySelector("form[data-marks]") || !(await store.own("mark")).length) return;
    document.head.append(Object.assign(document.createElement("script"), { src: place.dataset.marks }));
  }
  async function begin() {
    navigator.serviceWorker?.register(worker);
    await tidy();
    await heedAnswer();
    for (const form of document.querySelectorAll("form[data-draft]")) await offer(form);
    if ((await queue()).length) await send();
    await sendMarks();
  }
  window.addEventListener("online", () => send());
  begin();
})();
