/*
 * Keeps three public pages readable when the network drops: the companion, the blank form, the numbers.
 * Keeps nothing else, ever: no page of a signed-in person, no answer to a form. Its copies are fetched without
 * cookies, so they cannot hold anything about who is signed in, and never when the server says no-store.
 */
const KEPT = "heard-public-1";
const PAGES = ["/with-a-child", "/blank-form", "/numbers"];
const LINKED = / (?:href|src)="(\/static\/[^"]+)"/g;

const keepable = (answer) => answer.ok && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") || "");

const files = (html) => [...html.matchAll(LINKED)].map((found) => found[1].replaceAll("&amp;", "&"));

/* Fetch a page and the style sheets it names; drop files that no kept page names any more. */
async function keep(path) {
  const cache = await caches.open(KEPT);
  const page = await fetch(path, { credentials: "omit", cache: "no-cache" });
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

/* The kept page, with the line that says it is a copy, and from when: "open now" may no longer be true. */
async function copy(path) {
  const page = await (await caches.open(KEPT)).match(path);
  if (!page) return Response.error();
  const when = new Date(page.headers.get("Date") || Date.now());
  const said = when.toLocaleString("en-GB", { timeZone: "Europe/London", dateStyle: "long", timeStyle: "short" });
  const html = (await page.text()).replace("data-offline hidden", "data-offline").replace("<span data-kept></span>", said);
  const headers = new Headers(page.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return new Response(html, { status: 200, headers });
}

addEventListener("install", (event) => {
  event.waitUntil(Promise.allSettled(PAGES.map(keep)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(Promise.all([old, clients.claim()]));
});
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(url.pathname) && !url.search) {
    event.waitUntil(keep(url.pathname).then(tidy).catch(() => {}));
    event.respondWith(fetch(request).catch(() => copy(url.pathname)));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(fetch(request).catch(async () => (await (await caches.open(KEPT)).match(url.pathname + url.search)) || Response.error()));
  }
});
