import { describe, expect, test } from "vitest";
import { acmeSecret, signedUpload, uploadApp } from "../../support/lead-uploads.ts";

const lead = { mak: "1234567890", city: "SAN JOS\u00c9" };

/** What comes of a file: the status of the answer, the staged rows, and what the database was told of the file. */
async function upload(
  file: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
) {
  const { app, rows, claims } = uploadApp();
  const answer = await app.request("/lead-upload/acme", signedUpload(file, { headers, secret: acmeSecret }));
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, rows, claims };
}

const withMark = (text: string) => `\ufeff${text}`;
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf16 = (text: string, swap: boolean) => {
  const bytes = new Uint8Array(
    Uint16Array.from(withMark(text), (character) => character.charCodeAt(0)).buffer,
  );
  if (swap) for (let i = 0; i < bytes.length; i += 2) bytes.set([bytes[i + 1] ?? 0, bytes[i] ?? 0], i);
  return bytes;
};
const csv = "MAK,First Name\r\n1234567890,Jos\u00e9\r\n";

describe("a CSV file is read whatever wrote it", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ["UTF-8", csv],
    ["UTF-8 with a byte order mark", withMark(csv)],
    ["Windows-1252", latin(csv)],
    ["UTF-16, little end first", utf16(csv, false)],
    ["UTF-16, big end first", utf16(csv, true)],
    ["line ends of old", csv.replaceAll("\r\n", "\r")],
    ["semicolons", csv.replaceAll(",", ";")],
    ["tabs", csv.replaceAll(",", "\t")],
    ["pipes", csv.replaceAll(",", "|")],
    ["its delimiter on a line of its own", `sep=;\r\n${csv.replaceAll(",", ";")}`],
    ["blank lines and rows around", `\r\n\r\n${csv}\r\n,\r\n , \r\n`],
    ["delimiters too many", csv.replaceAll("Jos\u00e9", "Jos\u00e9,,,")],
  ])("%s", async (_, file) => {
    const { status, rows } = await upload(file);
    expect(status).toBe(201);
    expect(rows).toEqual([
      {
        line: expect.any(Number) as number,
        lead: { mak: "1234567890", given_name: "Jos\u00e9", full_name: "Jos\u00e9" },
        problems: [],
      },
    ]);
  });

  test("and its lines are counted as an editor counts them", async () => {
    const { rows } = await upload(
      'mak,name\r\n1234567890,"a\r\nb"\r\n\r\nbad,\r\n1234567891\r\n1234567892,c\r\n',
    );
    expect(rows.map(({ line, lead: kept, problems }) => [line, kept !== null, problems])).toEqual([
      [2, true, []],
      [
        5,
        false,
        [
          { column: "mak", reason: "invalid-mak" },
          { column: "", reason: "no-key" },
        ],
      ],
      [6, false, [{ column: "", reason: "wrong-number-of-cells" }]],
      [7, true, []],
    ]);
  });

  test("and rows that have problems are kept as they were sent, but for what is empty", async () => {
    const { rows } = await upload("mak,__proto__,email,unit\n1234567890,x,nobody,\n");
    expect(rows[0]?.source).toEqual(
      Object.fromEntries([
        ["mak", "1234567890"],
        ["__proto__", "x"],
        ["email", "nobody"],
      ]),
    );
  });
});

describe("JSON is read", () => {
  const object = {
    MAK: 1234567890,
    "first name": "Jos\u00e9",
    "lot size": 5,
    tags: ["a", "b"],
    consent: false,
    email: null,
  };
  const expected = {
    mak: "1234567890",
    given_name: "Jos\u00e9",
    full_name: "Jos\u00e9",
    tags: ["a", "b"],
    consent: false,
  };

  test.each([
    ["an array", JSON.stringify([object, object]), [1, 2], "json"],
    ["an array over many lines", JSON.stringify([object, object], null, 2), [1, 2], "json"],
    ["an object a line", `${JSON.stringify(object)}\n\n${JSON.stringify(object)}`, [1, 3], "ndjson"],
    [
      "an object a line, as of Windows",
      `${JSON.stringify(object)}\r\n${JSON.stringify(object)}\r\n`,
      [1, 2],
      "ndjson",
    ],
    ["with a byte order mark", withMark(JSON.stringify([object, object])), [1, 2], "json"],
  ])("%s", async (_, file, lines, format) => {
    const { status, body, rows, claims } = await upload(file, { "content-type": "application/json" });
    expect(status).toBe(201);
    expect(rows).toEqual(lines.map((line) => ({ line, lead: expected, problems: [] })));
    expect(body.unknown_columns).toEqual(["lot size"]);
    expect(claims[0]).toMatchObject({ format });
  });

  test("by its first byte, when its content type doesn't say", async () => {
    const { rows } = await upload(JSON.stringify([object]), { "content-type": "application/octet-stream" });
    expect(rows).toHaveLength(1);
  });

  test("element by element: what is none is refused where it stands", async () => {
    const deep = `${'{"a":'.repeat(30)}1${"}".repeat(30)}`;
    const { rows } = await upload(
      `[${JSON.stringify(lead)}, 5, {"mak": }, ${deep}, {"mak":{}}, ${JSON.stringify(lead)}]`,
    );
    expect(rows.map(({ line, lead: kept, problems }) => [line, kept !== null, problems[0]?.reason])).toEqual([
      [1, true, undefined],
      [2, false, "not-an-object"],
      [3, false, "not-json"],
      [4, false, "too-deep"],
      [5, false, "not-a-text"],
      [6, true, undefined],
    ]);
  });

  test("thousands of elements, parsed together, keep their places", async () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({ mak: String(1_000_000_000 + index) }));
    const { rows } = await upload(JSON.stringify(many));
    expect(rows.map(({ line }) => line)).toEqual(many.map((_, index) => index + 1));
    expect(rows.map((row) => row.lead?.mak)).toEqual(many.map(({ mak }) => mak));
  });
});
