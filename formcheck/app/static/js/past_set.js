// What is noted of a set afterwards.
import { keep, painOf } from "./keep.js";

const words = JSON.parse(document.getElementById("data").textContent).sentences.end;
const form = document.querySelector("form.pain");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  form.querySelector("[role=status]").textContent = await keep("/pain", painOf(form, Number(form.dataset.set)), words);
});
