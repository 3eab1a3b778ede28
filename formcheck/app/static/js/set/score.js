// What is read from afar: the ring with the count or the clock, name, side and set, the banner, the caption.
const $ = (id) => document.getElementById(id);
const LONGEST_HEAD = 4;
// of the banner's letters, in hundredths of the window's shorter side: two lines are smaller, so that the body stays free
const [LARGEST, ONE_LINE, SMALLEST] = [13.5, 10, 4.5];

export class Score {
  constructor(sentences) {
    this.sentences = sentences.set;
    this.sides = sentences.side;
    this.banner = "";
    addEventListener("resize", () => this.fit());
  }

  /** The set that is on: its name, side and place in the programme. */
  begin(set) {
    this.set = set;
    $("name").textContent = set?.name ?? "";
  }

  show(screen) {
    const { panel } = screen;
    write($("head"), panel.head);
    $("head").dataset.long = panel.in_words ? "words" : panel.head.length > LONGEST_HEAD ? "long" : "";
    $("ring").classList.toggle("waiting", !panel.active);
    part($("progress"), screen.progress ?? 0, screen.progress !== null);
    part($("gauge"), Math.min(Math.max(screen.gauge ?? 0, 0), 1), panel.gauge);
    $("gauge-track").toggleAttribute("hidden", !panel.gauge);
    $("gauge").classList.toggle("reached", (screen.gauge ?? 0) >= 1);
    write($("name"), screen.exercise || this.set?.name || "");
    write($("part"), screen.part || this.part);
    const stopped = screen.clock_stopped ?? "";
    const lines = panel.lines.filter((line) => line !== screen.exercise && line !== screen.part && !(stopped && line.endsWith(stopped)));
    write($("below"), panel.in_words ? "" : lines.shift() ?? "");
    list($("lines"), lines);
    write($("stopped"), stopped ? panel.lines.at(-1) : "");
    this.words(screen);
  }

  get part() {
    if (!this.set) return "";
    const { number, of, side } = this.set;
    const which = of > 1 ? this.sentences.of.replace("{number}", number).replace("{of}", of) : "";
    return [which, this.sides[side]].filter(Boolean).join(", ");
  }

  words(screen) {
    const banner = screen.banner;
    if (this.banner !== (banner?.text ?? "")) {
      this.banner = banner?.text ?? "";
      $("banner").textContent = this.banner;
      $("banner").dataset.kind = banner?.kind ?? "";
      this.fit();
    }
    write($("caption"), banner && banner.text === screen.caption ? "" : screen.caption);
  }

  /** The banner as large as one line of it allows, else two; beside somebody who stands there is room for more of them. */
  fit() {
    const banner = $("banner");
    const beside = $("stage").dataset.spot === "side" && innerWidth > innerHeight;
    const fits = (size, lines) => {
      banner.style.setProperty("--size", size);
      const line = parseFloat(getComputedStyle(banner).lineHeight);
      return banner.scrollWidth <= banner.clientWidth && banner.clientHeight <= (lines + 0.6) * line;
    };
    for (let size = LARGEST; !beside && size >= ONE_LINE; size -= 0.5) if (fits(size, 1)) return;
    for (let size = ONE_LINE; size >= SMALLEST; size -= 0.5) if (fits(size, beside ? 4 : 2)) return;
  }
}

/** Text that changes nothing where it is the same: nothing is read out twice. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function part(circle, share, shown) {
  circle.toggleAttribute("hidden", !shown || share <= 0);
  circle.style.strokeDasharray = `${100 * Math.min(share, 1)} 100`;
}

function list(element, lines) {
  const same = element.children.length === lines.length && lines.every((line, i) => element.children[i].textContent === line);
  if (same) return;
  element.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}
