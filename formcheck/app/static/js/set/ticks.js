// The list of what must be seen of somebody before a set; it fills by itself from the screens.
export class Ticks {
  constructor(element, sentences) {
    Object.assign(this, { element, sentences });
  }

  begin(exercise) {
    this.exercise = exercise;
    const parts = [...Object.keys(exercise.parts.left), "view"];
    this.element.replaceChildren(...parts.map((part) => {
      const item = document.createElement("li");
      item.dataset.part = part;
      return item;
    }));
    this.mark({});
  }

  show(screen) {
    const seen = new Set(screen.seen);
    const needed = this.exercise.parts[screen.near] ?? this.exercise.parts.left;
    const marks = {};
    for (const [part, { seen: must, guessed }] of Object.entries(needed)) {
      marks[part] = must.every((i) => seen.has(i)) && guessed.every((i) => screen.points_px[i]);
    }
    if (screen.active) for (const part of Object.keys(marks)) marks[part] = true;
    marks.view = screen.view_is_right === true; // not known is not seen
    this.mark(marks);
  }

  mark(marks) {
    for (const item of this.element.children) {
      const { part } = item.dataset;
      const name = part === "view" ? this.sentences.camera.view[this.exercise.view] : this.sentences.parts[part];
      const done = Boolean(marks[part]);
      if (item.dataset.done === String(done)) continue;
      item.dataset.done = done;
      item.textContent = name;
      item.setAttribute("aria-label", this.sentences.camera[done ? "seen" : "missing"].replace("{part}", name));
    }
  }
}
