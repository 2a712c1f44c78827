// Asking: from the field to the answer, turn after turn.
import { byId } from "./dom.js";
import { confirmed } from "./confirming.js";
import { number, t } from "./i18n.js";
import { begin, drop, forget, history, keep, turns } from "./conversation.js";
import { ask, patiently } from "./service.js";
import { say } from "./said.js";
import { render, spoken } from "./turn.js";

const shown = new WeakMap();

export function watchAsking() {
  const [form, field] = [byId("ask"), byId("question")];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (tooLong()) return say(byId("limit").textContent);
    if (field.value.trim()) pose(field.value.trim());
    field.value = "";
  });
  field.addEventListener("input", tooLong);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // it may end a word of an input method
    event.preventDefault();
    form.requestSubmit();
  });
  byId("fresh").addEventListener("click", startAnew);
  turns.forEach(show);
  arrange();
  turns.length && reveal(turns.at(-1));
}

/** Ask a question as the conversation's next turn. */
export function pose(question) {
  const turn = begin(question);
  arrange();
  return answer(turn);
}

async function startAnew() {
  await forgotten();
  byId("question").focus();
}

/** Whether what was said so far is forgotten, as a person is asked first. */
async function forgotten() {
  const wanted = await confirmed(t("new_really"), t("new_means"), t("new_conversation"));
  if (!wanted) return false;
  forget();
  byId("turns").replaceChildren();
  arrange();
  return true;
}

/** Whether the question has more characters (code points, as the service counts them) than it takes; then it is said. */
function tooLong() {
  const [field, limit] = [byId("question"), byId("limit")];
  const [length, most] = [[...field.value.trim()].length, Number(field.dataset.most)];
  limit.hidden = length <= most;
  limit.textContent = limit.hidden ? "" : t("too_long", { count: number(length), most: number(most) });
  field.setAttribute("aria-invalid", String(!limit.hidden));
  return !limit.hidden;
}

async function answer(turn) {
  const become = (state) => {
    if (!turns.includes(turn)) throw new Error("the conversation is over"); // nobody waits for it any more
    show(Object.assign(turn, { response: null, problem: null, waiting: null }, state));
  };
  become({});
  reveal(turn);
  say(t("looking"));
  try {
    const body = { question: turn.question, history: history(turn) };
    become({
      response: await patiently(
        () => ask(body),
        ({ status, message }) => become({ waiting: { status, message } }),
      ),
    });
    say(spoken(turn.response));
  } catch ({ status, message }) {
    if (!turns.includes(turn)) return;
    become({ problem: { status, message } });
    say(t("failed", { reason: message }));
  }
  keep();
}

function show(turn) {
  const element = render(turn, turns.indexOf(turn) + 1, {
    again: answer,
    drop: async (which, question) => {
      drop(which, question);
      await answer(which);
      byId("question").focus(); // the button that had the focus is gone
    },
    alone: async ({ question }) => {
      if (await forgotten()) await pose(question);
      byId("question").focus();
    },
  });
  if (shown.has(turn)) shown.get(turn).replaceWith(element);
  else byId("turns").append(element);
  shown.set(turn, element);
}

function reveal(turn) {
  shown.get(turn).scrollIntoView({ block: "start" });
}

/** The page before the first question, or the page of a conversation. */
function arrange() {
  document.body.classList.toggle("talking", turns.length > 0);
  byId("fresh").hidden = turns.length === 0;
}
