/* What the page says and does: one table of strings, one state, one way from the state to the page. */

const STRINGS = {
  id: {
    title: "Triase laporan SP4N-LAPOR!",
    skip: "Langsung ke isi",
    language: "Bahasa",
    lead: "Tulis sebuah laporan dan lihat usulan mesin: instansi, kategori, tingkat urgensi, dan klasifikasinya. Halaman ini bukan kanal resmi; laporan resmi disampaikan melalui SP4N-LAPOR!.",
    no_script: "Halaman ini memerlukan JavaScript untuk mengirim laporan. API dapat dipakai langsung: POST /v1/predict.",
    form: "Laporan",
    field_title: "Judul",
    field_text: "Isi laporan",
    field_region: "Wilayah",
    field_secret: "Rahasia",
    field_anonymous: "Anonim",
    field_key: "API key",
    optional: "(opsional)",
    required: "(wajib)",
    hint_text: "Apa yang terjadi, di mana, sejak kapan. Tanpa nama, NIK, atau nomor telepon. Paling banyak 20.000 karakter.",
    hint_region: "Kode wilayah Kemendagri, misalnya 35.78 untuk Kota Surabaya.",
    hint_secret: "Laporan tidak tampil untuk publik dan selalu ditangani petugas.",
    hint_anonymous: "Identitas pelapor tidak ditampilkan.",
    hint_key: "Hanya bila server memintanya. Tidak disimpan di peramban.",
    text_missing: "Isi laporan belum ditulis.",
    confidentiality: "Kerahasiaan",
    access: "Kunci akses",
    submit: "Proses laporan",
    example: "Coba contoh",
    example_filled: "Contoh {number} dari {count} sudah diisikan.",
    example_overwrites: "Ganti laporan yang sudah Anda tulis dengan contoh?",
    working: "Sedang memproses laporan …",
    done: "Selesai. Hasil ada di bawah formulir.",
    result: "Hasil triase",
    auto_route: "Diteruskan otomatis ke {agency}",
    review: "Perlu ditinjau petugas; usulan: {agency}",
    urgent_lane: "Jalur darurat: segera; usulan: {agency}",
    no_agency: "instansi belum dapat ditentukan",
    copies: "Tembusan: {agencies}",
    audit: "Kasus ini ikut terpilih untuk audit acak oleh petugas.",
    reasons: "Alasan",
    deadlines: "Tenggat",
    step: "Tahap",
    due: "Paling lambat",
    verify: "Verifikasi dan disposisi",
    first_follow_up: "Tindak lanjut pertama",
    finish: "Penyelesaian",
    source: "Dasar: {source}, dihitung dalam hari kerja.",
    note: "Peluang di bawah ini adalah perkiraan terkalibrasi, bukan kepastian: dari banyak usulan berpeluang 80%, kira-kira delapan dari sepuluh benar. Petugas yang memutuskan dan dapat mengubah hasil ini.",
    agency: "Instansi terdisposisi",
    category: "Kategori",
    urgency: "Tingkat urgensi",
    kind: "Klasifikasi laporan",
    agency_rest: "Instansi lain",
    category_rest: "Kategori lain",
    urgency_rest: "Tingkat lain",
    kind_rest: "Klasifikasi lain",
    not_predicted: "Tidak dinilai oleh model ini.",
    no_candidate: "Tidak ada instansi yang dapat diusulkan.",
    proposal_differs: "Keputusan di atas tidak memakai instansi teratas ini; lihat alasannya.",
    places: "Wilayah: {places}",
    evidence: "Dasar usulan teratas",
    similar: "Laporan terdahulu yang mirip: {cases}",
    place_hint: "dari isian",
    place_tenant: "wilayah bawaan server",
    place_text: "terbaca dari laporan, {confidence}",
    versions: "Versi dan data mentah (JSON)",
    version_model: "Model",
    version_bundle: "Bundel",
    version_recipe: "Resep",
    version_label_space: "Ruang label",
    version_taxonomy: "Taksonomi",
    version_policy: "Kebijakan",
    version_clocks: "Tenggat",
    identifier: "Nomor proses",
    model: "Model {model} · bundel {bundle} · enkoder {encoder}",
    no_encoder: "tidak ada",
    model_unknown: "Keterangan model tidak tersedia.",
    problem_network: "Server tidak dapat dihubungi. Periksa sambungan, lalu coba lagi.",
    problem_any: "Laporan tidak dapat diproses (kode {status}).",
    problem_401: "API key belum diisi atau tidak dikenal (kode 401).",
    problem_403: "API key ini tidak berhak memproses laporan (kode 403).",
    problem_413: "Laporan terlalu panjang (kode 413).",
    problem_422: "Isian tidak dapat dipakai (kode 422).",
    problem_429: "Server sedang sibuk. Tunggu sebentar, lalu coba lagi (kode 429).",
    problem_503: "Layanan belum siap. Tunggu sebentar, lalu coba lagi (kode 503).",
  },
  en: {
    title: "Complaint triage for SP4N-LAPOR!",
    skip: "Skip to the content",
    language: "Language",
    lead: "Write a complaint and see what the engine proposes: agency, category, urgency and kind. This page is not an official channel; official complaints go through SP4N-LAPOR!.",
    no_script: "This page needs JavaScript to send a complaint. The API can be used directly: POST /v1/predict.",
    form: "Complaint",
    field_title: "Title",
    field_text: "Complaint text",
    field_region: "Region",
    field_secret: "Secret (rahasia)",
    field_anonymous: "Anonymous (anonim)",
    field_key: "API key",
    optional: "(optional)",
    required: "(required)",
    hint_text: "What happened, where, since when. No names, identity numbers or telephone numbers. At most 20,000 characters.",
    hint_region: "Region code of Kemendagri, for example 35.78 for Kota Surabaya.",
    hint_secret: "The complaint is not shown to the public and is always handled by a person.",
    hint_anonymous: "The reporter's identity is not shown.",
    hint_key: "Only if the server asks for one. Not kept in the browser.",
    text_missing: "The complaint text is missing.",
    confidentiality: "Confidentiality",
    access: "Access key",
    submit: "Triage the complaint",
    example: "Try an example",
    example_filled: "Example {number} of {count} is filled in.",
    example_overwrites: "Replace the complaint you wrote with an example?",
    working: "Working on the complaint …",
    done: "Done. The result is below the form.",
    result: "Result of the triage",
    auto_route: "Routed automatically to {agency}",
    review: "A person needs to review this; proposal: {agency}",
    urgent_lane: "Urgent lane: act at once; proposal: {agency}",
    no_agency: "no agency could be named yet",
    copies: "Copies to: {agencies}",
    audit: "This case was also drawn for a random audit by a person.",
    reasons: "Reasons",
    deadlines: "Deadlines",
    step: "Step",
    due: "At the latest",
    verify: "Verified and forwarded",
    first_follow_up: "First follow-up",
    finish: "Finished",
    source: "Source: {source}, counted in working days.",
    note: "The probabilities below are calibrated estimates, not certainties: of many proposals with 80%, about eight in ten are right. A person decides and can change this result.",
    agency: "Agency",
    category: "Category",
    urgency: "Urgency",
    kind: "Kind of report",
    agency_rest: "Other agencies",
    category_rest: "Other categories",
    urgency_rest: "Other levels",
    kind_rest: "Other kinds",
    not_predicted: "Not judged by this model.",
    no_candidate: "No agency can be proposed.",
    proposal_differs: "The decision above does not use this top agency; see the reasons.",
    places: "Region: {places}",
    evidence: "What speaks for the first",
    similar: "Similar past cases: {cases}",
    place_hint: "as entered",
    place_tenant: "the server's own region",
    place_text: "read from the complaint, {confidence}",
    versions: "Versions and raw data (JSON)",
    version_model: "Model",
    version_bundle: "Bundle",
    version_recipe: "Recipe",
    version_label_space: "Label space",
    version_taxonomy: "Taxonomy",
    version_policy: "Policy",
    version_clocks: "Clocks",
    identifier: "Reference",
    model: "Model {model} · bundle {bundle} · encoder {encoder}",
    no_encoder: "none",
    model_unknown: "No information about the model.",
    problem_network: "The server cannot be reached. Check the connection, then try again.",
    problem_any: "The complaint could not be processed (code {status}).",
    problem_401: "The API key is missing or unknown (code 401).",
    problem_403: "This API key may not process complaints (code 403).",
    problem_413: "The complaint is too long (code 413).",
    problem_422: "What was entered cannot be used (code 422).",
    problem_429: "The server is busy. Wait a moment, then try again (code 429).",
    problem_503: "The service is not ready. Wait a moment, then try again (code 503).",
  },
};

