// Adding files: by choosing or dropping them, one after the other, each with its progress and what became of it.
import { h } from "./dom.js";
import { percent, t } from "./i18n.js";
import { say } from "./said.js";
import { add } from "./service.js";

const KINDS = ".pdf,.docx,.html,.htm,.md,.txt,.jsonl";
const rows = h("ul", { class: "uploads" }); // stays when the pane shows something else meanwhile
let queue = Promise.resolve();

/** The place to choose files, and to see what becomes of them; `added` is called after each file that was taken. */
export function dropZone(added) {
  const input = h("input", {
    type: "file",
    multiple: true,
    accept: KINDS,
    class: "unseen",
    id: "files",
    onchange: () => {
      take(input.files, added);
      input.value = ""; // so that the same file may be chosen again
    },
  });
  const zone = h(
    "div",
    { class: "drop" },
    input,
    h("label", { for: "files", class: "strong" }, t("choose")),
    h("span", {}, " ", t("drop_here")),
    h("p", { class: "source" }, t("formats")),
  );
  return h("section", {}, zone, rows);
}

/** Take files that are dropped anywhere on the page: a browser would leave the page to show them. */
export function watchDrops(added) {
  const ours = (listen) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return; // words that are dragged into the field
    event.preventDefault();
    listen(event);
  };
  const over = (on) => document.body.classList.toggle("dragging", on);
  document.addEventListener(
    "dragover",
    ours(() => over(true)),
  );
  document.addEventListener(
    "dragleave",
    ours((event) => event.relatedTarget || over(false)),
  );
  document.addEventListener(
    "drop",
    ours((event) => {
      over(false);
      location.hash = "#library";
      take(event.dataTransfer.files, added);
    }),
  );
}

function take(files, added) {
  for (const file of files) {
    const row = line(file.name);
    rows.prepend(row.element);
    queue = queue.then(() => upload(file, row, added)); // the service reads one file at a time as well
  }
}

async function upload(file, row, added) {
  try {
    const { documents } = await add(file, (share) => row.progress(share));
    row.done(
      summary(documents),
      documents.every(({ status }) => status === "refused"),
    );
    await added();
  } catch (problem) {
    row.done(t("refused", { reason: problem.message }), true);
  }
}

function line(name) {
  const bar = h("progress", { max: "1", value: "0", "aria-label": name });
  const state = h("span", {}, t("waiting"));
  const element = h("li", {}, h("strong", { dir: "auto" }, name), bar, state);
  return {
    element,
    progress(share) {
      if (share < 1) bar.value = share;
      else bar.removeAttribute("value"); // sent; how long reading it takes nobody knows
      state.textContent = share < 1 ? t("sending", { percent: percent(share) }) : t("reading");
    },
    done(words, refused) {
      bar.remove();
      state.textContent = words;
      element.classList.add(refused ? "refused" : "taken");
      say(`${name}: ${words}`);
    },
  };
}

function summary(documents) {
  if (documents.length === 1) return t(documents[0].status, { reason: documents[0].detail });
  const number = (...statuses) => documents.filter(({ status }) => statuses.includes(status)).length;
  return t("several", {
    added: number("added", "updated"),
    unchanged: number("unchanged"),
    refused: number("refused"),
  });
}
