// The texts of the page, in two languages.
import common from "../words/common.json";
import diagram from "../words/diagram.json";
import faults from "../words/faults.json";
import frame from "../words/frame.json";
import models from "../words/models.json";
import pad from "../words/pad.json";
import profile from "../words/profile.json";
import records from "../words/records.json";
import requests from "../words/requests.json";
import transfers from "../words/transfers.json";
import { shared } from "./shared";
import { visibly } from "./visible";

const words = { ...common, ...frame, ...models, ...diagram, ...records, ...transfers, ...requests, ...faults, ...profile, ...pad };

export type Lang = "zh" | "en";
export type Word = keyof typeof words;

const asked = new URLSearchParams(location.search).get("lang");
const stored = localStorage.getItem("weda-studio-lang");
const first = [asked, stored].find((lang): lang is Lang => lang === "zh" || lang === "en");

export const lang = shared<Lang>(first ?? (navigator.language.startsWith("zh") ? "zh" : "en"));

const mark = (now: Lang) => (document.documentElement.lang = now === "zh" ? "zh-CN" : "en");
mark(lang.get());

export const setLang = (now: Lang) => {
  localStorage.setItem("weda-studio-lang", now);
  mark(now);
  lang.set(now);
};

// A text with its `{names}` filled in; `{count|row|rows}` is a word that depends on a number.
export const t = (word: Word, values: Record<string, string | number> = {}) =>
  words[word][lang.get()].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => {
    const value = visibly(String(values[name] ?? ""));
    return (value === "1" ? one : many) ?? value;
  });

export const number = (value: number) => value.toLocaleString("en-US");
