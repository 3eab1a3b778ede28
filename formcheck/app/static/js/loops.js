// Plays the demonstrations that are in sight; where less motion is wished for, and until one can play, its still stays.
const still = matchMedia("(prefers-reduced-motion: reduce)");

const inSight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const video = target.querySelector("video[data-loop]");
    if (isIntersecting && !still.matches) play(video);
    else video.pause();
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

/** Look after the demonstrations inside an element: new ones that a module has put there as well. */
export function watchLoops(inside = document) {
  for (const video of inside.querySelectorAll("video[data-loop]")) inSight.observe(video.parentElement);
}

watchLoops();
