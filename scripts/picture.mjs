// Runs the demo and draws its transcript as docs/demo.svg, to which the README leads.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./catalog.mjs";

const COLUMNS = 118;
const LINE_HEIGHT = 17;
const COLOURS = {
  scene: "#ffffff",
  call: "#56b6c2",
  refused: "#e5c07b",
  answer: "#98c379",
  comment: "#9aa4b2",
  text: "#d7dae0",
};

const { stdout, status } = spawnSync("npx", ["tsx", "scripts/demo.ts"], { cwd: ROOT, encoding: "utf8" });
if (status !== 0) process.exit(status ?? 1);
let inRefusal = false;
const lines = stdout
  .trimEnd()
  .split("\n")
  .map((line) => ({ text: shorten(line), colour: colourOf(line) }));
const height = lines.length * LINE_HEIGHT + 32;
const rows = lines.map(
  ({ text, colour }, at) =>
    `<text x="16" y="${30 + at * LINE_HEIGHT}" fill="${colour}" xml:space="preserve">${escapeXml(text)}</text>`,
);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${COLUMNS * 7.9 + 32} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">
<rect width="100%" height="100%" rx="8" fill="#1e222a"/>
${rows.join("\n")}
</svg>
`;
writeFileSync(path.join(ROOT, "docs/demo.svg"), svg);

function colourOf(line) {
  if (line.startsWith("== ") || line.startsWith("A memory")) return COLOURS.scene;
  if (line.startsWith("-> ")) {
    inRefusal = false;
    return COLOURS.call;
  }
  if (line.startsWith("   error: ")) inRefusal = true;
  if (line.startsWith("   admitted ")) return COLOURS.answer;
  if (/^ {3}[A-Z0-9]/.test(line)) {
    inRefusal = false;
    return COLOURS.comment;
  }
  if (inRefusal) return COLOURS.refused;
  return line.startsWith("   ") ? COLOURS.answer : COLOURS.text;
}

function shorten(line) {
  return line.length <= COLUMNS ? line : `${line.slice(0, COLUMNS - 2)} …`;
}

function escapeXml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
