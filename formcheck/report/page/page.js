"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const video = byId("video"), canvas = byId("canvas"), seek = byId("seek"), play = byId("play");
  const length = Math.max(data.end - data.start, 0.001);
  let until = null, from = data.start, looping = false;

  function tell(text) { byId("told").textContent = text; byId("told").hidden = !text; }

  /* Two players with the same face: time on the clock of the set, play, pause, paused, rate. */
  const film = video && {
    get time() { return data.start + video.currentTime; },
    set time(t) { video.currentTime = Math.max(0, t - data.start + 0.001); },
    get paused() { return video.paused; },
    set rate(rate) { video.playbackRate = rate; },
    play() { video.play().catch(() => tell("The video cannot be played here.")); },
    pause() { video.pause(); },
    draw() {},
  };

  function drawnPlayer(drawn) {
    const context = canvas.getContext("2d"), [wide, high] = drawn.box;
    let time = data.start, last = null, rate = 1;
    canvas.width = wide; canvas.height = high;

    function at(t) {
      let low = 0, top = drawn.t.length - 1;
      while (low < top) { const middle = (low + top + 1) >> 1; if (drawn.t[middle] <= t + 1e-6) low = middle; else top = middle - 1; }
      return drawn.p[low] || [];
    }
    function draw() {
      const p = at(time), far = new Set(drawn.far), bad = new Set();
      for (const [begin, end, parts] of drawn.bad) if (time >= begin && time <= end) parts.forEach((i) => bad.add(i));
      context.fillStyle = "#10161c"; context.fillRect(0, 0, wide, high);
      context.lineCap = "round";
      for (const pass of [0, 1, 2]) for (const [a, b] of drawn.edges) {
        if (!(p[2 * a] >= 0 && p[2 * b] >= 0)) continue;
        const kind = bad.has(a) && bad.has(b) ? 2 : far.has(a) || far.has(b) ? 0 : 1;
        if (kind !== pass) continue;
        context.strokeStyle = ["#4d6478", "#7fc4f2", "#ff9248"][kind]; context.lineWidth = [8, 12, 15][kind];
        context.beginPath(); context.moveTo(p[2 * a], p[2 * a + 1]); context.lineTo(p[2 * b], p[2 * b + 1]); context.stroke();
      }
      const head = drawn.head.filter((i) => p[2 * i] >= 0);
      if (head.length) {
        const mean = (k) => head.reduce((sum, i) => sum + p[2 * i + k], 0) / head.length;
        context.strokeStyle = "#7fc4f2"; context.lineWidth = 10; context.beginPath();
        context.arc(mean(0), mean(1), drawn.radius, 0, 2 * Math.PI); context.stroke();
      }
      tell(p.some((value) => value >= 0) ? "" : "Nobody was found here.");
    }
    return {
      get time() { return time; },
      set time(t) { time = Math.min(Math.max(t, data.start), data.end); },
      get paused() { return last === null; },
      set rate(value) { rate = value; },
      play() { if (time >= data.end - 0.01) time = data.start; last = performance.now(); },
      pause() { last = null; },
      draw() {
        if (last !== null) {
          const now = performance.now();
          time = Math.min(data.end, time + rate * (now - last) / 1000);
          last = time >= data.end ? null : now;
        }
        draw();
      },
    };
  }

  let player = film;
  function useDrawn() {
    if (video) video.hidden = true;
    canvas.hidden = false;
    player = drawnPlayer(data.drawn);
    player.draw();
  }

  function embedded() {
    const element = byId("video-data"), text = element.textContent, parts = [], step = 1 << 20;
    for (let i = 0; i < text.length; i += step) {
      const bytes = atob(text.slice(i, i + step)), part = new Uint8Array(bytes.length);
      for (let k = 0; k < bytes.length; k++) part[k] = bytes.charCodeAt(k);
      parts.push(part);
    }
    element.remove();
    return URL.createObjectURL(new Blob(parts, { type: "video/mp4" }));
  }

  const cursors = [...document.querySelectorAll(".cursor")];
  const marks = [...new Set([...document.querySelectorAll(".bar")].map((bar) => Number(bar.dataset.seek)))].sort((a, b) => a - b);
  const words = (t) => `${Math.floor(t / 60)}:${(Math.floor((t % 60) * 10) / 10).toFixed(1).padStart(4, "0")}`;

  let shown = "";
  function show() {
    const t = Math.min(Math.max(player.time, data.start), data.end), key = `${t.toFixed(3)} ${player.paused}`;
    if (key === shown) return;
    shown = key;
    const x = `${(100 * (t - data.start)) / length}%`;
    for (const line of cursors) { line.setAttribute("x1", x); line.setAttribute("x2", x); }
    seek.value = t; seek.setAttribute("aria-valuetext", words(t));
    byId("clock").textContent = words(t);
    play.classList.toggle("playing", !player.paused);
    play.setAttribute("aria-label", player.paused ? "Play" : "Pause");
  }

  function go(t, start, end) {
    from = start ?? t; until = end ?? null;
    player.time = t;
    shown = ""; player.draw(); show();
  }

  function tick() {
    player.draw();
    if (looping && until !== null && player.time >= until + 0.3) player.time = from;
    show();
    requestAnimationFrame(tick);
  }

  function toggle() { if (player.paused) player.play(); else player.pause(); }
  function jump(direction) {
    const t = player.time;
    const next = direction > 0 ? marks.find((m) => m > t + 0.15) : marks.filter((m) => m < t - 0.15).pop();
    if (next !== undefined) go(next);
  }
  function step(by) { player.pause(); go(player.time + by); }

  function activate(element) {
    const { seek: at, start, until: end } = element.dataset;
    go(Number(at), start === undefined ? undefined : Number(start), end === undefined ? undefined : Number(end));
  }

  document.addEventListener("click", (event) => {
    const element = event.target.closest("[data-seek]");
    if (element) activate(element);
  });
  for (const plot of document.querySelectorAll(".plot")) {
    plot.addEventListener("click", (event) => {
      if (event.target.closest("[data-seek]")) return;
      const box = plot.getBoundingClientRect();
      go(data.start + (length * (event.clientX - box.left)) / box.width);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target, control = target.closest("button, select, input, a");
    if (target.closest(".bar") && (event.key === "Enter" || event.key === " ")) { activate(target.closest(".bar")); event.preventDefault(); return; }
    const own = control === seek ? [" ", "ArrowLeft", "ArrowRight", "n", "p", "m", "r"] : ["n", "p", "m", "r"];
    if (control && !own.includes(event.key)) return;
    const keys = { " ": toggle, ArrowLeft: () => step(-1 / 15), ArrowRight: () => step(1 / 15), n: () => jump(1), p: () => jump(-1), m: () => byId("sound")?.click(), r: () => byId("loop").click() };
    if (keys[event.key] && !(target.tagName === "SELECT")) { keys[event.key](); event.preventDefault(); }
  });
  seek.addEventListener("input", () => go(Number(seek.value)));
  play.addEventListener("click", toggle);
  byId("before").addEventListener("click", () => jump(-1));
  byId("next").addEventListener("click", () => jump(1));
  byId("loop").addEventListener("click", (event) => {
    looping = !looping;
    event.currentTarget.setAttribute("aria-pressed", String(looping));
  });
  byId("speed").addEventListener("change", (event) => { player.rate = Number(event.target.value); });
  if (video) {
    video.muted = true;
    video.addEventListener("click", toggle);
    video.addEventListener("error", () => { if (data.drawn) useDrawn(); else tell("The video cannot be played by this browser."); });
    byId("sound").addEventListener("click", (event) => {
      video.muted = !video.muted;
      event.currentTarget.setAttribute("aria-pressed", String(!video.muted));
      event.currentTarget.setAttribute("aria-label", video.muted ? "Sound off" : "Sound on");
    });
    video.src = data.video.inside ? embedded() : data.video.address;
  } else {
    useDrawn();
    canvas.addEventListener("click", toggle);
  }
  requestAnimationFrame(tick);
})();
