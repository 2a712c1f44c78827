// What a screen reader is told, without the focus being moved.
import { byId } from "./dom.js";

export function say(text) {
  const said = byId("said");
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = text; // in a frame of its own, or the same words twice would be heard once
  });
}
