// Sends what a person chose or noted, and gives the sentence that says whether it is kept.
export async function keep(place, body, words) {
  try {
    const reply = await fetch(place, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    return reply.ok ? words.kept : words.not_kept.replace("{why}", await why(reply));
  } catch {
    return words.no_server;
  }
}

/** The sentence of an answer that is none. */
export async function why(reply) {
  return (await reply.json().catch(() => ({}))).text ?? `${reply.status}`;
}

/** What a form says of the pain in a set. 0 is "it did not hurt". */
export function painOf(form, set) {
  const chosen = form.querySelector("input[type=radio]:checked");
  const strength = chosen ? Number(chosen.value) : null;
  const pain = strength === 0 ? { pain: false } : { strength };
  return { set, ...(chosen ? pain : {}), note: form.querySelector("[name=note]").value };
}