/* Fictitious complaints, one for each way a decision can go. They stay Indonesian in both languages. */
const EXAMPLES = [
  {
    title: "Lampu jalan padam",
    text: "Lampu jalan di Jl. Kenanga Asri sudah dua minggu padam, kalau malam gelap sekali. Mohon segera diperbaiki, terima kasih.",
    region: "35.78",
    is_secret: false,
  },
  {
    title: "Kabel listrik putus",
    text: "Tolong min, ada kabel listrik putus jatuh ke jalan depan SD Tunas Ceria, msh keluar percikan api. Anak2 sebentar lagi pulang sekolah!",
    region: "51.03",
    is_secret: false,
  },
  {
    title: "Dimintai uang saat mengurus surat",
    text: "Saya mengurus surat pindah di kantor kelurahan, dimintai uang Rp150.000 oleh petugas loket dan tdk diberi kuitansi. Mohon ditindaklanjuti.",
    region: "34.04",
    is_secret: true,
  },
];

const LOCALES = { id: "id-ID", en: "en-GB" };
const SOURCES = { "permenpanrb-5-2025": "PermenPANRB 5/2025" };
const LANGUAGE_KEY = "triage.language";
const PATIENCE_MS = 60_000;

const element = (id) => document.getElementById(id);
const form = element("complaint");

