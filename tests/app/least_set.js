// The least page that can run a set: the camera's frames go out, what comes back is kept in window.got.
const asked = Object.fromEntries(new URLSearchParams(location.search));
if (asked.free) asked.free = true;
const got = (window.got = { messages: [], delays: [], sent: 0, last: null });
const video = document.querySelector("video");
const socket = new WebSocket(`ws://${location.host}/ws/set`);
socket.binaryType = "arraybuffer";
window.set = socket;
const tab = new WebSocket(`ws://${location.host}/ws/tab`);
setInterval(() => tab.readyState === 1 && tab.send("here"), 5000);
tab.onmessage = (event) => (got.tab = JSON.parse(event.data));
let waiting = 0;
let missed = 0;
const fps = Number(asked.fps || 15);

socket.onmessage = (event) => {
  const message = JSON.parse(event.data);
  if (message.type === "screen" || message.type === "dropped") waiting -= 1;
  if (message.type === "screen") {
    got.first ??= performance.now() / 1000;
    got.delays.push(performance.now() / 1000 - message.capture_s);
    got.last = message.screen;
    return;
  }
  if (message.type === "say" && message.about_s) {
    const began_s = performance.now() / 1000;
    socket.send(JSON.stringify({ type: "spoken", id: message.id, began_s }));
    setTimeout(
      () => socket.readyState === 1 && socket.send(JSON.stringify({ type: "spoken", id: message.id, began_s, ended_s: performance.now() / 1000 })),
      1000 * message.about_s,
    );
  }
  got.messages.push(message);
};
socket.onclose = (event) => (got.closed = event.code);
socket.onopen = async () => {
  const { fps: _, ...rest } = asked;
  got.asked = performance.now() / 1000;
  socket.send(JSON.stringify({ type: "start", ...rest }));
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360 }, audio: false });
  video.srcObject = stream;
  await video.play();
  window.stream = stream;
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = canvas.getContext("2d");
  let due = 0;
  const frame = async (now) => {
    video.requestVideoFrameCallback(frame);
    if (socket.readyState !== 1 || now < due) return;
    due = Math.max(due + 1000 / fps, now - 1000 / fps);
    if (waiting >= 2) {
      missed += 1;
      return;
    }
    waiting += 1;
    const captured_s = performance.now() / 1000;
    context.drawImage(video, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
    const picture = new Uint8Array(await blob.arrayBuffer());
    const message = new Uint8Array(8 + picture.length);
    new DataView(message.buffer).setFloat64(0, captured_s, true);
    message.set(picture, 8);
    if (socket.readyState === 1) socket.send(message);
    got.sent += 1;
  };
  video.requestVideoFrameCallback(frame);
  setInterval(() => {
    if (missed && socket.readyState === 1) socket.send(JSON.stringify({ type: "missed", frames: missed }));
    missed = 0;
  }, 1000);
};
