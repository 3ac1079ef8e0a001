/* What a script adds to pages that work without one: keys, the type-ahead, and how long a report was looked at. */

const STORE = "triage-single-keys";
const root = document.documentElement;
root.classList.add("has-script");

const find = (selector, within = document) => within.querySelector(selector);
const button = (act) => find(`[data-act="${act}"]`);

/* Keys: one letter an act; never in a field, never by a key held down, and off where the officer says so. */

function keysAreOn() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function showKeys() {
  const dialog = find("#keys");
  if (dialog && !dialog.open) dialog.showModal();
}

const press = (act) => button(act)?.click();
const focusOn = (selector) => {
  const field = find(selector);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
};

const KEYS = {
  n: () => press("next"),
  a: () => press("accept"),
  e: () => press("escalate"),
  w: () => press("not_authority"),
  s: () => press("skip"),
  u: () => press("undo"),
  i: () => focusOn("#agency-search"),
  k: () => focusOn("#category"),
  g: () => focusOn("#urgency"),
  c: () => focusOn("#note"),
  "?": showKeys,
};

const isTyping = (element) => element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

function choose(number) {
  const radio = find(`[data-number="${number}"]`);
  if (!radio) return false;
  radio.checked = true;
  radio.focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (find("dialog[open]")) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (event.key === "Escape" && isTyping(at)) return at.blur();
  if (isTyping(at)) return;
  if (event.key === "Enter") {
    const isChoice = at.matches("[data-choices] input");
    if (isChoice || at === document.body || at.id === "main") {
      const act = isChoice ? find('[data-act="change"]', at.form) : button("accept");
      if (!act) return;
      event.preventDefault();
      act.click();
    }
    return;
  }
  if (!keysAreOn()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : "";
  if (/^[1-9]$/.test(key) ? choose(key) : KEYS[key]) {
    event.preventDefault();
    KEYS[key]?.();
  }
});

const single = find("#single-keys");
if (single) {
  single.checked = keysAreOn();
  root.classList.toggle("no-keys", !single.checked);
  single.addEventListener("change", () => {
    try {
      localStorage.setItem(STORE, single.checked ? "on" : "off");
    } catch { /* the browser keeps nothing: the switch holds for this page */ }
    root.classList.toggle("no-keys", !single.checked);
  });
}
find("#show-keys")?.addEventListener("click", showKeys);

/* How long the page was in sight until an act; and no act twice. */

let seen = 0;
let since = document.hidden ? null : performance.now();
document.addEventListener("visibilitychange", () => {
  if (document.hidden && since !== null) seen += performance.now() - since;
  since = document.hidden ? null : performance.now();
});
const lookedFor = () => ((seen + (since === null ? 0 : performance.now() - since)) / 1000).toFixed(1);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) return event.preventDefault();
  const seconds = form.elements.namedItem("seconds");
  if (seconds) seconds.value = lookedFor();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

/* The type-ahead: htmx fetches the options, this moves among them (WAI-ARIA combobox, list autocomplete). */

class Combo {
  constructor(box) {
    this.box = box;
    this.input = find('[role="combobox"]', box);
    this.list = find('[role="listbox"]', box);
    this.status = find('[role="status"]', box);
    this.at = -1;
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest('[role="option"]')));
    new MutationObserver(() => this.onOptions()).observe(this.list, { childList: true });
  }

  get options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  get isOpen() {
    return !this.list.hidden;
  }

  onOptions() {
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    const count = this.options.length;
    const wanted = document.activeElement === this.input && this.input.value.trim().length > 1;
    this.show(count > 0 && wanted);
    if (wanted) this.status.textContent = count ? this.status.dataset.some.replace("{count}", count) : this.status.dataset.none;
  }

  show(open) {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  close() {
    this.show(false);
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    const count = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      this.show(true);
      this.move(event.key === "ArrowDown" ? (this.at + 1) % count : (this.at + count - (this.at < 0 ? 0 : 1)) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.isOpen) this.take(this.options[Math.max(this.at, 0)]);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab") {
      this.close();
    }
  }

  move(to) {
    this.at = to;
    this.options.forEach((option, index) => option.setAttribute("aria-selected", String(index === to)));
    const option = this.options[to];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    if (!option) return;
    const { slug, name } = option.dataset;
    const field = this.put(slug, name);
    this.input.value = "";
    this.list.replaceChildren();
    this.close();
    this.status.textContent = this.status.dataset.taken.replace("{name}", name);
    field.focus();
  }

  /* Choose the agency where the form keeps it, and add it there if it is not among the known ones. */
  put(slug, name) {
    const into = document.getElementById(this.box.dataset.into);
    if (this.box.dataset.adds === "option") {
      if (![...into.options].some((one) => one.value === slug)) into.add(new Option(name, slug));
      into.value = slug;
      return into;
    }
    let input = [...into.querySelectorAll("input")].find((one) => one.value === slug);
    if (!input) {
      const field = this.box.dataset.name;
      const id = `${field}-added-${into.children.length + 1}`;
      const row = document.createElement("li");
      row.className = "choice";
      input = Object.assign(document.createElement("input"), { type: this.box.dataset.adds, name: field, id, value: slug });
      const label = Object.assign(document.createElement("label"), { htmlFor: id, textContent: name });
      row.append(input, label);
      into.append(row);
    }
    input.checked = true;
    return input;
  }
}

document.querySelectorAll("[data-combo]").forEach((box) => new Combo(box));
find("#mistake")?.scrollIntoView({ block: "nearest" });
