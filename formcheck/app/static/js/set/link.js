// The socket of a set: frames and keys out, screens and words in; at most two frames are under way.
const MOST = 2;

export class Link {
  constructor(handlers) {
    this.handlers = handlers;
    this.unanswered = 0;
    this.over = false;
    this.socket = new WebSocket(`ws://${location.host}/ws/set`);
    this.socket.binaryType = "arraybuffer";
    this.opened = new Promise((done, failed) => {
      this.socket.addEventListener("open", done, { once: true });
      this.socket.addEventListener("error", failed, { once: true });
    });
    this.socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") this.take(JSON.parse(data));
      else this.handlers.picture(new Blob([new Uint8Array(data, 8)]));
    });
    this.socket.addEventListener("close", () => { if (!this.over) this.handlers.gone(); });
  }

  get free() {
    return this.unanswered < MOST && this.socket.readyState === WebSocket.OPEN;
  }

  frame(capture_s, jpeg) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const message = new Uint8Array(8 + jpeg.byteLength);
    new DataView(message.buffer).setFloat64(0, capture_s, true);
    message.set(new Uint8Array(jpeg), 8);
    this.unanswered += 1;
    this.socket.send(message);
  }

  tell(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  close() {
    this.over = true;
    this.socket.close();
  }

  take(message) {
    if (message.type === "screen" || message.type === "dropped") this.unanswered = Math.max(0, this.unanswered - 1);
    if (message.type === "over" || message.type === "refused") this.over = true;
    this.handlers[message.type]?.(message);
  }
}
