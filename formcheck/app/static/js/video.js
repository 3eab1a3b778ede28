// A recording: it is sent to the program on this machine, looked at there, and its report opens.
import { why } from "./keep.js";

const ASK_MS = 400;
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("data").textContent).sentences.video;
const form = $("video");
const file = form.elements.file;
let job = null;
let name = "";

file.disabled = false;
file.addEventListener("change", () => file.files[0] && begin(file.files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && !form.hidden && event.dataTransfer.files[0]) begin(event.dataTransfer.files[0]);
  });
}
$("choices").addEventListener("click", ({ target }) => target.value && answer(target.value));
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
  if (state.state === "asking") ask(state.choices[0]?.words ?? state.text, state.choices, words.yes);
  else if (state.state === "failed") failed(state.text);
  else if (state.state === "done") done(state);
  else {
    if (state.of) show(words.working, state.done / state.of);
    else $("what").textContent = state.text;
    setTimeout(() => follow(job), ASK_MS);
  }
}

/** A question about which exercise it is, with what it looks like to choose from; the first may be a yes. */
function ask(question, choices, yes = "") {
  $("question").textContent = question;
  $("choices").replaceChildren(...choices.map((choice, i) => {
    const button = Object.assign(document.createElement("button"), { value: choice.exercise, textContent: i || !yes ? choice.name : yes });
    button.classList.toggle("main", Boolean(yes) && i === 0);
    return button;
  }));
  $("other").value = "";
  $("asked").hidden = false;
  $("bar").hidden = true;
}

async function answer(exercise) {
  $("asked").hidden = $("report").hidden = $("open").hidden = true;
  $("problem").textContent = "";
  show(words.working, 0);
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
  $("what").textContent = state.text;
  const name = [...$("other").options].find((each) => each.value === state.exercise)?.textContent ?? state.exercise;
  ask(words.looked_as.replace("{name}", name), state.choices);
  $("again").hidden = $("open").hidden = $("report").hidden = false;
  $("open").href = $("report").src = state.report;
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
  for (const id of ["progress", "asked", "report", "again", "open"]) $(id).hidden = true;
  $("report").removeAttribute("src");
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