const state = {
  language: rememberedLanguage(),
  model: null,
  modelAsked: false,
  progress: null, // a function of no arguments that says where we are, or null
  triage: null,
  problem: null,
  nextExample: 0,
};

/* Words */

function say(key, values = {}) {
  return STRINGS[state.language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Fill one gap of a sentence with a node; the words around it stay text. */
function sayAround(key, gap, node) {
  const [before, after] = STRINGS[state.language][key].split(`{${gap}}`);
  return [before, node, after];
}

function nameOf(labelled) {
  return labelled.name?.[state.language] ?? labelled.label;
}

function percent(probability) {
  const write = (share) => new Intl.NumberFormat(LOCALES[state.language], { style: "percent" }).format(share);
  if (probability > 0 && probability < 0.01) return `< ${write(0.01)}`;
  if (probability > 0.99 && probability < 1) return `> ${write(0.99)}`;
  return write(probability);
}

function writtenDate(day) {
  const format = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(LOCALES[state.language], format).format(new Date(`${day}T00:00:00Z`));
}

function rememberedLanguage() {
  try {
    return localStorage.getItem(LANGUAGE_KEY) === "en" ? "en" : "id";
  } catch {
    return "id"; // storage is forbidden by the browser: the page works, it only forgets
  }
}

function rememberLanguage(language) {
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // as above
  }
}

/* Elements */

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Agencies and regions are called by their Indonesian names in either language; a screen reader should know. */
function properName(name, tag = "span") {
  return make(tag, { lang: "id" }, name.id ?? name);
}

function sign(action) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#sign-${action}`);
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/* From the state to the page */

function render() {
  renderWords();
  renderProgress();
  renderOutcome();
  renderModel();
}

function renderWords() {
  document.documentElement.lang = state.language;
  document.title = say("title");
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of document.querySelectorAll("[data-aria-label]")) node.ariaLabel = say(node.dataset.ariaLabel);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.ariaPressed = String(button.dataset.language === state.language);
  }
}

function renderProgress() {
  element("status").textContent = state.progress ? state.progress() : "";
}

function renderOutcome() {
  element("problem").replaceChildren(...(state.problem ? problemParts(state.problem) : []));
  element("result").replaceChildren(...(state.triage ? resultParts(state.triage) : []));
  element("result").hidden = !state.triage;
}

function renderModel() {
  element("model").textContent = modelLine();
}

function modelLine() {
  if (!state.model) return state.modelAsked ? say("model_unknown") : "";
  const bundle = state.model.bundle.replace(/^sha256:/, "").slice(0, 12);
  return say("model", { model: state.model.model, bundle, encoder: state.model.encoder ?? say("no_encoder") });
}

/** The server explains in English; the heading says the same in the reader's language. */
function problemParts({ status, body }) {
  const key = status === 0 ? "problem_network" : `problem_${status}` in STRINGS.id ? `problem_${status}` : "problem_any";
  const explained = [body.detail, body.fix].filter((sentence) => typeof sentence === "string" && sentence);
  return [
    make("h2", {}, say(key, { status })),
    ...explained.map((sentence) => make("p", { lang: "en" }, sentence)),
    ...(body.code ? [make("p", { class: "small quiet" }, make("code", {}, body.code))] : []),
  ];
}

function resultParts(triage) {
  return [
    decisionPart(triage.decision),
    make("p", { class: "note" }, say("note")),
    make("div", { class: "blocks" }, agencyBlock(triage), ...["category", "urgency", "kind"].map((task) => taskBlock(task, triage[task]))),
    versionsPart(triage),
  ];
}

