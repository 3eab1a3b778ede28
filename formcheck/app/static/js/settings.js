// Settings: kept as they are chosen; the colours and the size of the text change at once.
import { keep } from "./keep.js";
import { localVoices, speak } from "./set/voice.js";

const SHOWN_MS = 3000;
const $ = (id) => document.getElementById(id);
const words = JSON.parse($("data").textContent).sentences.settings;
const form = $("settings");

form.addEventListener("change", async () => {
  const chosen = settings();
  document.documentElement.dataset.theme = chosen.theme;
  document.documentElement.dataset.text = chosen.text;
  tell(await keep("/settings", chosen, words));
});

function settings() {
  const asked = new FormData(form);
  return {
    camera: asked.get("camera"), voice: asked.has("voice"), voice_name: asked.get("voice_name"), speed: Number(asked.get("speed")),
    text: asked.get("text"), theme: asked.get("theme"), side: asked.get("side"), programme: asked.getAll("programme"),
    record: asked.has("record"),
  };
}

function tell(text) {
  $("kept").textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { $("kept").textContent = ""; }, SHOWN_MS);
}

function offer(select, names) {
  const now = select.dataset.now;
  for (const name of new Set([...names, now].filter(Boolean))) select.add(new Option(name, name, false, name === now));
}

async function voices() {
  const local = await localVoices();
  offer(form.elements.voice_name, local.map((each) => each.name));
  $("no-voice").hidden = local.length > 0;
  $("try").disabled = local.length === 0;
  $("try").addEventListener("click", () => {
    const { voice_name, speed } = settings();
    speak(words.voice_sample, local.find((each) => each.name === voice_name) ?? local[0], speed);
  });
}

async function cameras() {
  const found = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const names = found.filter((each) => each.kind === "videoinput").map((each) => each.label).filter(Boolean);
  offer(form.elements.camera, names);
  $("no-camera").hidden = names.length > 0;
}

$("delete").addEventListener("click", () => { $("sure").hidden = false; $("no").focus(); });
$("no").addEventListener("click", () => { $("sure").hidden = true; $("delete").focus(); });
$("yes").addEventListener("click", async () => {
  const text = await keep("/delete-all", { sure: true }, { ...words, kept: words.deleted });
  $("sure").hidden = true;
  $("delete").disabled = text === words.deleted;
  $("deleted").textContent = text;
});

voices();
cameras();
