// The keys of a set, the same as in the window; a letter that is typed into a field means itself.
const ACTIONS = { " ": "pause", r: "reset", s: "side", p: "pain", n: "next", y: "change", q: "quit", Escape: "quit" };
const ENDINGS = { Enter: "\n", Backspace: "\b" };

export function watchKeys({ running, writing, tell, fullScreen }) {
  addEventListener("keydown", (event) => {
    if (!running() || event.ctrlKey || event.altKey || event.metaKey) return;
    const field = event.target.closest("input, textarea, select, summary");
    if (field) return;
    if (event.key === "Escape" && document.fullscreenElement) return;
    const onButton = event.target.closest("button, a");
    if (onButton && (event.key === "Enter" || event.key === " ")) return;
    const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (writing() || /^[0-9]$/.test(event.key) || event.key in ENDINGS) {
      const text = ENDINGS[event.key] ?? (event.key.length === 1 ? event.key : "");
      if (text) tell({ type: "typed", text });
      else if (event.key === "Escape") tell({ type: "key", action: "quit" });
    } else if (letter === "f") {
      fullScreen();
    } else if (letter in ACTIONS) {
      tell({ type: "key", action: ACTIONS[letter] });
    } else {
      return;
    }
    event.preventDefault();
  });
}