function decisionPart(decision) {
  const agency = decision.agency ? properName(decision.agency.name, "strong") : say("no_agency");
  const heading = make("h2", { id: "decision", tabindex: "-1" }, ...sayAround(decision.action, "agency", agency));
  const head = make("div", {}, make("p", { class: "kicker" }, say("result")), heading, ...remarks(decision));
  return make(
    "div",
    { class: "decision", "data-action": decision.action },
    make("div", { class: "decision-head" }, sign(decision.action), head),
    make("div", { class: "decision-body" }, ...reasonsPart(decision.reasons), ...deadlinesPart(decision.deadlines)),
  );
}

function remarks(decision) {
  const agencies = decision.copies.map((copy) => copy.name.id).join("; ");
  return [
    ...(agencies ? [make("p", {}, say("copies", { agencies }))] : []),
    ...(decision.audit ? [make("p", {}, say("audit"))] : []),
  ];
}

function reasonsPart(reasons) {
  if (reasons.length === 0) return [];
  const items = reasons.map((reason) => make("li", { "data-code": reason.code }, reason.text[state.language]));
  return [make("div", {}, make("h3", {}, say("reasons")), make("ul", {}, ...items))];
}

function deadlinesPart(deadlines) {
  if (deadlines.length === 0) return [];
  const rows = deadlines.map(({ step, due }) =>
    make("tr", {}, make("th", { scope: "row" }, say(step)), make("td", {}, make("time", { datetime: due }, writtenDate(due)))),
  );
  const columns = ["step", "due"].map((key) => make("th", { scope: "col" }, say(key)));
  const sources = [...new Set(deadlines.map(({ source }) => SOURCES[source] ?? source))].join(", ");
  const table = make(
    "table",
    {},
    make("caption", {}, say("deadlines")),
    make("thead", {}, make("tr", {}, ...columns)),
    make("tbody", {}, ...rows),
  );
  return [make("div", {}, table, make("p", { class: "small quiet" }, say("source", { source: sources })))];
}

function agencyBlock({ agency, decision, places, similar }) {
  if (!agency) return block("agency", make("p", {}, say("no_candidate")));
  const rows = agency.alternatives.map(({ name, probability }) => bar(properName(name), probability));
  const differs = decision.agency && decision.agency.slug !== agency.slug;
  return block(
    "agency",
    bars(rows, "agency", agency.other),
    ...(differs ? [make("p", { class: "small" }, say("proposal_differs"))] : []),
    ...evidencePart(agency.alternatives[0].evidence),
    ...(places.length ? [make("p", { class: "small quiet" }, say("places", { places: places.map(placeWords).join("; ") }))] : []),
    ...(similar.length ? [make("p", { class: "small quiet" }, say("similar", { cases: similar.map(caseWords).join("; ") }))] : []),
  );
}

function evidencePart(evidence) {
  if (evidence.length === 0) return [];
  const items = evidence.map((reason) => make("li", { "data-code": reason.code }, reason.text[state.language]));
  return [make("h4", { class: "small" }, say("evidence")), make("ul", { class: "small" }, ...items)];
}

function caseWords({ id, agency, role, similarity }) {
  return `${id} → ${agency ?? role} (${percent(similarity)})`;
}

function placeWords({ name, code, source, confidence }) {
  const read = say(source === "hint" || source === "tenant" ? `place_${source}` : "place_text", { confidence: percent(confidence) });
  return `${name} (${code}), ${read}`;
}

function taskBlock(task, prediction) {
  if (!prediction) return block(task, make("p", {}, say("not_predicted")));
  const rows = prediction.alternatives.map((labelled) => bar(nameOf(labelled), labelled.probability));
  const shown = prediction.alternatives.reduce((sum, { probability }) => sum + probability, 0);
  return block(task, bars(rows, task, 1 - shown));
}

function block(task, ...children) {
  const heading = make("h3", { id: `block-${task}` }, say(task));
  return make("section", { class: "panel block", "aria-labelledby": heading.id, "data-task": task }, heading, ...children);
}

/** A list of bars; what is left over gets a last bar of its own, so that the shares add up. */
function bars(rows, task, left) {
  const rest = left >= 0.005 ? [bar(say(`${task}_rest`), left, "rest")] : [];
  return make("ol", { class: "bars", role: "list" }, ...rows, ...rest);
}

