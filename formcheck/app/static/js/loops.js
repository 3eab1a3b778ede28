// Plays the demonstrations that are in sight; where less motion is wished for, and until one can play, its still stays.
import { Skeleton } from "./skeleton.js";

const LOOPS = "video[data-loop], canvas[data-skeleton]";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const skeletons = new WeakMap();

const inSight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const loop = target.querySelector(LOOPS);
    if (loop.dataset.skeleton) draw(loop, isIntersecting);
    else if (isIntersecting && !still.matches) play(loop);
    else loop.pause();
  }
}, { rootMargin: "80px" });

function play(video) {
  if (!video.src) {
    video.src = video.dataset.loop;
    video.addEventListener("playing", () => { video.hidden = false; }, { once: true });
    video.addEventListener("error", () => { video.hidden = true; });
  }
  video.play().catch(() => { video.hidden = true; });
}

function draw(canvas, inView) {
  if (!inView && !skeletons.has(canvas)) return;
  if (!skeletons.has(canvas)) skeletons.set(canvas, new Skeleton(canvas));
  skeletons.get(canvas).show(inView, still.matches);
}

/** Look after the demonstrations inside an element: new ones that a module has put there as well. */
export function watchLoops(inside = document) {
  for (const loop of inside.querySelectorAll(LOOPS)) inSight.observe(loop.parentElement);
}

watchLoops();
