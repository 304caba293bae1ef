/** The page of a session: drawn again from each state that the editor around it tells. */

import { byId, counted, h } from "./dom.js";
import { bar, sparkline } from "./charts.js";
import { editorOf } from "./webview.js";

const around = editorOf();
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const at = (seconds) => new Date(seconds * 1000);

/** Show a session; what has the focus keeps it. */
function show(session) {
  const focused = document.activeElement?.dataset?.key;
  byId("session").replaceChildren(...drawn(session));
  if (focused) document.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function drawn({ since, files, changes, acknowledgements, trends }) {
  const worse = changes.filter(({ was, now }) => now > was).sort((a, b) => b.now - b.was - a.now + a.was);
  const better = changes.filter(({ was, now }) => now < was).sort((a, b) => a.now - a.was - b.now + b.was);
  const total = changes.reduce((sum, { was, now }) => sum + now - was, 0);
  const most = Math.max(1, ...changes.map(({ was, now }) => Math.abs(now - was)));
  return [
    h("h1", {}, "This session"),
    h("p", { class: "when" }, `since ${moment.format(at(since))}, ${counted(files, "file")}`),
    h("dl", {}, tile("cognitive complexity", signed(total), tone(total)), tile("functions worse", worse.length, worse.length && "worse"),
      tile("functions better", better.length, better.length && "better"), tile("acknowledged", acknowledgements.length)),
    changes.length
      ? [...changed("Worse", worse, most), ...changed("Better", better, most)]
      : h("p", { class: "note" }, "No function is more or less complex than when the session began. Edit one, and it is here."),
    trended(trends),
    acknowledged(acknowledgements),
  ].flat().filter(Boolean);
}

function tile(name, value, tone) {
  return h("div", {}, h("dt", {}, name), h("dd", { class: tone || false }, String(value)));
}

function changed(title, changes, most) {
  if (!changes.length) return [];
  const rows = changes.map((change) =>
    h("tr", {}, h("td", {}, place(change, change.symbol)), h("td", { class: "bar" }, bar(change.now - change.was, most)),
      h("td", { class: "number" }, `${change.was} → ${change.now}`), h("td", { class: `number ${tone(change.now - change.was)}` }, signed(change.now - change.was))),
  );
  return [h("h2", {}, title), table(title, ["function", "", "cognitive", "change"], rows)];
}

function trended(trends) {
  if (!trends.length) return [];
  const rows = trends.map((trend) => {
    const values = trend.points.map(([, cognitive]) => cognitive);
    const said = values.join(", ");
    return h("tr", {}, h("td", {}, place(trend, trend.symbol)), h("td", { class: "trend" }, sparkline(values, `cognitive complexity: ${said}`)),
      h("td", { class: "number" }, `${values[0]} → ${values.at(-1)}`), h("td", { class: "number" }, `since ${day.format(at(trend.points[0][0]))}`));
  });
  return [h("h2", {}, "Over the weeks"), table("Over the weeks", ["function", "", "cognitive", ""], rows)];
}

function acknowledged(all) {
  if (!all.length) return [];
  const rows = all.map((one) =>
    h("tr", {}, h("td", {}, place(one, one.identity)), h("td", {}, one.reason), h("td", {}, one.by), h("td", { class: "number" }, day.format(at(one.until)))),
  );
  return [h("h2", {}, "Acknowledged"), table("Acknowledged", ["finding", "reason", "by", "until"], rows)];
}

function table(label, heads, rows) {
  return h("table", { "aria-label": label },
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))), h("tbody", {}, rows));
}

/** What leads to a function. */
function place({ uri, line, path }, words) {
  const open = () => around?.postMessage({ open: { uri, line } });
  return [h("button", { type: "button", class: "symbol", "data-key": `${path}::${words}`, title: `Open ${path}`, onclick: open }, words), h("span", { class: "path" }, path)];
}

const signed = (number) => (number > 0 ? `+${number}` : number < 0 ? `−${-number}` : "0");
const tone = (number) => (number > 0 ? "worse" : number < 0 ? "better" : "");

show(JSON.parse(byId("data").textContent));
addEventListener("message", ({ data }) => data.session && show(data.session));
