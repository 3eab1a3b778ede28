// A set from the camera to the end: what is shown when; the program on the other side of the socket decides everything else.
import { CameraError, Frames, openCamera, stop } from "./camera.js";
import { watchKeys } from "./keys.js";
import { Link } from "./link.js";
import { Overlay } from "./overlay.js";
import { Score, write } from "./score.js";
import { Summaries, button, figure } from "./summary.js";
import { Ticks } from "./ticks.js";
import { theme } from "../theme.js";
import { Voice } from "./voice.js";

const NOTICE_MS = 8000;
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const words = data.sentences;
const stage = $("stage");
const mirror = $("mirror");
const overlay = new Overlay($("overlay"), data.skeleton, data.colours);
const score = new Score(words);
const ticks = new Ticks($("ticks"), words);
const summaries = new Summaries(data);
const voice = new Voice(data.settings, (message) => link?.tell(message));

let link = null;
let stream = null;
let frames = null;
let sets = [];
let number = 0;
let begun = false;
let last = null;
let done = [];
let awake = null;

$("turn-on").addEventListener("click", start);
$("turn-on").disabled = false;
$("turn-on").focus();
watchKeys({ running: () => link && !link.over, writing: () => Boolean(last?.writing), tell: (message) => link.tell(message), fullScreen });

async function start() {
  $("turn-on").disabled = true;
  problem("");
  write($("before-hint"), words.camera.starting);
  try {
    if (data.camera === "page") {
      stream = await openCamera(mirror, data.settings.camera);
      stream.getVideoTracks()[0].addEventListener("ended", lost);
    }
    await connect();
  } catch (error) {
    const why = error instanceof CameraError ? words.camera[error.why].replace("{why}", error.message) : words.set.gone;
    end();
    problem(why);
  }
}

async function connect() {
  link = new Link({ ready, screen, say, notice: ({ text }) => notice(text), begin, "set-ended": ended, over, refused, gone, picture });
  await link.opened;
  const chosen = await voice.choose();
  link.tell({
    type: "start", ...data.start, voice: chosen, voice_name: voice.name, record: $("record").checked, camera: data.camera, theme: theme(),
  });
}

function ready(message) {
  sets = message.sets;
  view("checks");
  write($("caption"), words.camera.get_ready);
  begin({ set: 1 });
  if (stream) frames = new Frames(mirror, link);
  keepAwake();
}

function begin(message) {
  number = message.set;
  const set = sets[number - 1];
  if (!set) return;
  score.begin(set);
  ticks.begin(data.exercises[set.exercise]);
  write($("checks-name"), set.name);
  corner(data.exercises[set.exercise]);
  $("next").hidden = number >= sets.length;
}

function screen(message) {
  last = message.screen;
  if (message.set && message.set !== number) begin(message);
  const setUp = last.stage === "set-up" && number === 1 && !begun;
  begun ||= !setUp && last.stage !== "";
  view(last.stage === "rest" ? "rest" : setUp ? "checks" : "set");
  if (stage.dataset.spot !== last.spot) {
    stage.dataset.spot = last.spot;
    score.fit();
  }
  score.show(last);
  if (setUp) ticks.show(last);
  asked(last);
  write($("pause"), last.stage === "paused" ? words.set.go_on : words.set.pause);
  write($("next"), last.stage === "rest" ? words.set.next_now : words.set.next);
  $("change").hidden = !last.keys.some((each) => each.key === "y");
  place(last.size_wh);
  overlay.draw(last);
}

/** A picture of the machine's own camera, to be drawn below the next screen. */
async function picture(jpeg) {
  overlay.below = await createImageBitmap(jpeg).catch(() => null);
}

/** The questions of a set that was stopped: does it hurt, how strong, a note. */
function asked(shown) {
  const open = ["asking", "strength", "note"].includes(shown.stage);
  const opened = open && $("ask").dataset.stage !== shown.stage;
  $("ask").hidden = !open;
  $("ask").dataset.stage = open ? shown.stage : "";
  if (!open) return;
  write($("question"), { asking: shown.status, strength: words.set.strength, note: words.set.note }[shown.stage]);
  write($("ask-left"), shown.countdown_s === null ? "" : words.set.count_seconds.replace("{n}", Math.ceil(shown.countdown_s)));
  $("ask-yes-no").hidden = shown.stage !== "asking";
  $("ask-strength").hidden = shown.stage !== "strength";
  $("ask-note").hidden = shown.stage !== "note";
  for (const each of $("ask-strength").children) each.classList.toggle("main", each.dataset.strength === shown.count);
  if (opened && shown.stage === "note") $("ask-note").elements.note.focus();
}

