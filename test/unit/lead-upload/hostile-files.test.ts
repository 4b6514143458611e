import { describe, expect, test } from "vitest";
import { type StagedRow, signedUpload, uploadApp } from "../../support/lead-uploads.ts";

const megabytes = 1_000_000;
const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

async function upload(
  file: string | Uint8Array<ArrayBuffer>,
): Promise<{ status: number; rows: readonly StagedRow[] }> {
  const { app, rows } = uploadApp();
  const { status } = await app.request("/lead-upload/acme", signedUpload(file));
  return { status, rows };
}

describe("nothing that a broker signs is our failure", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ["a cell of 20 MB", `mak\n${"x".repeat(20 * megabytes)}\n1234567890\n`],
    ["a quoted cell of 20 MB", `mak\n"${"x".repeat(20 * megabytes)}"\n1234567890\n`],
    ["a quote that is never closed", `mak\n"${"x\n".repeat(20_000)}1234567890\n`],
    ["nothing but quotes", `mak\n${'"'.repeat(5 * megabytes)}\n1234567890\n`],
    ["nothing but quotes and line ends", `mak\n${'"\n'.repeat(50_000)}1234567890\n`],
    ["nothing but delimiters", `mak,a\n${",".repeat(5 * megabytes)}\n1234567890,\n`],
    ["rows of 10,000 cells", `mak,a\n${`1${",2".repeat(10_000)}\n`.repeat(100)}1234567890,\n`],
    ["bytes that are no UTF-8", bytes("mak,name\n\x81\x8d\xff\xfe,\xc3\n1234567890,\xe9\n")],
    ["NUL in cells", "mak,name\n1\u00002,\u0000\n1234567890,a\u0000b\n"],
    ["half of a surrogate pair", "mak,name\n1234567890,\\ud800\n"],
    ["__proto__ for a header", "mak,__proto__,constructor,toString\n1234567890,1,2,3\n"],
    ["the same header many times", `${"mak,".repeat(900)}mak\n${",".repeat(900)}1234567890\n`],
  ])("%s", async (_, file) => {
    const { status, rows } = await upload(file);
    expect(status).toBe(201);
    expect(rows.at(-1)?.lead).toMatchObject({ mak: "1234567890" });
  });

  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ["JSON a million levels deep", `[${"[".repeat(1_000_000)}`],
    ["objects a hundred thousand levels deep", `[${'{"mak":'.repeat(100_000)}1${"}".repeat(100_000)}]`],
    ["an array that doesn't end", '[{"mak":"1234567890"},{"mak":"12345'],
    ["a text in JSON that doesn't end", `["${"x".repeat(10 * megabytes)}`],
    ["nothing between commas", `[${",".repeat(20_000)}]`],
    ["JSON lines of rubbish", `{\n${"}\n".repeat(1000)}`],
    ["a number too large", '[{"mak":1e999,"zip":-1e999,"score":1e400}]'],
    [
      "an object with 10,000 members",
      `[{${Array.from({ length: 10_000 }, (_, index) => `"${index}":1`).join()}}]`,
    ],
    ["__proto__ in JSON", '[{"__proto__":{"mak":"1234567890"},"constructor":1}]'],
    ["JSON with NUL and half a pair", '[{"mak":"\\u0000\\ud800","first name":"\\ud800"}]'],
    ["only a byte order mark", bytes("\xef\xbb\xbf")],
    ["half a UTF-16 character", bytes("\xff\xfem")],
    ["a gzip file", bytes("\x1f\x8b\x08\x00\x00\x00\x00\x00")],
    ["a spreadsheet's own format", bytes("PK\x03\x04\x14\x00\x06\x00")],
    ["a page", "<!doctype html><title>mak</title>"],
  ])("%s", async (_, file) => {
    const { status, rows } = await upload(file);
    expect([201, 400, 413, 422]).toContain(status);
    expect(rows.filter(({ lead }) => lead !== null).length).toBeLessThanOrEqual(1);
  });

  test("values that are no values of their columns, of every kind, leave a lead with its key", async () => {
    const columns = [
      "email",
      "phone",
      "street",
      "unit",
      "city",
      "state",
      "zip",
      "county",
      "bedrooms",
      "est value",
      "tags",
      "apn",
    ];
    const more = [
      "consent",
      "consent at",
      "score",
      "results",
      "melissa payload",
      "owner occupied",
      "year built",
      "currency",
    ];
    const odd = [
      "\u0000",
      "\ud800",
      "x".repeat(60_000),
      "-".repeat(300),
      "\u202e\u0301",
      "1e9",
      "(((((",
      "=1+1",
      "\\",
      "'",
      "#",
      "%00",
    ];
    const objects = odd.map((value) =>
      Object.fromEntries<string>([
        ["mak", "1234567890"],
        ...[...columns, ...more].map((name) => [name, value] as const),
      ]),
    );
    const { status, rows } = await upload(
      objects.map((each) => JSON.stringify(each).slice(0, 60_000)).join("\n"),
    );
    expect(status).toBe(201);
    expect(rows).toHaveLength(odd.length);
    const readable = await upload(
      JSON.stringify(objects.filter((each) => JSON.stringify(each).length < 60_000)),
    );
    expect(readable.status).toBe(201);
    expect(readable.rows.every(({ lead }) => lead?.mak === "1234567890")).toBe(true);
    expect(readable.rows.flatMap(({ lead }) => Object.keys(lead ?? {}))).not.toContain("__proto__");
  });
});
