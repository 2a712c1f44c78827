// Asking: from the field to the answer, turn after turn.
import { byId } from "./dom.js";
import { t } from "./i18n.js";
import { begin, drop, forget, history, keep, turns } from "./conversation.js";
import { ask, patiently } from "./service.js";
import { say } from "./said.js";
import { render, spoken } from "./turn.js";

const shown = new WeakMap();

export function watchAsking() {
  const [form, field] = [byId("ask"), byId("question")];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) pose(field.value.trim());
    field.value = "";
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // it may end a word of an input method
    event.preventDefault();
    form.requestSubmit();
  });
  byId("fresh").addEventListener("click", () => {
    forget();
    byId("turns").replaceChildren();
    arrange();
    field.focus();
  });
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

async function answer(turn) {
  const become = (state) => show(Object.assign(turn, { response: null, problem: null, waiting: null }, state));
  become({});
  reveal(turn);
  say(t("looking"));
  try {
    const body = { question: turn.question, history: history(turn) };
    become({
      response: await patiently(
        () => ask(body),
        (reason) => become({ waiting: reason }),
      ),
    });
    say(spoken(turn.response));
  } catch (problem) {
    become({ problem: problem.message });
    say(t("failed", { reason: problem.message }));
  }
  reveal(turn);
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
