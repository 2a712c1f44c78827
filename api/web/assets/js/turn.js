// One turn of the conversation: the question, what it was read with, and the answer or the honest refusal.
import { byId, h } from "./dom.js";
import { count, either, percent, t } from "./i18n.js";
import { toCitation } from "./link.js";
import { dateOf, mark, passage } from "./passage.js";
import { because, waiting } from "./state.js";

const SHORT = 120; // UTF-16 units of a short answer; a longer one is seen well enough where it stands
const WORDS = [
  [0.85, "sure", 3],
  [0.6, "likely", 2],
  [0, "possible", 1],
];

/**
 * `again(turn)` asks it once more; `drop(turn, question)` asks it without one of the earlier questions, `alone(turn)`
 * without any, in a new conversation.
 */
export function render(turn, number, { again, drop, alone }) {
  const heading = h("h2", { id: `turn-${number}`, dir: "auto" }, turn.question);
  return h(
    "article",
    { class: "turn", "aria-labelledby": heading.id, "aria-busy": !turn.response && !turn.problem && "true" },
    heading,
    turn.response?.context.length ? context(turn, drop, alone) : null,
    body(turn, again),
  );
}

/** The answer in a sentence or two, for those who hear it. */
export function spoken({ status, confidence, answer, refusal, passages }) {
  if (status === "answered") return `${t(sureness(confidence)[1])}: ${answer.text}`;
  return passages.length ? `${t("no_answer")} ${why(refusal)}` : without(refusal);
}

function body(turn, again) {
  if (turn.problem) {
    const retry = h("button", { type: "button", class: "quiet", onclick: () => again(turn) }, t("try_again"));
    return h("p", { class: "note problem" }, words(turn.problem), " ", retry);
  }
  if (turn.waiting) return h("p", { class: "note looking" }, waiting(turn.waiting));
  if (!turn.response) return h("p", { class: "note looking" }, t("looking"));
  const said = turn.response.status === "answered" ? answered(turn.response) : refused(turn.response);
  return [said, incomplete(turn.response.library)];
}

/** Which documents are damaged, so that the answer may not be all that there is. */
function incomplete({ left_out: damaged }) {
  return damaged.length ? h("p", { class: "note problem" }, t("left_out", { names: damaged.join(", ") })) : null;
}

const words = (problem) => (problem.message ? because("failed", problem) : t("unanswered"));

function answered({ answer, answers, confidence, passages }) {
  const [first, ...others] = passages;
  const card = passage(first, { marked: true, span: answer.span });
  card.prepend(certainty(confidence), ...short(answer, first.citation));
  return [card, disagreement(answers, passages), others.length ? rest(others) : null];
}

/** The words that are the answer itself, large, where they are fewer than those that are quoted. */
function short({ text, span }, { document }) {
  if (!span || span.text === text || span.text.length > SHORT) return [];
  return [h("p", { class: "short", lang: document.language, dir: "auto" }, span.text)];
}

/**
 * What other documents say of the same, where it is another value, with the first answer's; the newest first, where all
 * of them say when they were published.
 */
function disagreement([first, ...others], passages) {
  const differing = others.filter(({ citation }) => first.differs_from.includes(citation));
  if (!differing.length) return null;
  const told = [first, ...differing].map((each) => [each, passages[each.citation - 1].citation]);
  const dated = told.every(([, { document }]) => document.published);
  if (dated) told.sort(([, { document: one }], [, { document: other }]) => compared(other.published, one.published));
  const lines = told.map(([answer, citation]) => {
    const { language, title } = citation.document;
    const value = h("strong", { lang: language }, (answer.span ?? answer).text);
    const parts = [value, dateOf(citation.document), h("span", { lang: language }, title)];
    return h("li", {}, parts.flatMap((part) => [part, " "]), mark(citation, toCitation(citation)));
  });
  return h("div", { class: "differ" }, h("p", {}, dated ? t("differ_dated") : t("differ")), h("ul", {}, lines));
}

const compared = (one, other) => (one < other ? -1 : Number(one > other));

function refused({ refusal, passages }) {
  if (!passages.length) return h("div", { class: "refusal" }, h("p", { dir: "auto" }, without(refusal)));
  return h(
    "div",
    { class: "refusal" },
    h("p", { class: "verdict" }, t("no_answer")),
    h("p", {}, why(refusal)),
    h("p", { class: "label" }, t("nearest")),
    passages.slice(0, 3).map((found) => passage(found, { marked: false })),
  );
}

/** Why nothing was found: there is nothing yet; or, in the words and the language of a greeting, how to ask. */
function without({ reason }) {
  return byId("held").textContent === "0" ? t("empty") : reason;
}

function why({ missing_terms: missing }) {
  return missing.length ? t("missing", { words: either(missing) }) : t("no_fit");
}

function sureness(confidence) {
  return WORDS.find(([least]) => confidence >= least);
}

function certainty(confidence) {
  const [, words, bars] = sureness(confidence);
  const number = t("confidence", { percent: percent(confidence) });
  return h(
    "p",
    { class: "certainty", title: number },
    h("span", { class: `bars bars-${bars}`, "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    t(words),
    h("span", { class: "unseen" }, ` (${number})`),
  );
}

/** The other passages: their numbers at once, their words when wanted. */
function rest(others) {
  const list = h(
    "div",
    { class: "others", hidden: true },
    others.map((found) => passage(found, { marked: true })),
  );
  const marks = h(
    "ul",
    { class: "marks" },
    others.map(({ citation }) => h("li", {}, mark(citation, toCitation(citation)))),
  );
  const toggle = () => {
    list.hidden = !list.hidden;
    marks.hidden = !list.hidden;
    button.setAttribute("aria-expanded", String(!list.hidden));
    list.firstElementChild.scrollIntoView({ block: "nearest" });
  };
  const button = h(
    "button",
    { type: "button", class: "quiet fold", "aria-expanded": "false", onclick: toggle },
    count("other_passages", others.length),
  );
  return [h("div", { class: "rest" }, button, marks), list];
}

function context(turn, drop, alone) {
  const chips = turn.response.context.map((question) => {
    const button = h(
      "button",
      { type: "button", "aria-label": t("drop", { question }), onclick: () => drop(turn, question) },
      "×",
    );
    return h("li", { class: "chip" }, h("span", { dir: "auto" }, question), button);
  });
  const anew = h("button", { type: "button", class: "quiet", onclick: () => alone(turn) }, t("new_conversation"));
  return h("div", { class: "context" }, h("span", { class: "label" }, t("read_with")), h("ul", {}, chips), anew);
}
