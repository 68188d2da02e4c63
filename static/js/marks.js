/* The list of a class on a phone: what is marked is kept at once, goes off when there is a connection, counts once by the
   key it got here, and comes back to be decided where somebody marked otherwise meanwhile. Without a connection the list
   opens again in the tab that had it: its key stays in that tab (docs/adr/0007-drafts-on-the-device.md). */
"use strict";

(() => {
  const place = document.getElementById("drafts"); // missing on the page shown without a connection
  if (!window.crypto?.subtle || !window.indexedDB) return;
  const LISTS = "lists";
  const RETRY = 20_000; // ms between attempts to send while marks wait
  const LIST_AGE = 12 * 3_600_000; // ms for which a list can be opened again
  const known = place
    ? { account: place.dataset.account, secret: place.dataset.lists }
    : JSON.parse(sessionStorage.getItem(LISTS));
  if (!known) return;
  const store = openKept(known.account, known.secret);
  let form = document.querySelector("form[data-marks]");
  let retry;

  // The list ---------------------------------------------------------------------------------------------------

  const people = () => [...form.querySelectorAll("[data-seat]")];
  const person = (mark) => people().find((one) => one.dataset.seat === String(mark.seat));
  const field = (one, name) => one.querySelector(`[name$="-${name}"]`);
  const number = (text) => Number.parseInt(text, 10) || 0;
  const listId = () => store.idOf(`list:${location.pathname}`);

  function chosen(one) {
    const mark = one.querySelector("[type=radio]:checked")?.value ?? "";
    const late = mark === "late" ? number(field(one, "late").value) : 0;
    const early = mark === "late" ? number(field(one, "early").value) : 0;
    return { mark, late, early };
  }
  const standing = ({ dataset }) => ({ mark: dataset.mark, late: number(dataset.late), early: number(dataset.early) });
  const same = (a, b) => a.mark === b.mark && a.late === b.late && a.early === b.early;
  function stands(one, { mark, late, early }, seen) {
    Object.assign(one.dataset, { mark, late, early, seen });
  }
  function choose(one, { mark, late, early }) {
    for (const radio of one.querySelectorAll("[type=radio]")) radio.checked = radio.value === mark;
    field(one, "late").value = late || "";
    field(one, "early").value = early || "";
  }

  /** The list with all that is chosen in it, so that it opens again without a connection. */
  async function keepList() {
    if (!("keep" in form.dataset)) return;
    for (const one of form.querySelectorAll("input")) {
      one.toggleAttribute("checked", one.checked);
      if (one.type !== "radio") one.setAttribute("value", one.value);
    }
    const copy = form.cloneNode(true);
    copy.querySelector("[name=csrfmiddlewaretoken]")?.remove();
    const { title } = document;
    const head = document.querySelector("h1").textContent.trim();
    await store.keep(await listId(), "list", { title, head, html: copy.outerHTML });
  }
  async function openList() {
    const row = await store.get(await listId());
    if (!row || row.account !== known.account || row.at < Date.now() - LIST_AGE) return;
    const { title, head, html } = await store.read(row);
    document.title = title;
    const main = document.querySelector("main");
    main.classList.remove("centered");
    main.querySelector("h1").textContent = head;
    for (const other of [...main.children]) if (!other.matches("h1, [data-offline-list]")) other.hidden = true;
    const shown = main.querySelector("[data-offline-list]");
    shown.hidden = false;
    shown.insertAdjacentHTML("beforeend", html);
    form = shown.querySelector("form");
  }

  // What is marked -----------------------------------------------------------------------------------------------

  const own = async () => {
    const marks = await Promise.all((await store.own("mark")).map((row) => store.read(row)));
    return marks.sort((a, b) => a.order - b.order);
  };
  const keepMark = (mark) => store.keep(mark.key, "mark", mark);
  const reason = () => form.elements["list-reason"]?.value.trim() ?? "";
  let order = Date.now();

  function newMark(one, value) {
    const { marks: url, day, slot } = form.dataset;
    const seen = one.dataset.seen || null;
    const key = crypto.randomUUID();
    const seat = Number(one.dataset.seat);
    return { key, seat, ...value, seen, reason: reason(), url, day, slot, page: location.pathname, state: "waiting", order: order++ };
  }
  const isComplete = ({ mark, late, early }) => mark && (mark !== "late" || late + early > 0);

  async function save() {
    const open = new Set((await own()).filter((mark) => mark.state !== "waiting").map((mark) => mark.seat));
    for (const one of people()) {
      const value = chosen(one);
      if (!isComplete(value)) say(one, form.dataset.saysMinutes, "bad");
      else if (!same(value, standing(one)) && !open.has(Number(one.dataset.seat))) {
        const mark = newMark(one, value);
        await keepMark(mark);
        stands(one, value, mark.key); // what is marked after this one follows it
        say(one, form.dataset.saysWaiting, "warn");
      }
    }
    form.dataset.sent = "1";
    await keepList();
    await send();
  }

  // Sending ------------------------------------------------------------------------------------------------------

  async function send() {
    clearTimeout(retry);
    if (place && !store.wiped) await (navigator.locks ? navigator.locks.request("marks", sendAll) : sendAll());
    const left = await own();
    if (place && left.some((mark) => mark.state === "waiting")) retry = setTimeout(send, RETRY);
    tell(left);
  }
  async function sendAll() {
    let taken = 0;
    for (const marks of lists(await waiting())) {
      const answer = await post(marks);
      if (!answer || answer.status >= 500) break; // tried again later
      if (answer.status === 401 || answer.status === 403) {
        note("signin", { url: `${place.dataset.signIn}?next=${encodeURIComponent(location.pathname)}` });
        break;
      }
      taken += await settle(marks, answer);
    }
    if (taken && !form) note("marks-sent", { text: taken });
  }
  const waiting = async () => (await own()).filter((mark) => mark.state === "waiting");
  const bundle = (mark) => [mark.url, mark.day, mark.slot].join(" ");
  function lists(marks) {
    const found = {};
    for (const mark of marks) (found[bundle(mark)] ??= []).push(mark);
    return Object.values(found);
  }
  function post(marks) {
    const { url, day, slot } = marks[0];
    const said = marks.map(({ key, seat, mark, late, early, seen, reason: why }) => ({
      key, seat, mark, late, early, seen, reason: why,
    }));
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "Content-Type": "application/json" };
    const body = JSON.stringify({ account: known.account, day, slot, marks: said });
    return fetch(url, { method: "POST", body, headers }).catch(() => null);
  }
  /** What became of the marks of one list; returns how many were taken. */
  async function settle(marks, answer) {
    const isData = answer.headers.get("Content-Type")?.startsWith("application/json");
    const said = isData ? await answer.json() : {};
    let taken = 0;
    for (const mark of marks) {
      const result = said.answers?.find((one) => one.key === mark.key) ?? {
        took: "refused", sentence: said.sentence ?? place.dataset.refused, moved: said.moved,
      };
      if (result.took === "conflict" || result.took === "refused") {
        await keepMark({ ...mark, state: result.took, theirs: result.standing, sentence: result.sentence, moved: result.moved });
      } else {
        await store.drop(mark.key);
        taken += 1;
      }
      if (form) await show({ ...mark, state: result.took, theirs: result.standing, sentence: result.sentence, moved: result.moved });
    }
    if (!form && taken < marks.length) note("marks-open", { url: marks[0].page });
    return taken;
  }

  // What is shown ------------------------------------------------------------------------------------------------

  function say(one, words, tone = "") {
    const line = one.querySelector("[data-state]");
    line.textContent = words;
    line.className = `mark-state ${tone}`;
  }
  /** How many marks wait; that all are saved is said to who has saved and has nothing left to decide. */
  function tell(left) {
    if (!form) return;
    const count = left.filter((mark) => mark.state === "waiting").length;
    const line = form.querySelector("[data-count]");
    line.textContent = count ? form.dataset.saysCount.replace("0", count) : form.dataset.saysAll;
    line.hidden = !count && (left.length > 0 || !form.dataset.sent);
  }
  function note(name, { text = "", url = "" } = {}) {
    document.querySelector(`.kept.${name}`)?.remove();
    const shown = Object.assign(document.createElement("div"), { className: `kept ${name}` });
    shown.append(place.querySelector(`template[data-note=${name}]`).content.cloneNode(true));
    for (const slot of shown.querySelectorAll("[data-slot]")) {
      if (slot.matches("a")) slot.href = url;
      else slot.textContent = text;
    }
    place.append(shown);
  }
  /** One mark in its place on the list: waiting, taken, or to be decided. */
  async function show(mark) {
    const one = mark.page === location.pathname && person(mark);
    if (!one) return;
    one.querySelector(".kept")?.remove();
    if (mark.state === "waiting") {
      choose(one, mark);
      stands(one, mark, mark.key);
      say(one, form.dataset.saysWaiting, "warn");
    } else if (mark.state === "conflict" || mark.state === "refused") decide(one, mark);
    else {
      form.dataset.sent = "1";
      if (!mark.theirs || (await own()).some((later) => later.seat === mark.seat)) return;
      stands(one, mark.theirs, mark.theirs.key);
      say(one, mark.theirs.words, "good");
    }
  }
  function decide(one, mark) {
    const part = form.querySelector(`template[data-part=${mark.state}]`).content.cloneNode(true);
    const box = Object.assign(document.createElement("div"), { className: "kept" });
    box.append(part);
    const words = (value) => form.querySelector(`[value="${value.mark}"]`).closest("label").textContent.trim();
    const fill = { theirs: mark.theirs?.words, mine: mark.words ?? words(mark), sentence: mark.sentence, by: mark.theirs?.by };
    for (const slot of box.querySelectorAll("[data-slot]")) slot.textContent = fill[slot.dataset.slot] ?? "";
    box.addEventListener("click", (event) => {
      const act = event.target.dataset.do;
      if (act) settleOne(one, box, mark, act);
    });
    one.append(box);
    say(one, "");
    form.querySelector("[data-reason]").hidden = false;
  }
  async function settleOne(one, box, mark, act) {
    box.remove();
    await store.drop(mark.key);
    if (act === "keep") {
      if (mark.theirs) choose(one, mark.theirs);
      if (mark.theirs) stands(one, mark.theirs, mark.theirs.key);
      say(one, mark.theirs?.words ?? "");
    } else {
      const again = { ...mark, key: crypto.randomUUID(), reason: reason(), state: "waiting", order: order++, ...mark.moved };
      if (mark.theirs) again.seen = mark.theirs.key;
      await keepMark(again);
      await show(again);
    }
    await keepList();
    await send();
  }

  // A page opens -------------------------------------------------------------------------------------------------

  async function begin() {
    if (!place) await openList();
    if (form) {
      if (place) sessionStorage.setItem(LISTS, JSON.stringify(known));
      form.removeAttribute("data-guard"); // nothing chosen here is lost
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        save();
      });
      form.addEventListener("change", keepList);
      for (const mark of await own()) await show(mark);
      await keepList();
    }
    await send();
    document.documentElement.dataset.marksReady = "1";
  }
  window.addEventListener("online", () => send());
  begin();
})();
