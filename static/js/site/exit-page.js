// "Exit this page": blanks the page at once and leaves for an ordinary one, by the button or by
// pressing Shift three times. The link itself works without any of this.

const link = document.querySelector("[data-exit-page]");
const LEFT = "cg-left";
const PATIENCE = 5000; // milliseconds between the presses of Shift

function blank() {
  const cover = document.createElement("div");
  cover.className = "cg-blank";
  document.title = "";
  document.documentElement.classList.add("cg-gone");
  document.body.append(cover);
}

function leave() {
  blank();
  try {
    sessionStorage.setItem(LEFT, "1");
  } catch {
    // Storage may be off: leaving matters more.
  }
  // What stands in the address bar must not stay in this tab's history.
  history.replaceState(null, "", "/");
  location.replace(link.href);
}

// Somebody presses Back on the ordinary page: do not show what was left.
function guard(event) {
  const back =
    event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  let left = null;
  try {
    left = sessionStorage.getItem(LEFT);
    if (left && !back) sessionStorage.removeItem(LEFT);
  } catch {
    return;
  }
  if (left && back) leave();
}

if (link) {
  window.addEventListener("pageshow", guard);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  const spoken = document.createElement("div");
  spoken.className = "nhsuk-u-visually-hidden";
  spoken.setAttribute("aria-live", "assertive");
  document.body.append(spoken);

  let presses = 0;
  let timer = 0;
  let alone = false;
  const say = (words) => {
    spoken.textContent = words;
  };
  const forget = () => {
    if (presses) say(link.dataset.exitStayed);
    presses = 0;
  };

  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat ? true : event.key === "Shift" && alone;
    if (event.key !== "Shift" && presses) {
      clearTimeout(timer);
      forget();
    }
  });
  document.addEventListener("keyup", (event) => {
    // Shift together with a letter is writing, not leaving.
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    presses += 1;
    clearTimeout(timer);
    if (presses >= 3) {
      say(link.dataset.exitLeaving);
      leave();
      return;
    }
    say(presses === 1 ? link.dataset.exitOnce : link.dataset.exitTwice);
    timer = setTimeout(forget, PATIENCE);
  });
}
