// The page's words, numbers and dates in its language.
import { byId } from "./dom.js";

export const language = document.documentElement.lang;
const words = await (await fetch(`${byId("page").dataset.assets}i18n/${language}.json`)).json();
const plural = new Intl.PluralRules(language);
const percents = new Intl.NumberFormat(language, { style: "percent" });
// Documents say the year as the whole world does; a Thai date would say another one.
const dates = new Intl.DateTimeFormat(`${language === "en" ? "en-GB" : language}-u-ca-gregory`, {
  dateStyle: "long",
  timeZone: "UTC",
});
const sizes = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
const anyOf = new Intl.ListFormat(language, { type: "disjunction" });
const tongues = new Intl.DisplayNames(language, { type: "language", fallback: "code" });

/** The words of that name; `{name}` in them becomes the value of that name. */
export function t(name, values = {}) {
  return words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** The words for so many. */
export function count(name, many) {
  const form = `${name}_${plural.select(many)}` in words ? plural.select(many) : "other";
  return t(`${name}_${form}`, { count: number(many) });
}

export const number = (value) => value.toLocaleString(language);

/** A file's size. */
export const megabytes = (bytes) => sizes.format(bytes / 1e6);

export const percent = (share) => percents.format(share);

/** Words as a list of which any: “a”, “b” or “c”. */
export const either = (list) => anyOf.format(list.map((word) => `“${word}”`));

/** An ISO 8601 date in words; what is no whole date stays as it is. */
export function date(iso) {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(iso);
  const time = day ? Date.parse(day[0]) : NaN;
  return Number.isNaN(time) ? iso : dates.format(time);
}

/** A language's name; a code that means nothing stays as it is. */
export function tongue(code) {
  try {
    return tongues.of(code);
  } catch {
    return code;
  }
}
