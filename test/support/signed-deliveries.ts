import fc from "fast-check";
import type { Delivery } from "../../shared/verification/types.ts";
import type { Signer, Unsigned } from "./signers.ts";

/** What a sender is about to send, and how long ago it will have signed it. */
export type Draft = Unsigned & { readonly ageSeconds: number };

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const json = fc.json({ maxDepth: 2 }).filter((written) => /^[[{]/.test(written));
const fields = fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), fc.array(text, { maxLength: 3 }));
const form = fields.map((values) => {
  const written = new URLSearchParams();
  for (const [name, those] of Object.entries(values)) for (const value of those) written.append(name, value);
  return written.toString();
});
const path = fc.stringMatching(
  /^[A-Za-z0-9_-]{1,20}(\?[a-z]{1,5}=[A-Za-z0-9]{0,5}(&[a-z]{1,5}=[A-Za-z0-9]{0,5})?)?$/,
);
// Longer and shorter than a hash's block.
const keyText = fc.stringMatching(/^[A-Za-z0-9_]{16,100}$/);

/** Any delivery that a sender could sign, at most so many seconds from now on either side. */
export function drafts(signer: Signer, now: Date, mostSeconds: number): fc.Arbitrary<Draft> {
  const { sendsForms, key = (written: string) => written } = signer;
  const ageSeconds = fc.integer({ min: -mostSeconds, max: mostSeconds });
  return fc.record({ body: sendsForms ? form : json, path, keyText, ageSeconds }).map((drawn) => ({
    body: drawn.body,
    url: `https://project.example.test/${drawn.path}`,
    key: key(drawn.keyText),
    moment: new Date(now.getTime() - drawn.ageSeconds * 1000),
    ageSeconds: drawn.ageSeconds,
  }));
}

/** The draft as it is sent. */
export async function signed(signer: Signer, draft: Draft): Promise<Delivery> {
  const headers = new Headers({ "content-type": "application/json" });
  for (const [name, value] of Object.entries(await signer.headers(draft))) headers.set(name, value);
  return { method: "POST", url: draft.url, headers, body: new TextEncoder().encode(draft.body) };
}

/** One change to a signed delivery: of a header, of the body or of the address. */
export type Edit = {
  readonly what: "header" | "body" | "url";
  readonly header: number;
  readonly at: number;
  readonly cut: number;
  readonly put: string;
};

/** Any edit. What is put in is what signatures, times and lists of them are made of. */
export const edits: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom("header", "header", "body", "url"),
  header: fc.nat(),
  at: fc.nat(),
  cut: fc.nat({ max: 3 }),
  put: fc.string({ unit: fc.constantFrom(...Array.from("0129abfAF=,;: .v+/-")), maxLength: 3 }),
});

/** The delivery with the edit in it. */
export function edited(delivery: Delivery, { what, header, at, cut, put }: Edit): Delivery {
  const edit = (whole: string, from = 0): string => {
    const start = from + (at % (whole.length - from + 1));
    return whole.slice(0, start) + put + whole.slice(start + cut);
  };
  if (what === "url")
    return { ...delivery, url: edit(delivery.url, new URL(delivery.url).origin.length + 1) };
  if (what === "body") {
    return { ...delivery, body: new TextEncoder().encode(edit(new TextDecoder().decode(delivery.body))) };
  }
  const headers = new Headers(delivery.headers);
  const names = [...headers.keys()].filter((name) => name !== "content-type");
  const name = names[header % names.length] ?? "";
  headers.set(name, edit(headers.get(name) ?? ""));
  return { ...delivery, headers };
}
