#!/usr/bin/env node
// Makes the golden files beside it: two small vocabularies, and the numbers that npm's @huggingface/tokenizers gives texts by them.
// Run by hand where that package is installed: node make.mjs [texts made at random]
import { writeFileSync } from "node:fs";
import { Tokenizer } from "@huggingface/tokenizers";

const CORPUS = `The pump at station seven runs hot and the bearing is worn. Valve 12 does not close; pressure fell to 3.5 bar at 07:45.
It's the operator's turn: they'll replace the filter, we've ordered it. Don't restart the motor! Temperature 81.5 °C, vibration 4.2 mm/s.
Die Pumpe läuft heiß und das Lager ist verschlissen. Größe, Prüfung, Öl. La vanne n'est pas fermée; température élevée, à vérifier.
restart restarted restarting unrestarted overheat overheating overheated alarm alarms warning warnings`;

let seed = 20261127;
const random = (n) => (seed = (seed * 48271) % 2147483647) % n;

const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

function wordPieces() {
  const words = plain(CORPUS).match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu);
  const pieces = new Set(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
  for (const sign of "!\"#%&'()*+,-./:;<=>?@[]^_`{|}~°€、。「ß") pieces.add(sign);
  for (const letter of "abcdefghijklmnopqrstuvwxyz0123456789ßкпфио水泵ㄱ") pieces.add(letter), pieces.add("##" + letter);
  for (const jamo of "펌프".normalize("NFD")) pieces.add(jamo), pieces.add("##" + jamo);
  for (const word of words) {
    pieces.add(word);
    if (word.length > 4) pieces.add(word.slice(0, 4)), pieces.add("##" + word.slice(-3));
  }
  return [...pieces];
}

function byteLetters() {
  const prints = (b) => (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, b) => String.fromCodePoint(prints(b) ? b : next++));
}

function bytePairs(letters, count) {
  const pattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
  const words = CORPUS.match(pattern).map((word) => [...Buffer.from(word)].map((b) => letters[b]));
  const merges = [];
  while (merges.length < count) {
    const seen = new Map();
    for (const word of words) for (let i = 0; i + 1 < word.length; i++) seen.set(word[i] + " " + word[i + 1], (seen.get(word[i] + " " + word[i + 1]) ?? 0) + 1);
    const [pair] = [...seen].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    merges.push(pair);
    const [left, right] = pair.split(" ");
    for (const word of words) for (let i = 0; i + 1 < word.length; i++) if (word[i] === left && word[i + 1] === right) word.splice(i, 2, left + right);
  }
  return merges;
}

const TEXTS = [
  "", " ", "pump", "The pump RESTARTED, overheating!", "unrestarted", "it's they'll we've don't I'm he'd 'tis ''s", "Température élevée: Größe ÖL ÅNGSTRÖM İstanbul",
  "水泵 pump水泵 12水", "펌프", "a\tb\nc\r\nd  e   f ", "  two before", "end  ", "\u00a0nbsp\u2003em\u3000wide", "zero\u0000width\u200bjoiner\u200d\ufeff soft\u00adhyphen",
  "e\u0301 cafe\u0301 n\u0303", "≠ Å K Ω ; `", "😀 pump 😀😀 👩‍🔧", "x".repeat(100), "x".repeat(101), "12345 1,234.5 ½ ² Ⅻ ٣", "[SEP] [CLS] </s>".replaceAll("[", "(").replaceAll("]", ")").replace("</s>", "< /s >"),
  "пуск фильтра", "ΣΊΣΥΦΟΣ", "ǅ ǆ ﬁ ﬂ", "\ue000 private \u{10ffff}", "...!!!???", "can't  stop\n\n\nnow", "valve_12-b/c\\d", "a'b'c'", "''''s", " 's", "don't've'll",
];
const PARTS = [..."aeéñÖßŁøкфΩ水泵펌ア١½😀°€'\".,;-_/\\[]{}()!?#\t\n\r \u00a0\u2003\u200b\u00ad\u0301\u0300\u0327", "pump", " the", "restart", "ing", "'s", "'ll", "  ", "12", "3.5", "over", "heat", "X", "É"];
for (let i = Number(process.argv[2] ?? 60); i > 0; i--) TEXTS.push(Array.from({ length: 1 + random(20) }, () => PARTS[random(PARTS.length)]).join(""));

const pieces = wordPieces();
const letters = byteLetters();
const merges = bytePairs(letters, 160);
const vocabulary = Object.fromEntries(["<s>", "<pad>", "</s>", "<unk>", ...letters, ...merges.map((pair) => pair.replace(" ", ""))].map((piece, i) => [piece, i]));

const special = (id, content) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true });
const wordPiece = (normalizer) => ({
  version: "1.0", truncation: null, padding: null,
  added_tokens: pieces.slice(0, 5).map((piece, i) => special(i, piece)),
  normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, ...normalizer },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "[CLS]", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "[SEP]", type_id: 0 } }],
    pair: [], special_tokens: { "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] }, "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] } },
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab: Object.fromEntries(pieces.map((piece, i) => [piece, i])) },
});
const bytePair = (space, processor) => ({
  version: "1.0", truncation: null, padding: null, added_tokens: processor ? [special(0, "<s>"), special(2, "</s>")] : [], normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: space, trim_offsets: true, use_regex: true },
  post_processor: processor, decoder: { type: "ByteLevel" },
  model: { type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: "", end_of_word_suffix: "", fuse_unk: false, byte_fallback: false, ignore_merges: false, vocab: vocabulary, merges: merges },
});
const roberta = { type: "RobertaProcessing", sep: ["</s>", 2], cls: ["<s>", 0], trim_offsets: true, add_prefix_space: true };

const kinds = {
  uncased: wordPiece({ lowercase: true, strip_accents: null }),
  cased: wordPiece({ lowercase: false, strip_accents: false }),
  gpt2: bytePair(false, null),
  roberta: bytePair(true, roberta),
};
const cases = TEXTS.map((text) => ({ text, ...Object.fromEntries(Object.entries(kinds).map(([name, json]) => [name, new Tokenizer(json, { model_max_length: 4096 }).encode(text).ids])) }));

writeFileSync("vocab.txt", pieces.join("\n") + "\n");
writeFileSync("vocab.json", JSON.stringify(vocabulary) + "\n");
writeFileSync("merges.txt", "#version: 0.2\n" + merges.join("\n") + "\n");
writeFileSync("cased.tokenizer.json", JSON.stringify(kinds.cased) + "\n");
writeFileSync("roberta.tokenizer.json", JSON.stringify(kinds.roberta) + "\n");
writeFileSync("cases.json", "[\n" + cases.map((item) => JSON.stringify(item).replace(/[\u007f-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))).join(",\n") + "\n]\n");
