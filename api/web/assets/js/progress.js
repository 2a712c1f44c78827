// What becomes of files that are added: a line for each, in order; those that are done give way to the others.
import { h } from "./dom.js";
import { number, percent, t } from "./i18n.js";
import { say } from "./said.js";
import { because, waiting } from "./state.js";

const OPEN = 3; // lines that stay in sight once their file is taken
const REMARKS = 5; // of one file
const current = h("ul", { class: "uploads" });
const taken = h("ul", { class: "uploads" });
const summary = h("summary", { class: "source" });
const fold = h("details", { class: "taken-files", hidden: true }, summary, taken);

/** All the lines; they stay when the pane shows something else meanwhile. */
export const progress = h("div", {}, fold, current);

/** A line for one more file. */
export function line(name) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": name });
  const state = h("span", {}, t("waiting"));
  const element = h("li", { class: "queued" }, h("strong", { dir: "auto" }, name), bar, state);
  current.append(element);
  tidy();
  return {
    sent(share) {
      element.classList.remove("queued");
      if (share < 1) bar.value = share;
      else bar.removeAttribute("value"); // sent; how long reading it takes nobody knows
      state.textContent = share < 1 ? t("sending", { percent: percent(share) }) : t("reading");
    },
    waits(problem) {
      state.replaceChildren(...waiting(problem));
    },
    /** `remarks`: what the service says of the documents, in its English, such as what was left out of them. */
    taken(words, remarks) {
      const more = remarks.length > REMARKS ? "…" : null;
      end("taken", [words, [...remarks.slice(0, REMARKS), more].map((each) => each && h("small", { lang: "en" }, each))]);
    },
    /** `problem` as service.js throws it. The reason often begins with the name, which stands before it already. */
    refused(problem) {
      const message = problem.message.startsWith(`${name}: `) ? problem.message.slice(name.length + 2) : problem.message;
      end("refused", because("refused", { status: problem.status, message }));
    },
  };

  function end(what, words) {
    bar.remove();
    state.replaceChildren(...words.flat().filter(Boolean));
    element.classList.remove("queued");
    element.classList.add(what);
    say(`${name}: ${[...state.childNodes].map((node) => node.textContent).join(" ")}`);
    tidy();
  }
}

function tidy() {
  taken.append(...[...current.querySelectorAll(".taken")].slice(0, -OPEN));
  const lines = [...progress.querySelectorAll("li")];
  const done = lines.filter((each) => each.matches(".taken, .refused")).length;
  fold.hidden = lines.length <= OPEN;
  summary.textContent = t("files_done", { done: number(done), total: number(lines.length) });
}
