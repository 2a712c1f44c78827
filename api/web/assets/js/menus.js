// Menus are <details>: here they also close on Escape, on a click elsewhere, and when the focus leaves them.

const open = () => document.querySelectorAll("details.menu[open]");

export function watchMenus() {
  document.addEventListener("toggle", ({ target }) => shown(target), true); // it does not bubble
  document.addEventListener("click", (event) => closeBut(event.target));
  document.addEventListener("focusin", (event) => closeBut(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.stopImmediatePropagation(); // one Escape closes one thing
    }
  });
}

/** A menu that opens below the window's edge is scrolled into sight; the header's own is always there. */
function shown(menu) {
  if (menu.matches("main details.menu[open]")) menu.querySelector("ul").scrollIntoView({ block: "nearest" });
}

function closeBut(target) {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
}
