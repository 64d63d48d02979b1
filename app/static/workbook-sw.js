/*
 * Keeps the workbook readable without a network, for somebody who has opened it: contents, chapters, pages for fields
 * of work, law, words, changes, pictures. Each place has a worker of its own, and none stands before an answer, a
 * record or any other page of a person's.
 * Keeps nothing else, ever. Its copies are fetched without cookies, so they cannot hold anything about who is signed
 * in, and never when the server says no-store. They are asked for as copies: the server then prints hours and the day.
 * An edition is kept in a cache of its own, its contents last: one without contents is not whole, and until a new one
 * is whole, the one before it stays.
 */
const EDITION = "heard-workbook-";
const CONTENTS = "/learn/workbook";
const SCOPES = ["/learn/workbook", "/learn/roles/", "/learn/law", "/learn/glossary", "/learn/changes", "/learn/whole", "/learn/pictures/"];
const OWN = new URL(registration.scope).pathname;
const DAY = 24 * 60 * 60 * 1000;
const FILE = / (?:href|src)="(\/static\/[^"]+)"/g;
const PAGE = / href="(\/learn\/(?:(?:workbook|roles|pictures)\/[\w-]+|law|glossary|changes|whole))"/g;
const MARK = /<meta name="heard-workbook" content="(\w+)">/;

const named = (html, what) => [...new Set([...html.matchAll(what)].map((found) => found[1].replaceAll("&amp;", "&")))];
const keepable = (answer) => answer.ok && !answer.redirected && !/no-store|private/.test(answer.headers.get("Cache-Control") || "");
const fresh = (answer) => answer && Date.now() - new Date(answer.headers.get("Date")) < DAY;

async function copy(path, headers) {
  const answer = await fetch(path, { credentials: "omit", cache: headers ? "no-store" : "default", headers });
  if (!keepable(answer)) throw Error(path);
  return answer;
}

const page = (path) => copy(path, { "Heard-Copy": "1" });

/* Of a page that is being kept, the style sheets and scripts that it names. */
async function withFiles(cache, answer, all) {
  for (const file of named(await answer.clone().text(), FILE)) {
    all.add(file);
    if (!(await cache.match(file))) await cache.put(file, await copy(file));
  }
}

async function fill(cache, contents) {
  const all = new Set([CONTENTS]);
  for (const path of named(await contents.clone().text(), PAGE)) {
    all.add(path);
    const before = await cache.match(path);
    const now = fresh(before) ? before : await page(path);
    await withFiles(cache, now, all);
    if (now !== before) await cache.put(path, now);
  }
  await withFiles(cache, contents, all);
  await cache.put(CONTENTS, contents);
  return all;
}

/* The newest edition that is whole. */
async function whole() {
  for (const name of (await caches.keys()).reverse()) {
    const cache = name.startsWith(EDITION) && await caches.open(name);
    if (cache && await cache.match(CONTENTS)) return cache;
  }
}

async function drop(wanted) {
  for (const name of await caches.keys()) if (name.startsWith(EDITION) && wanted(name)) await caches.delete(name);
}

async function renew() {
  const contents = await page(CONTENTS);
  const own = EDITION + MARK.exec(await contents.clone().text())[1];
  const cache = await caches.open(own);
  try {
    const all = await fill(cache, contents);
    for (const request of await cache.keys()) {
      const url = new URL(request.url);
      if (!all.has(url.pathname + url.search)) await cache.delete(request);
    }
    await drop((name) => name !== own);
  } catch (problem) {
    /* Half a workbook must not take the room that the numbers to ring need. */
    if (problem.name === "QuotaExceededError" && !(await cache.match(CONTENTS))) await caches.delete(own);
    throw problem;
  }
}

/* Whoever opens a page of the workbook has copies of its edition, and of today. */
async function freshen(mark) {
  const cache = await whole();
  const contents = cache && await cache.match(CONTENTS);
  if (fresh(contents) && MARK.exec(await contents.text())[1] === mark) return;
  await renew();
}

let busy = null;
async function keep(event) {
  busy ??= freshen(event.data).finally(() => { busy = null; });
  await busy.catch(() => {});
  event.source?.postMessage("kept");
}

const kept = async (path) => (await (await whole())?.match(path)) || (await caches.match(path)) || Response.error();

addEventListener("install", (event) => {
  event.waitUntil((SCOPES.includes(OWN) ? Promise.resolve() : registration.unregister()).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(keep(event)));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(url.pathname)));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => kept(url.pathname + url.search)));
});
