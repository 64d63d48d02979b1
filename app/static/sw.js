/*
 * Keeps five public pages readable when the network drops: companion, numbers, blank form, help, support.
 * Each page has a worker of its own, and no worker stands before any other page: what a record page sends as
 * somebody leaves it would be lost on its way through one.
 * Keeps nothing else, ever: no page of a signed-in person, no answer to a form. Its copies are fetched without
 * cookies, so they cannot hold anything about who is signed in, and never when the server says no-store. They are
 * asked for as copies: the server then prints hours and the day in place of what is open now.
 */
const KEPT = "heard-public-2";
const OURS = "heard-public-"; /* the workbook has copies of its own */
const PAGES = ["/with-a-child", "/numbers", "/blank-form", "/support", "/help"];
const OWN = new URL(registration.scope).pathname;
const DAY = 24 * 60 * 60 * 1000;
const LINKED = / (?:href|src)="(\/static\/[^"]+)"/g;

const keepable = (answer) => answer.ok && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") || "");

const files = (html) => [...html.matchAll(LINKED)].map((found) => found[1].replaceAll("&amp;", "&"));

/* Fetch a page and the style sheets it names; drop files that no kept page names any more. */
async function keep(path) {
  const cache = await caches.open(KEPT);
  const page = await fetch(path, { credentials: "omit", cache: "no-store", headers: { "Heard-Copy": "1" } });
  if (!keepable(page)) return;
  for (const file of files(await page.clone().text())) {
    if (await cache.match(file)) continue;
    const answer = await fetch(file, { credentials: "omit" });
    if (keepable(answer)) await cache.put(file, answer);
  }
  await cache.put(path, page);
}

async function tidy() {
  const cache = await caches.open(KEPT);
  const named = new Set(PAGES);
  for (const path of PAGES) {
    const page = await cache.match(path);
    if (page) files(await page.text()).forEach((file) => named.add(file));
  }
  for (const request of await cache.keys()) {
    const url = new URL(request.url);
    if (!named.has(url.pathname + url.search)) await cache.delete(request);
  }
}

const kept = async (path) => (await caches.open(KEPT)).match(path);

/* Whoever opens any page has copies of today: numbers and hours change. */
async function freshen() {
  const page = await kept(OWN);
  if (page && Date.now() - new Date(page.headers.get("Date")) < DAY) return;
  await keep(OWN).then(tidy);
}

addEventListener("install", (event) => {
  const ready = PAGES.includes(OWN) ? keep(OWN).catch(() => {}) : registration.unregister();
  event.waitUntil(ready.then(() => skipWaiting()));
});
addEventListener("message", (event) => event.waitUntil(freshen().catch(() => {})));
addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith(OURS) && name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([old, clients.claim()]));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.waitUntil(keep(OWN).then(tidy).catch(() => {}));
    event.respondWith(fetch(request).catch(async () => (await kept(OWN)) || Response.error()));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await kept(url.pathname + url.search)) || Response.error()));
  }
});
