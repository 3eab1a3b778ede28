// A recording: it is sent to the program on this machine, looked at there, and its report opens.
import { why } from "./keep.js";

const ASK_MS = 400;
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("data").textContent).sentences.video;
const form = $("video");
const file = form.elements.file;
let job = null;
let name = "";

file.addEventListener("change", () => file.files[0] && begin(file.files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && !form.hidden && event.dataTransfer.files[0]) begin(event.dataTransfer.files[0]);
  });
}
$("yes").addEventListener("click", () => answer($("yes").value));
$("other").addEventListener("change", () => $("other").value && answer($("other").value));
$("again").addEventListener("click", again);

function begin(chosen) {
  name = chosen.name;
  form.hidden = true;
  $("progress").hidden = false;
  show(words.sending, 0);
  const request = new XMLHttpRequest();
  const asked = new URLSearchParams({ name, exercise: form.elements.exercise.value });
  request.open("PUT", `/video?${asked}`);
  request.upload.addEventListener("progress", ({ loaded, total }) => show(words.sending, loaded / total));
  request.addEventListener("load", () => {
    const reply = read(request.responseText);
    if (request.status < 300 && reply.job) follow(reply.job);
    else failed(reply.text ?? `${request.status}`);
  });
  request.addEventListener("error", () => problem(words.no_server));
  request.send(chosen);
}

async function follow(which) {
  job = which;
  try {
    const reply = await fetch(`/video/${job}`, { headers: { Accept: "application/json" } });
    if (!reply.ok) failed(await why(reply));
    else told(await reply.json());
  } catch {
    problem(words.no_server);
  }
}

function told(state) {
  show(words.working, state.share ?? 0);
  if (state.state === "working") setTimeout(() => follow(job), ASK_MS);
  else if (state.state === "asking") ask(state.looks_like);
  else if (state.state === "failed") failed(state.text);
  else done(state);
}

function ask(likely) {
  $("looks-like").textContent = likely ? words.looks_like.replace("{name}", likely.name) : words.not_sure;
  $("yes").hidden = !likely;
  $("yes").value = likely?.exercise ?? "";
  $("asked").hidden = false;
  $("bar").hidden = true;
}

async function answer(exercise) {
  $("asked").hidden = true;
  $("bar").hidden = false;
  try {
    const reply = await fetch(`/video/${job}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ exercise }),
    });
    if (reply.ok) follow(job);
    else failed(await why(reply));
  } catch {
    problem(words.no_server);
  }
}

function done(state) {
  show(words.working, 1);
  $("again").hidden = false;
  if (!state.report) {
    problem(state.text ?? "");
    return;
  }
  $("report").href = state.report;
  $("report").hidden = false;
  location.assign(state.report);
}

function failed(reason) {
  problem(words.failed.replace("{why}", reason));
}

function problem(text) {
  $("problem").textContent = text;
  $("bar").hidden = true;
  $("what").textContent = "";
  $("again").hidden = false;
}

function show(sentence, share) {
  const percent = Math.round(100 * share);
  $("what").textContent = sentence.replace("{name}", name).replace("{percent}", percent);
  $("bar").hidden = false;
  $("bar").value = percent;
}

function again() {
  form.reset();
  $("other").value = "";
  for (const id of ["progress", "asked", "report", "again"]) $(id).hidden = true;
  $("problem").textContent = "";
  form.hidden = false;
  file.focus();
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
