// The wall: search by common names, and filters; without this module all of it is shown.
const form = document.getElementById("filters");
const found = document.getElementById("found");
const tiles = [...document.querySelectorAll(".tiles > li")];

function narrow() {
  const asked = new FormData(form);
  const words = plain(asked.get("words")).split(" ").filter(Boolean);
  let shown = 0;
  for (const tile of tiles) {
    const names = plain(tile.dataset.words);
    const fits = words.every((word) => names.includes(word))
      && (!asked.get("where") || tile.dataset.where === asked.get("where"))
      && (!asked.get("need") || tile.dataset.needs.split(" ").includes(asked.get("need")));
    tile.hidden = !fits;
    shown += fits;
  }
  for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("li:not([hidden])");
  const { none, one, many } = found.dataset;
  found.textContent = shown === tiles.length ? "" : shown === 0 ? none : shown === 1 ? one : many.replace("#", shown);
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "").replace(/[-_]/g, " ");
}

form.addEventListener("input", narrow);
form.addEventListener("submit", (event) => event.preventDefault());
narrow();
