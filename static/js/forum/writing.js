// Writing with a little help: a toolbar, a preview beside the box, and drafts kept as one types.
// Every form works without any of this.

const PAUSE = 1500; // milliseconds after the last key before a draft is kept

const TOOLS = [
  { label: "Bold", before: "**", after: "**", sample: "bold words" },
  { label: "Slanted", before: "*", after: "*", sample: "slanted words" },
  { label: "List", line: "- ", sample: "one thing" },
  { label: "Quote", line: "> ", sample: "their words" },
  { label: "Link", before: "[", after: "](https://)", sample: "words" },
];

function put(box, tool) {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const chosen = value.slice(start, end) || tool.sample;
  let words;
  if (tool.line) {
    const lines = chosen.split("\n").map((line) => tool.line + line).join("\n");
    words = (start > 0 && value[start - 1] !== "\n" ? "\n" : "") + lines;
  } else {
    words = tool.before + chosen + tool.after;
  }
  box.setRangeText(words, start, end, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function toolbar(box) {
  const bar = document.createElement("div");
  bar.className = "cg-toolbar";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Make words bold, a list or a link");
  for (const tool of TOOLS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cg-toolbar__button";
    button.textContent = tool.label;
    button.addEventListener("click", () => put(box, tool));
    bar.append(button);
  }
  box.before(bar);
}

function helped(form) {
  const box = form.querySelector("[data-writing]");
  if (!box) return;
  toolbar(box);

  const said = form.querySelector("[data-kept]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const post = (url, fields) =>
    fetch(url, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-CSRFToken": token },
      credentials: "same-origin",
      keepalive: true,
    });
  const words = () => ({
    place: form.dataset.place,
    title: form.elements.title?.value ?? "",
    body: box.value,
    content_note: form.elements.content_note?.value ?? "",
  });

  let timer = 0;
  let kept = JSON.stringify(words());
  let sending = false;
  const keep = async () => {
    clearTimeout(timer);
    const now = JSON.stringify(words());
    if (sending || now === kept) return;
    kept = now;
    try {
      const answer = await post(form.dataset.save, words());
      said.textContent = (await answer.json()).message;
      if (!answer.ok) kept = "";
    } catch {
      kept = "";
      said.textContent = "You are offline. Your words are still in the box.";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  form.addEventListener("submit", () => {
    sending = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });

  const look = form.querySelector("[data-preview-box]");
  const shown = form.querySelector("[data-preview-words]");
  form.querySelector("[data-preview-button]").addEventListener("click", async (event) => {
    if (!look) return;
    event.preventDefault();
    try {
      const answer = await post(form.dataset.preview, { body: box.value });
      if (!answer.ok) throw new Error(String(answer.status));
      // Safe HTML: made by the same sanitiser as every post.
      shown.innerHTML = await answer.text();
      look.hidden = false;
      look.scrollIntoView({ block: "nearest" });
    } catch {
      said.textContent = "The preview could not be made. Try again, or send it as it is.";
    }
  });
}

document.querySelectorAll("[data-writing-form]").forEach(helped);
