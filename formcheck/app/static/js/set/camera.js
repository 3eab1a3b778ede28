// The browser's camera: its picture, and its frames as JPEG with the time at which each was taken.
const WANTED = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 30 } };
const WIDEST = 640;
const QUALITY = 0.8;

/** Why a camera did not open: one of the keys of the sentences about it. */
export class CameraError extends Error {
  constructor(why, detail = "") {
    super(detail);
    this.why = why;
  }
}

const WHY = {
  NotAllowedError: "refused", PermissionDeniedError: "refused", NotReadableError: "busy", TrackStartError: "busy", AbortError: "busy",
  NotFoundError: "none", DevicesNotFoundError: "none", OverconstrainedError: "none", SecurityError: "policy",
};

/** Open the camera of a name, else the first there is, and show it. */
export async function openCamera(video, name) {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("no_browser");
  try {
    let stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: WANTED });
    const other = await namedOther(stream, name);
    if (other) {
      stop(stream);
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...WANTED, deviceId: { exact: other } } });
    }
    video.srcObject = stream;
    await video.play();
    return stream;
  } catch (error) {
    throw new CameraError(WHY[error.name] ?? "other", error.message);
  }
}

/** Only names are kept from day to day: a camera's id is another one at every address. */
async function namedOther(stream, name) {
  if (!name || stream.getVideoTracks()[0].label === name) return null;
  const cameras = await navigator.mediaDevices.enumerateDevices();
  return cameras.find((each) => each.kind === "videoinput" && each.label === name)?.deviceId ?? null;
}

export function stop(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Frames of a video for a link: the newest whenever it is free; how many it was not free for is told once a second. */
export class Frames {
  constructor(video, link) {
    Object.assign(this, { video, link, going: true, busy: false, missed: 0 });
    this.timer = setInterval(() => this.tellMissed(), 1000);
    this.wait();
  }

  stop() {
    this.going = false;
    clearInterval(this.timer);
  }

  tellMissed() {
    if (this.missed) this.link.tell({ type: "missed", frames: this.missed });
    this.missed = 0;
  }

  wait() {
    if (!this.going) return;
    if (this.video.requestVideoFrameCallback) {
      this.video.requestVideoFrameCallback((now, frame) => { this.take((frame.captureTime ?? now) / 1000); this.wait(); });
    } else {
      setTimeout(() => { this.take(performance.now() / 1000); this.wait(); }, 33);
    }
  }

  async take(capture_s) {
    if (!this.video.videoWidth) return;
    if (this.busy || !this.link.free) {
      this.missed += 1;
      return;
    }
    this.busy = true;
    try {
      const scale = Math.min(1, WIDEST / this.video.videoWidth);
      this.size(Math.round(this.video.videoWidth * scale), Math.round(this.video.videoHeight * scale));
      this.paper.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
      const blob = await this.jpeg();
      if (this.going && blob) this.link.frame(capture_s, await blob.arrayBuffer());
    } finally {
      this.busy = false;
    }
  }

  size(width, height) {
    if (this.canvas?.width === width && this.canvas.height === height) return;
    this.canvas = window.OffscreenCanvas ? new OffscreenCanvas(width, height) : document.createElement("canvas");
    this.canvas.width = width;
    this.canvas.height = height;
    this.paper = this.canvas.getContext("2d", { alpha: false });
  }

  jpeg() {
    if (this.canvas.convertToBlob) return this.canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    return new Promise((done) => { this.canvas.toBlob(done, "image/jpeg", QUALITY); });
  }
}
