// Draws a screen's person and lines over the camera's picture, mirrored; the same drawing as formcheck/overlay makes.
const FAILING = 1.6;

export class Overlay {
  constructor(canvas, skeleton, colours) {
    this.canvas = canvas;
    this.paper = canvas.getContext("2d");
    this.colours = colours;
    this.edges = skeleton.edges;
    this.below = null;
    this.left = new Set(skeleton.left);
    this.nose = skeleton.nose;
    this.face = new Set(skeleton.face);
    this.hands = new Set(skeleton.hands);
    this.feet = new Set(skeleton.feet);
    this.joints = [...new Set(skeleton.edges.flat())].filter((i) => !this.face.has(i)).sort((a, b) => a - b);
  }

  clear() {
    this.paper.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  draw(screen) {
    this.clear();
    if (this.below) this.mirrored(this.below);
    const [width, height] = screen.size_wh;
    const scale = this.canvas.width / width;
    this.unit = (Math.min(width, height) / 100) * scale;
    this.at = ([x, y]) => [(width - 1 - x) * scale, y * scale];
    this.theme = this.colours[screen.theme] ?? this.colours.dark;
    this.paper.lineCap = "round";
    this.paper.lineJoin = "round";
    for (const line of screen.target_lines) this.target(line, scale);
    this.person(screen);
  }

  /** A person alone, as wide as the canvas and not mirrored; thicker than over a picture by a factor. */
  figure(screen, thick) {
    this.clear();
    const scale = this.canvas.width / screen.size_wh[0];
    this.unit = (Math.min(...screen.size_wh) / 100) * scale * thick;
    this.at = ([x, y]) => [x * scale, y * scale];
    this.theme = this.colours[screen.theme] ?? this.colours.dark;
    this.paper.lineCap = "round";
    this.paper.lineJoin = "round";
    this.person(screen);
  }

  mirrored(picture) {
    this.paper.save();
    this.paper.scale(-1, 1);
    this.paper.drawImage(picture, -this.canvas.width, 0, this.canvas.width, this.canvas.height);
    this.paper.restore();
  }

  person(screen) {
    const points = screen.points_px.map((point) => point && this.at(point));
    const failing = new Set(screen.failing);
    const seen = new Set(screen.seen);
    const fails = ([a, b]) => failing.has(a) && failing.has(b);
    const known = this.edges.filter(([a, b]) => points[a] && points[b]);
    known.sort((e, f) => fails(e) - fails(f) || this.weight(e, screen.near) - this.weight(f, screen.near));
    for (const edge of known) {
      const bad = fails(edge);
      const clear = seen.has(edge[0]) && seen.has(edge[1]);
      const thick = Math.max(1, this.weight(edge, screen.near) * (bad ? FAILING : 1) * this.unit);
      const ends = [points[edge[0]], points[edge[1]]];
      if (clear || bad) this.stroke(ends, this.theme.edge, thick + Math.max(2, 0.4 * this.unit));
      this.stroke(ends, bad ? this.theme.bad : clear ? this.theme.good : this.theme.unsure, clear || bad ? thick : 1.5);
    }
    for (const i of this.joints) {
      if (!points[i] || !(seen.has(i) || failing.has(i))) continue;
      this.dot(points[i], this.radius(i, screen.near) * this.unit, failing.has(i) ? this.theme.bad : "#ffffff");
    }
    this.sign(screen.failing.filter((i) => points[i]).map((i) => points[i]));
  }

  /** An exclamation mark at the failing part that is nearest to the middle of all of them. */
  sign(failing) {
    if (!failing.length) return;
    const middle = [0, 1].map((k) => failing.reduce((sum, point) => sum + point[k], 0) / failing.length);
    const off = (point) => Math.round(Math.hypot(point[0] - middle[0], point[1] - middle[1]));
    const place = failing.reduce((best, point) => (off(point) < off(best) ? point : best));
    const size = 6 * this.unit;
    this.dot(place, size / 2, this.theme.edge);
    this.dot(place, size / 2 - Math.max(1, size / 12), this.theme.cue);
    this.paper.fillStyle = this.theme.cue_text;
    this.paper.font = `800 ${0.8 * size}px system-ui, sans-serif`;
    this.paper.textAlign = "center";
    this.paper.textBaseline = "middle";
    this.paper.fillText("!", place[0], place[1] + 0.04 * size);
  }

  /** A line to reach: dashed while it is off, whole once it is reached; with a ring where a part belongs, and the way there. */
  target(line, scale) {
    const colour = line.reached ? this.theme.good : this.theme.aim;
    const thick = Math.max(2, 0.6 * this.unit);
    const ring = Math.max(line.ring_px * scale, 2.2 * this.unit);
    const [start, end] = line.ends_px.map(this.at);
    const mark = line.mark_px && this.at(line.mark_px);
    const atEnd = mark && line.mark_px[0] === line.ends_px[1][0] && line.mark_px[1] === line.ends_px[1][1];
    this.lined([start, atEnd ? short(start, end, ring) : end], colour, thick, line.reached ? 0 : 2.6 * this.unit, thick);
    if (!mark) return;
    if (line.from_px && !line.reached) this.arrow(this.at(line.from_px), mark, ring, colour, thick);
    this.circle(mark, ring, this.theme.edge, thick + Math.max(2, 0.4 * this.unit));
    this.circle(mark, ring, colour, thick);
  }

  arrow(start, mark, ring, colour, thick) {
    const length = Math.hypot(mark[0] - start[0], mark[1] - start[1]);
    if (length < ring + 3.5 * this.unit) return;
    const from = short(mark, start, 1.6 * this.unit);
    const to = short(start, mark, ring + 0.8 * this.unit);
    const turn = Math.atan2(to[1] - from[1], to[0] - from[0]);
    const tip = 2.2 * this.unit;
    const wings = [-1, 1].map((k) => [to[0] - tip * Math.cos(turn + k * 0.6), to[1] - tip * Math.sin(turn + k * 0.6)]);
    for (const [ink, wide] of [[this.theme.edge, thick + Math.max(2, 0.4 * this.unit)], [colour, thick]]) {
      this.stroke([from, to], ink, wide);
      this.stroke([wings[0], to, wings[1]], ink, wide);
    }
  }

  lined(ends, colour, thick, dash, rim) {
    this.paper.lineCap = dash ? "butt" : "round";
    this.paper.setLineDash(dash ? [dash, dash] : []);
    this.stroke(ends, this.theme.edge, thick + Math.max(2, rim));
    this.stroke(ends, colour, thick);
    this.paper.setLineDash([]);
    this.paper.lineCap = "round";
  }

  stroke(points, colour, width) {
    this.paper.strokeStyle = colour;
    this.paper.lineWidth = width;
    this.paper.beginPath();
    points.forEach(([x, y], i) => (i ? this.paper.lineTo(x, y) : this.paper.moveTo(x, y)));
    this.paper.stroke();
  }

  dot([x, y], radius, colour) {
    this.paper.fillStyle = colour;
    this.paper.beginPath();
    this.paper.arc(x, y, Math.max(radius, 0.5), 0, 2 * Math.PI);
    this.paper.fill();
  }

  circle([x, y], radius, colour, width) {
    this.paper.strokeStyle = colour;
    this.paper.lineWidth = width;
    this.paper.beginPath();
    this.paper.arc(x, y, radius, 0, 2 * Math.PI);
    this.paper.stroke();
  }

  /** Thickness of an edge in hundredths of the picture: the near side thick, the far side thin. */
  weight(edge, near) {
    const sides = new Set(edge.filter((i) => i !== this.nose).map((i) => this.left.has(i)));
    if (sides.size === 2) return 0.55;
    const thick = sides.has(near === "left") ? 1.1 : 0.4;
    return thick * (edge.some((i) => this.face.has(i) || this.feet.has(i)) ? 0.5 : 1);
  }

  radius(i, near) {
    return (this.left.has(i) === (near === "left") ? 0.9 : 0.5) * (this.feet.has(i) || this.hands.has(i) ? 0.55 : 1);
  }
}

/** The end of a way that stops before its end. */
function short(start, end, less) {
  const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
  const share = Math.max(0, 1 - less / Math.max(length, 1));
  return [start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share];
}
