// Rests and the end: what went well first, one thing to work on with its two pictures, pain and a note, what comes next.
import { keep, painOf } from "../keep.js";
import { watchLoops } from "../loops.js";

export class Summaries {
  constructor(data) {
    this.exercises = data.exercises;
    this.words = data.sentences.end;
    this.sides = data.sentences.side;
    this.template = document.getElementById("summary-template");
  }

  /** A set that is over, as an element. */
  of(summary) {
    const card = this.template.content.cloneNode(true).firstElementChild;
    const slot = (name) => card.querySelector(`[data-slot="${name}"]`);
    slot("name").textContent = summary.name;
    slot("side").textContent = this.sides[summary.side] ?? "";
    slot("side").hidden = !summary.side;
    slot("done").textContent = [summary.done, summary.good].filter(Boolean).join(", ") || this.words.nothing;
    slot("best").textContent = summary.best ?? "";
    card.querySelector(".good").hidden = !summary.best;
    this.toWorkOn(card, slot, summary);
    this.pain(slot("pain"), slot("kept"), summary);
    return card;
  }

  toWorkOn(card, slot, summary) {
    const fault = summary.work_on;
    card.querySelector(".work").hidden = !fault;
    if (!fault) return;
    slot("cue").textContent = fault.cue;
    slot("why").textContent = fault.why;
    const exercise = this.exercises[summary.exercise];
    const wrong = exercise?.faults[fault.fault]?.pictures;
    const right = exercise?.pictures;
    const shown = [[wrong, this.words.wrong, "wrong"], [right, this.words.right, "right"]].filter(([pictures]) => wrong && pictures);
    slot("pair").replaceChildren(...shown.map(([pictures, text, kind]) => figure(pictures, text, kind)));
  }

  pain(form, kept, summary) {
    form.hidden = summary.id === null || summary.id === undefined;
    for (const input of form.querySelectorAll("input[type=radio]")) input.name = `strength-${summary.id}`;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      kept.textContent = await keep("/pain", painOf(form, summary.id), this.words);
    });
  }
}

/** A demonstration with a line below it. */
export function figure(pictures, text, kind = "") {
  const element = document.createElement("figure");
  element.className = kind;
  const demo = document.createElement("div");
  demo.className = "demo";
  demo.append(...(pictures.poster ? film(pictures, text) : [drawn(pictures, text)]));
  element.append(demo);
  if (text) element.append(Object.assign(document.createElement("figcaption"), { textContent: text }));
  watchLoops(element);
  return element;
}

function film(pictures, text) {
  const image = Object.assign(document.createElement("img"), { src: pictures.poster, alt: text, width: 360, height: 270 });
  const video = Object.assign(document.createElement("video"), { muted: true, loop: true, playsInline: true, preload: "none", hidden: true });
  video.dataset.loop = pictures.loop;
  video.setAttribute("aria-hidden", "true");
  video.setAttribute("muted", "");
  return [image, video];
}

function drawn(pictures, text) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 360, hidden: true });
  canvas.dataset.skeleton = pictures.loop;
  if (text) canvas.setAttribute("role", "img");
  canvas.setAttribute(text ? "aria-label" : "aria-hidden", text || "true");
  return canvas;
}

/** A button, or a link with an address. */
export function button(text, { address = "", main = false, action = null } = {}) {
  const element = document.createElement(address ? "a" : "button");
  element.textContent = text;
  element.className = `button${main ? " main big" : ""}`;
  if (address) element.href = address;
  if (action) element.addEventListener("click", action);
  return element;
}
