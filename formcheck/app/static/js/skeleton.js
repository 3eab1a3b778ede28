// A loop of a skeleton on a canvas: somebody's own best repetition, for an exercise that no film was made of.
import { Overlay } from "./set/overlay.js";
import { theme } from "./theme.js";

const THICK = 2.2; // as large as a thumb, the limbs must still be seen

export class Skeleton {
  constructor(canvas) {
    this.canvas = canvas;
    this.moves = false;
    this.ready = this.load().catch(() => { canvas.hidden = true; });
  }

  async load() {
    const answer = await fetch(this.canvas.dataset.skeleton);
    if (!answer.ok) throw new Error(answer.statusText);
    this.loop = await answer.json();
    this.overlay = new Overlay(this.canvas, this.loop.skeleton, this.loop.colours);
  }

  /** Move while it is in sight, or stand still where less motion is wished for. */
  async show(inSight, still) {
    this.moves = inSight && !still;
    await this.ready;
    if (!this.loop || !inSight) return;
    this.canvas.hidden = false;
    if (!this.moves) this.draw(this.loop.still);
    else if (!this.asked) this.next();
  }

  next() {
    this.asked = this.moves && this.canvas.isConnected;
    if (!this.asked) return;
    this.draw((performance.now() / 1000) * this.loop.rate_hz);
    requestAnimationFrame(() => this.next());
  }

  /** The landmarks at a place in the loop, between two of its frames. */
  draw(place) {
    const { frames, size_wh, seen, near } = this.loop;
    const at = Math.floor(place);
    const [before, after] = [frames[at % frames.length], frames[(at + 1) % frames.length]];
    const between = (a, b) => a + (b - a) * (place - at);
    const points = before.map((point, i) => point && point.map((value, k) => between(value, after[i][k])));
    this.overlay.figure({ points_px: points, seen, near, size_wh, failing: [], theme: theme() }, THICK);
  }
}
