// The way back: closing the pane returns to where it was opened, however many documents were read one after the other.

let steps = -1; // since nothing was open; 0 too where the page began with something open
let leaving = false;

/** The address has changed, or is seen for the first time. */
export function arrive() {
  history.scrollRestoration = "manual"; // the conversation stays where it is while documents come and go
  if (leaving && location.hash) history.replaceState({ steps: 0 }, "", location.pathname);
  leaving = false;
  steps = history.state?.steps ?? (location.hash ? steps + 1 : 0);
  history.replaceState({ steps }, "");
}

/** Go back to where nothing was open; whatever listens for the address hears of it. */
export function leave() {
  leaving = true;
  if (steps > 0) history.go(-steps);
  else dispatchEvent(new HashChangeEvent("hashchange"));
}
