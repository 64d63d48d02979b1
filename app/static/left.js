/* Browsers keep a page whole for Back, whatever no-store says. Kept, it is blank, and stays so until the server
 * answers that its sign-in has not ended: after Hide, time-out or sign-out, Back shows nothing of it. A page behind
 * the passphrase (data-once) is asked for anew. */
const page = document.documentElement;
const clock = document.querySelector("[data-time-out]");
const STILL_HERE = 1500;
let timer;

const show = () => page.classList.remove("is-left");

const ask = async () => {
  const body = new URLSearchParams({ csrf_token: clock.dataset.csrf });
  const asked = { method: "POST", body, redirect: "error", headers: { Accept: "application/json" } };
  const answer = await fetch(clock.dataset.keepAlive, asked).catch(() => null);
  /* Without an answer, words that could not be saved are nowhere else. */
  if (answer?.ok || (!answer && document.querySelector("[data-unsaved]:not([hidden])"))) show();
  else location.reload();
};

const again = () => {
  clearTimeout(timer);
  if (clock.hasAttribute("data-once")) location.reload();
  else ask();
};

if (clock) {
  addEventListener("pagehide", () => {
    const at = Date.now();
    page.classList.add("is-left");
    /* A page that runs on was not left: no phone may blank the numbers because one of them was tapped. */
    timer = setTimeout(() => (Date.now() - at < 2 * STILL_HERE ? show() : again()), STILL_HERE);
  });
  addEventListener("pageshow", (event) => (event.persisted ? again() : show()));
}
