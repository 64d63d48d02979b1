/* What JavaScript adds to pages that work without it. Stores no word in the browser, sends none elsewhere. */
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const on = (target, name, act) => target.addEventListener(name, act);
const page = document.documentElement;
const SAVE_AFTER = 5000;
const TWICE = 4000;
const WARN_BEFORE = 120;
const SIGNED_OUT = "You’ve been signed out. Keep this page open and press Save. You’ll find your words when you sign in again.";
const button = (text) => text.replace("ress Save", `ress ${$("form[data-press]")?.dataset.press ?? "Save"}`);

document.body.classList.add("js-enabled", "govuk-frontend-supported");

/* Also under the head, read out from there, once. */
const above = (text) => {
  const line = $("[data-above]");
  if (!line || line.textContent === text) return;
  line.textContent = text;
  page.style.scrollPaddingTop = text && `${line.getBoundingClientRect().bottom + 16}px`;
  if (text) document.activeElement.scrollIntoView({ block: "nearest" });
};

const post = (url, body, keepalive = false) =>
  fetch(url, { method: "POST", body, keepalive, redirect: "error", headers: { Accept: "application/json" } });

/* A form that saves itself, one save after the other: each needs the version of the one before. */
class Autosave {
  constructor(form) {
    Object.assign(this, { form, kept: "", busy: null, stopped: false, submitted: false });
    this.kept = this.text();
    on(form, "input", () => this.later());
  }

  text() {
    return JSON.stringify([...new FormData(this.form)].filter(([name]) => name !== "version" && name !== "csrf_token"));
  }

  get dirty() { return this.text() !== this.kept; }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER);
  }

  /* Send what changed. `leaving`: the page may be gone before the answer. */
  async save(leaving = false) {
    if (this.stopped || this.submitted || !this.dirty || (this.busy && (!leaving || this.flying === this.text()))) return;
    this.busy = this.send(leaving);
    await this.busy;
    this.busy = null;
    if (this.dirty && this.text() !== this.large) this.later(); /* what is too large stays so */
  }

  async send(leaving) {
    const text = this.text();
    this.flying = text;
    const body = new FormData(this.form);
    const version = this.form.elements.version;
    if (this.busy && version) body.set("version", version.value.replace(/^\d+/, (saves) => Number(saves) + 1));
    try {
      const answer = await post(this.form.dataset.autosave || this.form.action, body, leaving && text.length < 2e4);
      if (!answer.ok) return this.refused(answer.status, await answer.json().catch(() => ({})));
      const said = await answer.json();
      if (version && said.version !== undefined) version.value = said.version;
      this.kept = text;
      this.tell(`Saved ${said.saved}. `, true);
      this.warn(false);
    } catch { this.refused(0); }
  }

  refused(status, { said } = {}) {
    this.stopped = [400, 401, 403, 409].includes(status);
    if (status === 409) {
      this.kept = this.flying;
      this.tell(said ?? "");
    } else if (status === 413 || status === 422) {
      this.large = this.flying;
      this.warn(true, "tooMuch");
    } else this.warn(true, this.stopped && (status === 400 ? "notTaken" : SIGNED_OUT));
  }

  tell(text, mine) {
    const line = $("[data-saved]", this.form);
    if (line) line.textContent = text + (mine ? line.dataset.rest : "");
  }

  warn(show, text) {
    const box = $("[data-unsaved]", this.form);
    if (!box) return;
    box.hidden = !show;
    if (text) $("p", box).textContent = box.dataset[text] ?? button(text);
    above(show ? text === SIGNED_OUT ? button("You’re signed out. Press Save to save your words.") : "Not saved. Keep this page open." : "");
  }
}

const forms = all("form[data-autosave]").map((form) => new Autosave(form));
const saveAll = (leaving) => Promise.all(forms.map((form) => form.save(leaving)));
const unsaved = () => forms.find((one) => one.dirty);
/* Save to the last letter, after a save on its way; wait so long at most. */
const keepAll = (leaving, most) => Promise.race([
  Promise.all(forms.map((form) => form.busy)).then(() => saveAll(leaving)),
  new Promise((done) => setTimeout(done, most)),
]);

on(window, "pagehide", () => saveAll(true));
on(document, "visibilitychange", () => { if (document.hidden) saveAll(true); });
on(window, "online", () => saveAll(false));
on(document, "click", (event) => { if (event.target.closest('a[href^="tel:"]')) saveAll(true); });

