/* Browsers keep a page whole for Back, whatever no-store says. Kept, it is blank, and stays so until the server
 * answers that its sign-in has not ended: after Hide, time-out or sign-out, Back shows nothing of it. A page behind
 * the passphrase (data-once) is asked for anew. */
const page = document.documentElement;
const clock = document.querySelector("[data-time-out]");

const ask = async () => {
  const body = new URLSearchParams({ csrf_token: clock.dataset.csrf });
  const asked = { method: "POST", body, redirect: "error", headers: { Accept: "application/json" } };
  const answer = await fetch(clock.dataset.keepAlive, asked).catch(() => null);
  /* Without an answer, words that could not be saved are nowhere else. */
  if (answer?.ok || (!answer && document.querySelector("[data-unsaved]:not([hidden])"))) page.classList.remove("is-left");
  else location.reload();
};

if (clock) {
  addEventListener("pagehide", () => page.classList.add("is-left"));
  addEventListener("pageshow", (event) => {
    if (event.persisted) clock.hasAttribute("data-once") ? location.reload() : ask();
    else page.classList.remove("is-left");
  });
}