function ended({ set, summary }) {
  done.push(summary);
  const following = sets[set];
  const card = summaries.of(summary);
  if (!following) return;
  const next = document.createElement("div");
  next.className = "coming";
  const exercise = data.exercises[following.exercise];
  const title = document.createElement("h2");
  title.textContent = words.end.next.replace("{name}", [following.name, words.side[following.side]].filter(Boolean).join(", "));
  next.append(title);
  if (exercise?.pictures) next.append(figure(exercise.pictures, "", "right"));
  next.append(Object.assign(document.createElement("p"), { textContent: following.dose ?? "" }));
  $("rest").replaceChildren(next, card);
}

function over(message) {
  if (message.sets?.length) done = message.sets;
  end();
  const cards = done.map((summary) => summaries.of(summary));
  const row = document.createElement("p");
  row.className = "row";
  const report = done.at(-1)?.report;
  row.append(
    button(words.end.finished, { address: "/", main: true }),
    button(words.end.again, { address: location.pathname + location.search }),
    ...(report ? [button(words.end.report, { address: `/history/${done.at(-1).id}` })] : []),
  );
  const title = Object.assign(document.createElement("p"), { className: "title", textContent: words.end.title });
  $("end").replaceChildren(title, ...cards.reverse(), row);
  if (!cards.length) title.after(Object.assign(document.createElement("p"), { textContent: words.end.nothing }));
  if (message.error) title.after(Object.assign(document.createElement("p"), { className: "problem", textContent: message.error }));
  view("end");
  title.tabIndex = -1;
  title.focus();
}

function refused({ text }) {
  end();
  problem(text);
}

function gone() {
  end();
  problem(words.set.gone);
}

function lost() {
  link?.tell({ type: "camera-lost", why: "ended" });
  notice(words.camera.lost);
}

function say(line) {
  voice.say(line);
}

/** Everything that runs is let go. */
function end() {
  if (link) link.over = true;
  frames?.stop();
  stop(stream);
  stream = frames = null;
  mirror.srcObject = null;
  overlay.clear();
  awake?.release().catch(() => {});
  voice.quiet();
}

function view(name) {
  if (stage.dataset.view === name) return;
  stage.dataset.view = name;
  if (last) place(last.size_wh);
}

function problem(text) {
  if (text) view("before");
  write($("problem"), text);
  write($("before-hint"), text ? "" : words.camera.before);
  $("turn-on").disabled = false;
  write($("turn-on"), text ? words.camera.again : words.camera.on);
}

function notice(text) {
  write($("notice"), text);
  $("notice").hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { $("notice").hidden = true; }, NOTICE_MS);
}

function corner(exercise) {
  $("corner").hidden = !exercise?.pictures;
  if (exercise?.pictures) $("corner-demo").replaceChildren(figure(exercise.pictures, ""));
}

/** The canvas exactly over the picture, in the points of the display. */
function place([width, height]) {
  stage.style.setProperty("--shape", `${width} / ${height}`);
  const box = $("picture").getBoundingClientRect();
  const scale = Math.min(box.width / width, box.height / height);
  const canvas = $("overlay");
  const [wide, high] = [width * scale, height * scale];
  canvas.style.left = `${(box.width - wide) / 2}px`;
  canvas.style.top = `${(box.height - high) / 2}px`;
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  const points = Math.min(devicePixelRatio, 2);
  if (canvas.width !== Math.round(wide * points)) {
    canvas.width = Math.round(wide * points);
    canvas.height = Math.round(high * points);
  }
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else stage.requestFullscreen?.().catch(() => {});
}

async function keepAwake() {
  awake = await navigator.wakeLock?.request("screen").catch(() => null);
}

stage.addEventListener("click", (event) => {
  const { key, strength } = event.target.closest("button")?.dataset ?? {};
  if (key) link?.tell({ type: "key", action: key });
  if (strength) for (const text of [...strength, "\n"]) link?.tell({ type: "typed", text });
  if (!event.target.closest("#more")) $("more").open = false;
});
$("ask-note").addEventListener("submit", (event) => {
  event.preventDefault();
  for (const text of [...event.target.elements.note.value, "\n"]) link?.tell({ type: "typed", text });
});
$("full").addEventListener("click", fullScreen);
document.addEventListener("fullscreenchange", () => write($("full"), document.fullscreenElement ? words.set.full_off : words.set.full));
document.addEventListener("visibilitychange", () => link?.tell({ type: "hidden", hidden: document.hidden }));
addEventListener("resize", () => last && place(last.size_wh));
addEventListener("pagehide", () => link?.close());
