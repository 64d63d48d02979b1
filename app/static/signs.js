/* The page of signs: find one by a word of it. Without a script, all of them stand there. */
const finder = document.querySelector("[data-find-signs]");
if (finder) {
  finder.hidden = false;
  finder.querySelector("input").addEventListener("input", ({ target }) => {
    const words = target.value.toLowerCase().trim();
    let any = false;
    document.querySelectorAll(".heard-signs").forEach((group) => {
      const signs = [...group.querySelectorAll("[data-find]")];
      signs.forEach((sign) => { sign.hidden = !sign.dataset.find.includes(words); });
      group.hidden = signs.every((sign) => sign.hidden);
      if (words) group.open = !group.hidden;
      any ||= !group.hidden;
    });
    finder.querySelector("[data-none]").hidden = any;
  });
}
