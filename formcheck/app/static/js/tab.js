// Tells the program that this tab is open, and the person when it is the second one or the program has ended.
const bar = document.getElementById("tab-bar");
let socket = null;
let tries = 0;

function open() {
  socket = new WebSocket(`ws://${location.host}/ws/tab`);
  socket.addEventListener("open", () => { tries = 0; say(""); });
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === "tab") say(message.second ? bar?.dataset.second : "");
  });
  socket.addEventListener("close", () => {
    tries += 1;
    if (tries > 2) say(bar?.dataset.gone);
    setTimeout(open, Math.min(tries, 10) * 1000);
  });
}

function say(text) {
  if (bar && bar.textContent !== (text ?? "")) bar.textContent = text ?? "";
}

open();
