// Pages as a browser has them: node look.mjs FOLDER [PICTURES]
//
// Every .html in FOLDER is opened in Chromium at 1280 and at 320 pixels (which is 1280 at 400 %), and on A4. Nothing
// may run or be fetched; axe-core may find nothing; nothing may be cut off. Where NAME.json lies beside NAME.html, every
// text that a person typed must be seen as it was typed. With PICTURES, what is seen is put there.
import { existsSync, readFileSync, readdirSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(join(process.env.NODE_PATH ?? ".", "look.cjs"));
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [folder, pictures] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(".html"));
if (files.length === 0) throw new Error(`there is no page in ${folder}`);
if (pictures) mkdirSync(pictures, { recursive: true });

const oneLine = (words) => words.split(/\s+/).filter(Boolean).join(" ");
// Every line of every text in the entries of a record.
const typed = (value) =>
  typeof value === "string" ? value.split("\n").map((line) => oneLine(line.replace(/^\s*- /, ""))).filter(Boolean)
  : value && typeof value === "object" ? Object.values(value).flatMap(typed) : [];

// The words of pictures, each with what does not fit, and with its contrast to the paper (Web Content Accessibility Guidelines 2.2).
const contrasts = () => {
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("svg text")].map((text) => {
    const own = light(getComputedStyle(text).fill);
    const over = text.getBoundingClientRect().right - text.ownerSVGElement.getBoundingClientRect().right;
    return [text.textContent, over, (Math.max(own, paper) + 0.05) / (Math.min(own, paper) + 0.05)];
  });
};

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const wrong = [];
let rules = 0;
let texts = 0;
let pictured = 0;
for (const file of files) {
  const page = await browser.newPage();
  const says = (words) => wrong.push(`${file}: ${words}`);
  const address = pathToFileURL(resolve(folder, file)).href;
  page.on("request", (request) => request.url() === address || says(`asks for ${request.url().slice(0, 80)}`));
  page.on("console", (message) => says(`the browser says: ${message.text()}`));
  page.on("pageerror", (error) => says(`the browser says: ${error}`));
  page.on("dialog", (dialog) => (says("a box opens"), dialog.dismiss()));
  for (const width of [1280, 320]) {
    await page.setViewport({ width, height: 900, deviceScaleFactor: width === 320 ? 2 : 1 });
    await page.goto(address, { waitUntil: "load" });
    const seen = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      styled: getComputedStyle(document.querySelector("main")).maxWidth !== "none",
      foreign: [...document.querySelectorAll("script, link, img, iframe, object, embed, form, input, a, base, video, audio")].length,
      acting: [...document.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()).filter((name) => /^(on|style$|href$|src$)/.test(name)),
      headings: document.querySelectorAll("h1").length,
      language: document.documentElement.lang,
    }));
    if (seen.wide > 0) says(`at ${width} pixels it is ${seen.wide} pixels too wide`);
    if (!seen.styled) says("its own style is held back by its own policy");
    if (seen.foreign || seen.acting.length) says(`it holds ${seen.foreign} things that act, and ${seen.acting}`);
    if (seen.headings !== 1 || !seen.language) says("it has not one first heading and a language");
    await page.evaluate(axe);
    const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { "target-size": { enabled: true } } }));
    rules += found.passes.length;
    if (!found.passes.some((rule) => rule.id === "color-contrast")) says("no contrast was worked out");
    // It does not look into pictures, so their words are held against what is behind them here.
    for (const rule of found.incomplete) rule.nodes = rule.nodes.filter((node) => rule.id !== "color-contrast" || !node.html.startsWith("<text "));
    for (const [words, over, ratio] of await page.evaluate(contrasts)) {
      pictured += 1;
      if (over > 0) says(`at ${width} pixels "${words}" is ${over} pixels too long for its picture`);
      if (!(ratio >= 4.5)) says(`at ${width} pixels: "${words}" in a picture has a contrast of ${ratio}`);
    }
    for (const rule of [...found.violations, ...found.incomplete].filter((rule) => rule.nodes.length > 0)) {
      says(`at ${width} pixels: ${rule.id}: ${rule.help}: ${rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
    }
    if (pictures) await page.screenshot({ path: join(pictures, `${file}.${width}.png`), fullPage: true });
  }
  const record = join(folder, file.replace(/html$/, "json"));
  if (existsSync(record)) {
    const text = oneLine(await page.evaluate(() => document.body.innerText));
    const { entry, reason, "until-then": until } = JSON.parse(readFileSync(record, "utf8"));
    const said = entry.flatMap((one) => [one.said, one.lines, one["why-not"], one.people, one.of, one.why]);
    const words = typed([said, reason?.map((one) => one.said), until?.map((one) => one.said)]);
    const missing = words.filter((line) => !text.includes(line));
    if (words.length === 0 || missing.length > 0) says(`of ${words.length} texts it does not show: ${missing.join(" | ")}`);
    texts += words.length;
  }
  const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  if (pictures) writeFileSync(join(pictures, `${file}.pdf`), paper);
  await page.close();
}
await browser.close();
for (const words of wrong) console.log(words);
console.log(`${files.length} pages, ${rules} rules of axe-core passed, ${texts} typed texts seen, ${pictured} words of pictures held against the paper, ${wrong.length} things wrong`);
process.exit(wrong.length === 0 && rules > 0 ? 0 : 1);
