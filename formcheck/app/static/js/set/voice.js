// Speaks with a voice of this machine; what a line's moment has passed for is left out. Voices that are services are never used.
export class Voice {
  constructor(settings, waits_s, tell) {
    Object.assign(this, { settings, waits_s, tell, waiting: [], speaking: false, voice: null });
  }

  /** "page" if the browser has a voice of this machine, "system" if not, "off" if none is wanted. */
  async choose() {
    if (!this.settings.voice) return "off";
    const local = await localVoices();
    this.voice = local.find((each) => each.name === this.settings.voice_name) ?? local[0] ?? null;
    return this.voice ? "page" : "system";
  }

  say(line) {
    if (!this.voice) return;
    this.waiting.push({ ...line, since: performance.now() });
    this.next();
  }

  quiet() {
    this.waiting = [];
    window.speechSynthesis?.cancel();
  }

  next() {
    if (this.speaking) return;
    const line = this.waiting.shift();
    if (!line) return;
    const most = this.waits_s[line.kind];
    if (most !== null && performance.now() - line.since > 1000 * most) {
      this.next();
      return;
    }
    const speech = new SpeechSynthesisUtterance(line.text);
    speech.voice = this.voice;
    speech.lang = this.voice.lang;
    speech.rate = this.settings.speed;
    this.speaking = true;
    let began_s = null;
    speech.onstart = () => { began_s = performance.now() / 1000; };
    speech.onend = speech.onerror = () => {
      if (began_s !== null) this.tell({ type: "spoken", id: line.id, began_s, ended_s: performance.now() / 1000 });
      this.speaking = false;
      this.next();
    };
    speechSynthesis.speak(speech);
  }
}

/** English voices of this machine, once the browser knows them. */
export async function localVoices() {
  if (!window.speechSynthesis) return [];
  const local = () => speechSynthesis.getVoices().filter((each) => each.localService && each.lang.toLowerCase().startsWith("en"));
  if (!speechSynthesis.getVoices().length) {
    await new Promise((done) => {
      speechSynthesis.addEventListener("voiceschanged", done, { once: true });
      setTimeout(done, 700);
    });
  }
  return local();
}
