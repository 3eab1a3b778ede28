// Speaks with a voice of this machine: one line at a time, as the program asks. Voices that are services are never used.
export class Voice {
  constructor(settings, tell) {
    Object.assign(this, { settings, tell, voice: null });
  }

  /** "page" if the browser has a voice of this machine, "system" if not, "off" if none is wanted. */
  async choose() {
    if (!this.settings.voice) return "off";
    const local = await localVoices();
    this.voice = local.find((each) => each.name === this.settings.voice_name) ?? local[0] ?? null;
    return this.voice ? "page" : "system";
  }

  get name() {
    return this.voice?.name ?? "";
  }

  say({ id, text }) {
    if (!this.voice) return;
    const spoken = (more) => this.tell({ type: "spoken", id, ...more });
    let began_s = null;
    speak(text, this.voice, this.settings.speed, {
      onstart: () => { began_s = performance.now() / 1000; spoken({ began_s }); },
      onend: () => spoken({ began_s, ended_s: performance.now() / 1000 }),
      onerror: () => spoken({ sound: false }),
    });
  }

  quiet() {
    window.speechSynthesis?.cancel();
  }
}

/** Speak a line with a voice, as fast as `rate` says. */
export function speak(text, voice, rate, handlers = {}) {
  const speech = new SpeechSynthesisUtterance(text);
  Object.assign(speech, { voice, lang: voice.lang, rate, ...handlers });
  speechSynthesis.speak(speech);
}

/** English voices of this machine, once the browser knows them. */
export async function localVoices() {
  if (!window.speechSynthesis) return [];
  if (!speechSynthesis.getVoices().length) {
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 700);
    });
  }
  return speechSynthesis.getVoices().filter((each) => each.localService && each.lang.toLowerCase().startsWith("en"));
}
