/* What this device keeps of unsent words and marks: rows of {id, kind, account, at, draft, iv, body} in IndexedDB, all that
   was typed inside body, AES-256-GCM under a key that the server hands out; docs/adr/0007-drafts-on-the-device.md. */
"use strict";

function openKept(account, base64) {
  const NAME = "drafts";
  const ROWS = "kept";
  const bytes = (text) => new TextEncoder().encode(text);
  const secret = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const key = crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt", "decrypt"]);
  const store = { wiped: false };

  let connection;
  function connected() {
    connection ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: "id" });
      request.onsuccess = () => {
        // Somebody signs out in another tab: this one lets go and keeps nothing more.
        request.result.onversionchange = () => {
          store.wiped = true;
          request.result.close();
        };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
    return connection;
  }
  async function rows(mode, act) {
    const transaction = (await connected()).transaction(ROWS, mode);
    const request = act(transaction.objectStore(ROWS));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  store.get = (id) => rows("readonly", (table) => table.get(id));
  store.all = () => rows("readonly", (table) => table.getAll());
  store.drop = (id) => rows("readwrite", (table) => table.delete(id));
  store.own = async (kind) => (await store.all()).filter((row) => row.account === account && row.kind === kind);
  store.keep = async (id, kind, words, draft = "") => {
    if (store.wiped) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bytes(id) }; // each row is bound to its id
    const body = await crypto.subtle.encrypt(how, await key, bytes(JSON.stringify(words)));
    await rows("readwrite", (table) => table.put({ id, kind, account, at: Date.now(), draft, iv, body }));
  };
  store.read = async (row) => {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: bytes(row.id) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await key, row.body)));
  };
  store.idOf = async (name) => {
    const digest = await crypto.subtle.digest("SHA-256", bytes(`${account}:${name}`));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  store.wipe = async () => {
    store.wiped = true;
    (await connected()).close();
    await new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(NAME);
      request.onsuccess = request.onerror = request.onblocked = resolve;
    });
  };
  return store;
}
