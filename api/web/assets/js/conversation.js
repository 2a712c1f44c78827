// The conversation: what was asked and answered so far. It is kept in this browser tab, and nowhere else.

const KEY = "rujuk.conversation.3"; // another number when turns are kept in another form
const MOST = 50; // earlier questions that are sent; the service takes 100 turns, a question and an answer each

/**
 * Each turn: `{question, before: [{question, answer}], response, problem, waiting}`, oldest first; null what is not.
 * `problem` and `waiting` are `{status, message}`; the problem of a turn that the page did not live to see answered
 * has no message.
 */
export const turns = restored();

/** A new turn, read with those before it that the last one was read with, and with the last one. */
export function begin(question) {
  const last = turns.at(-1);
  const before = last ? [...last.before, { question: last.question, answer: last.response?.answer?.text ?? null }] : [];
  turns.push({ question, before, response: null, problem: null, waiting: null });
  keep();
  return turns.at(-1);
}

/** Let the turn be read without one of the earlier questions. */
export function drop(turn, question) {
  const kept = turn.response.context.filter((each) => each !== question);
  turn.before = turn.before.filter((each) => kept.includes(each.question));
}

/** What is sent to the service as `history`. The first question set the topic, so it is never left out. */
export function history(turn) {
  const { before } = turn;
  const sent = before.length > MOST ? [before[0], ...before.slice(1 - MOST)] : before;
  return sent.flatMap(({ question, answer }) => [
    { role: "user", content: question },
    ...(answer === null ? [] : [{ role: "assistant", content: answer }]),
  ]);
}

export function forget() {
  turns.length = 0;
  keep();
}

export function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(turns));
  } catch {
    // No room, or not allowed: the conversation then ends with the page.
  }
}

function restored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    return kept.map((turn) => (turn.response || turn.problem ? turn : { ...turn, waiting: null, problem: {} }));
  } catch {
    return [];
  }
}
