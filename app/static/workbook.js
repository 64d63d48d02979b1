/* On the pages of the workbook: asks for a copy of all of it, and says so once it is true. */
const EDITION = "heard-workbook-";
const CONTENTS = "/learn/workbook";
/* No worker stands before a page where somebody answers, or before anything of a person's. */
const SCOPES = ["/learn/workbook", "/learn/roles/", "/learn/law", "/learn/glossary", "/learn/changes", "/learn/whole", "/learn/pictures/"];
const line = document.querySelector("[data-kept]");
const mark = document.querySelector("meta[name=heard-workbook]").content;

const working = (one) => new Promise((done, failed) => {
  if (one.active) return done();
  const worker = one.installing || one.waiting;
  worker.addEventListener("statechange", () => {
    if (worker.state === "activated") done();
    if (worker.state === "redundant") failed();
  });
});

async function show() {
  const found = (await caches.keys()).filter((name) => name.startsWith(EDITION));
  const whole = await Promise.all(found.map(async (name) => (await caches.open(name)).match(CONTENTS)));
  if (line) line.hidden = !whole.some(Boolean);
}

/* A browser that keeps nothing, or has no room, reads on as before. */
async function keep() {
  const all = await Promise.all(SCOPES.map((scope) => navigator.serviceWorker.register("/learn/sw.js", { scope })));
  await Promise.all(all.map(working));
  navigator.serviceWorker.addEventListener("message", () => show().catch(() => {}));
  all[0].active.postMessage(mark);
  await show();
}

addEventListener("load", () => keep().catch(() => {}));