function bar(name, probability, className = "") {
  const fill = make("span");
  fill.style.setProperty("inline-size", `${100 * probability}%`);
  return make(
    "li",
    { class: className },
    make("span", { class: "bar-name" }, name),
    make("span", { class: "bar-value" }, percent(probability)),
    make("span", { class: "bar", "aria-hidden": "true" }, fill),
  );
}

function versionsPart(triage) {
  const known = Object.entries(triage.versions).map(([name, value]) => [STRINGS.id[`version_${name}`] ? say(`version_${name}`) : name, value]);
  const rows = [[say("identifier"), triage.id], ...known];
  const terms = rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value ?? "–"))]);
  return make(
    "details",
    { class: "panel" },
    make("summary", {}, say("versions")),
    make("dl", { class: "versions" }, ...terms),
    make("pre", { lang: "en" }, JSON.stringify(triage, null, 2)),
  );
}

/* From the person to the server */

class Problem extends Error {
  constructor(status, body = {}) {
    super(`problem ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Return the JSON of an answer; raise a Problem with status 0 if no readable answer comes. */
async function ask(path, options = {}) {
  let response, body;
  try {
    response = await fetch(path, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) });
    const isJson = (response.headers.get("content-type") ?? "").includes("json");
    body = isJson ? await response.json() : null;
  } catch {
    throw new Problem(0);
  }
  if (!response.ok || !body) throw new Problem(response.status, body ?? {});
  return body;
}

function keyHeader() {
  const key = element("api_key").value.trim();
  return key ? { "X-API-Key": key } : {};
}

function writtenComplaint() {
  const complaint = { text: element("text").value };
  for (const name of ["title", "region"]) {
    const value = element(name).value.trim();
    if (value) complaint[name] = value;
  }
  for (const name of ["is_secret", "is_anonymous"]) complaint[name] = element(name).checked;
  return complaint;
}

async function askAboutModel() {
  try {
    state.model = await ask("/v1/model", { headers: { Accept: "application/json", ...keyHeader() } });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
  }
  state.modelAsked = true;
  renderModel();
}

async function askForTriage() {
  const headers = { "Content-Type": "application/json", Accept: "application/json", ...keyHeader() };
  try {
    state.triage = await ask("/v1/predict", { method: "POST", headers, body: JSON.stringify(writtenComplaint()) });
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    state.problem = problem;
  }
}

async function submit(event) {
  event.preventDefault();
  if (element("submit").disabled || !hasText()) return;
  setBusy(true);
  Object.assign(state, { triage: null, problem: null, progress: () => say("working") });
  renderProgress();
  renderOutcome();
  await askForTriage();
  setBusy(false);
  state.progress = state.triage ? () => say("done") : null;
  renderProgress();
  renderOutcome();
  if (state.triage) showResult();
  else showProblem();
}

function hasText() {
  const text = element("text");
  const missing = text.value.trim() === "";
  text.ariaInvalid = missing ? "true" : null;
  element("text-error").hidden = !missing;
  if (missing) text.focus();
  return !missing;
}

function setBusy(busy) {
  element("submit").disabled = busy;
  element("example").disabled = busy;
  form.ariaBusy = String(busy);
}

function showResult() {
  element("decision").focus();
  if (!state.model) askAboutModel();
}

function showProblem() {
  if (state.problem.status === 401 || state.problem.status === 403) element("access").open = true;
  element("submit").focus({ preventScroll: true });
  element("problem").scrollIntoView({ block: "nearest" });
}

function fillExample() {
  const written = element("text").value.trim();
  const isOwn = written !== "" && !EXAMPLES.some(({ text }) => text === written);
  if (isOwn && !window.confirm(say("example_overwrites"))) return;
  const number = state.nextExample + 1;
  const example = EXAMPLES[state.nextExample];
  for (const name of ["title", "text", "region"]) element(name).value = example[name];
  element("is_secret").checked = example.is_secret;
  element("is_anonymous").checked = false;
  state.nextExample = number % EXAMPLES.length;
  state.progress = () => say("example_filled", { number, count: EXAMPLES.length });
  hasText();
  renderProgress();
}

function switchLanguage(language) {
  state.language = language;
  rememberLanguage(language);
  const open = document.querySelector("#result details")?.open;
  render();
  if (open) document.querySelector("#result details").open = true;
}

/* Begin */

form.noValidate = true; // the page says what is missing in its own language
form.addEventListener("submit", submit);
element("text").addEventListener("input", () => element("text-error").hidden || hasText());
element("example").addEventListener("click", fillExample);
for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => switchLanguage(button.dataset.language));
}
setBusy(false);
render();
askAboutModel();
