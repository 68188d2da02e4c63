{% load static %}/* Says without a connection that there is none. It keeps this page, the check of certificates and their look, never a page with people on it:
   a phone is shared (docs/adr/0007-drafts-on-the-device.md). */
"use strict";

const CACHE = "offline";
const PAGE = "{% url 'offline' %}";
const CHECK = "{% url 'check_offline' %}"; // names nobody either
const LOOK = [
  "{% static 'css/site.css' %}",
  "{% static 'js/offline.js' %}",
  "{% static 'js/kept.js' %}",
  "{% static 'js/marks.js' %}",
  "{% static 'js/certificate_check.js' %}",
  "{% static 'img/mark.svg' %}",
];

async function fill() {
  const cache = await caches.open(CACHE);
  for (const old of await cache.keys()) await cache.delete(old);
  for (const page of [PAGE, CHECK]) await cache.put(page, await fetch(page, { credentials: "omit" }));
  await cache.addAll(LOOK);
}
self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(pathname === CHECK ? CHECK : PAGE)));
  } else if (LOOK.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});