/* Pressing twice sends once; again after a few seconds, it goes through. */
on(document, "submit", (event) => {
  const form = event.target;
  const own = forms.find((one) => one.form === form);
  if (event.defaultPrevented) return;
  if (Date.now() - (form.sentAt || 0) < TWICE) event.preventDefault();
  else if (own?.busy) { /* its answer brings the version this form needs */
    event.preventDefault();
    own.busy.then(() => form.requestSubmit(event.submitter));
  } else {
    form.sentAt = Date.now();
    if (own && !navigator.onLine) { /* leaving would lose it */
      event.preventDefault();
      own.warn(true);
    } else if (own) own.submitted = true;
  }
});
on(window, "pageshow", (event) => {
  all("form").forEach((form) => { form.sentAt = 0; });
  forms.forEach((one) => { one.submitted = false; });
  if (event.persisted && page.classList.contains("is-hidden")) location.reload();
});

/* Hide: blank at once, keep what was typed, then the server locks. */
const hide = $("form[data-hide]");
if (hide) {
  let shifts = [];
  on(hide, "submit", async (event) => {
    event.preventDefault();
    page.classList.add("is-hidden");
    document.title = "Page";
    await keepAll(true, 1000);
    hide.submit();
  });
  on(document, "keydown", (event) => {
    if (event.repeat) return;
    shifts = event.key === "Shift" ? [...shifts, Date.now()].slice(-3) : [];
    if (shifts[2] - shifts[0] < 1500) hide.requestSubmit();
  });
}

/* Sign out: first keep what was typed. If that fails, say so and stay; pressed again it goes. */
const out = $(".heard-sign-out");
if (out) on(out, "submit", async (event) => {
  if (out.told || !unsaved()) return;
  event.preventDefault();
  await keepAll(false, 3000);
  if (!(out.told = unsaved())) return out.submit();
  out.told.warn(true, out.dataset.still);
  $("[data-unsaved] button").focus();
});

/* Time-out: a warning two minutes before. Typing is an answer: whoever types is not asked. */
const clock = $("[data-time-out]");
if (clock) {
  const soon = $("[data-soon]", clock);
  let end = Date.now() + clock.dataset.seconds * 1000;
  let active = false;
  const show = (close) => {
    clock.classList.toggle("is-close", close);
    soon.hidden = !close;
  };
  const stay = async () => {
    active = false;
    try {
      const answer = await post(clock.dataset.keepAlive, new URLSearchParams({ csrf_token: clock.dataset.csrf }));
      const said = await answer.json();
      end = Date.now() + said.seconds * 1000;
      $("[data-at]", clock).textContent = said.at;
      show(false);
    } catch { /* the warning stays, and can be pressed again */ }
  };
  const finish = () => {
    clearInterval(ticking);
    const waits = $("[data-waiting]");
    if (waits) return (waits.action = "/locked", waits.submit());
    if (!unsaved()) location.replace(location.pathname + location.search);
    soon.textContent = button(SIGNED_OUT);
    show(true);
  };
  const look = () => {
    const left = (end - Date.now()) / 1000;
    if (left <= 0) finish();
    else if (left <= WARN_BEFORE && active) stay();
    else if (left <= WARN_BEFORE && soon.hidden) show(true);
  };
  const ticking = setInterval(look, 5000);
  on(document, "input", () => { active = true; });
  on(document, "visibilitychange", look);
  on($("button", soon), "click", stay);
}

const answers = (form) => all("textarea, input[type=text], input:checked", form).filter((box) => box.value)
  .map((box) => `${(box.labels?.[0]?.textContent || box.name).trim()}: ${box.checked ? "yes" : box.value}`).join("\n\n");
all("[data-copy], [data-copy-form]").forEach((button) => {
  button.hidden = !navigator.clipboard;
  on(button, "click", async () => {
    const from = button.dataset.copy;
    const text = from ? document.getElementById(from)?.textContent : answers(button.closest("form"));
    const said = await navigator.clipboard.writeText(text ?? "").then(() => "Copied", () => "Could not copy. Select the words instead.");
    button.textContent = said;
  });
});

$(".heard-problem")?.focus();

const govuk = $("script[data-govuk]")?.dataset.govuk;
if (govuk && $('[data-module^="govuk-"]')) import(govuk).then((module) => module.initAll()).catch(() => {});

/* Copies for when the network drops. No worker stands before a form that saves itself. */
on(window, "load", () => ["/with-a-child", "/numbers", "/blank-form", "/support", "/help"].forEach((scope) =>
  navigator.serviceWorker?.register("/sw.js", { scope }).then((worker) => worker.active?.postMessage("freshen")).catch(() => {})));
