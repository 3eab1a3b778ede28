/** The theme that is on: the one that was chosen, or that of the system. */
export function theme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen !== "auto") return chosen;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}
