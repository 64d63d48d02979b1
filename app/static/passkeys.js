/* Ask the browser for a passkey, and put its answer into the form. Without a script, codes work. Where a passkey signs
   in alone, the secret that its device makes goes into the request and never into the page. */
const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const write = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const REASONS = {
  NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known", SecurityError: "address",
  ConstraintError: "unlocked", NotSupportedError: "unlocked", NoSecret: "second",
};

const describe = (list = []) => list.map((one) => ({ ...one, id: read(one.id) }));

async function ask(kind, options) {
  options.challenge = read(options.challenge);
  options.allowCredentials = describe(options.allowCredentials);
  options.excludeCredentials = describe(options.excludeCredentials);
  if (options.user) options.user.id = read(options.user.id);
  const salts = options.extensions?.prf?.eval;
  if (salts) salts.first = read(salts.first);
  const found = await navigator.credentials[kind]({ publicKey: options });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (found.response[name]) response[name] = write(found.response[name]);
  const secret = found.getClientExtensionResults().prf?.results?.first;
  if (salts && !secret) throw new DOMException("", "NoSecret");
  const answer = JSON.stringify({ id: found.id, rawId: write(found.rawId), type: found.type, response });
  return { answer, secret: secret ? write(secret) : "" };
}

/* The sign-in page may be open all day, so its question is asked for when the button is pressed. */
async function load(from, sealed) {
  const asked = await (await fetch(from, { cache: "no-store", headers: { Accept: "application/json" } })).json();
  sealed.value = asked.sealed;
  return asked.options;
}

for (const line of document.querySelectorAll("[data-passkey-off]")) line.hidden = true;
for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey: kind, options, into, from } = place.dataset;
  const field = document.getElementById(into);
  const { form } = field;
  const button = place.querySelector("button") ?? form.querySelector("[data-makes-passkey]");
  const problem = place.querySelector("[data-passkey-problem]");
  const done = place.querySelector("[data-passkey-done]");
  let secret = "";

  const tell = (reason) => {
    for (const line of problem.children) line.hidden = line.dataset.when !== reason;
    problem.hidden = !reason;
    if (reason) problem.focus();
  };

  /* One at a time: a second question would end the first. */
  const run = async () => {
    if (button.disabled) return;
    button.disabled = true;
    tell("");
    try {
      const asked = from ? await load(from, form.elements.challenges) : options;
      ({ answer: field.value, secret } = await ask(kind, JSON.parse(asked)));
    } catch (error) {
      tell(REASONS[error.name] ?? "other");
      return;
    } finally {
      button.disabled = false;
    }
    if (done && place.dataset.sends === undefined) {
      done.hidden = false;
      button.hidden = true;
    } else form.requestSubmit();
  };

  if (from && !window.PublicKeyCredential) continue;
  place.hidden = false;
  form.addEventListener("formdata", ({ formData }) => {
    if (secret) formData.set("prf", secret);
    secret = "";
  });
  if (!window.PublicKeyCredential) {
    tell(window.isSecureContext ? "browser" : "insecure");
    button.hidden = true;
  } else if (kind === "create") {
    form.addEventListener("submit", (event) => {
      if (field.value) return;
      event.preventDefault();
      run();
    });
  } else button.addEventListener("click", run);
}
