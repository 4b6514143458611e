import { expect, test } from "vitest";
import { readForm } from "../../../shared/verification/read-form.ts";

const formType = "Application/X-WWW-Form-URLencoded; charset=utf-8";

function fieldsOf(body: string | Uint8Array, contentType = formType) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const form = readForm(new Headers({ "content-type": contentType }), bytes);
  return form && [...form];
}

test("reads the fields of a form, in their order", () => {
  expect(fieldsOf("b=1&a=x+y&a=%C3%BC&payload=%7B%7D")).toEqual([
    ["b", "1"],
    ["a", "x y"],
    ["a", "ü"],
    ["payload", "{}"],
  ]);
  expect(fieldsOf("")).toEqual([]);
});

test("takes nothing for a form that isn't said to be one, or isn't UTF-8", () => {
  expect(fieldsOf("a=1", "application/json")).toBeNull();
  expect(fieldsOf("a=1", "application/x-www-form-urlencoded-not")).toBeNull();
  expect(fieldsOf(Uint8Array.of(0x61, 0x3d, 0xff))).toBeNull();
});

// The fuzzer's find: Zoho signs names and values joined without marks, so this text has one signature in both readings.
test.each([
  '{"event_id":"5675"}',
  '[{"event_id":"5675"}]',
  '\r\n\t {"event_id":"5675"}',
  // What a form's reader skips, puts into the value, or decodes: joined again, each of these is the same text.
  '\ufeff{"event_id":"5675"}',
  '?{"event_id":"5675"}',
  '&&{"event_id":"5675"}',
  '={"event_id":"5675"}',
  "%7B%22event_id%22:%225675%22%7D",
  "%5B%7B%22event_id%22=:%225675%22%7D%5D",
  '+{"event_id":"5675"}',
  '{"event=_id":"5675"}',
])("takes JSON for no form, whatever type a stranger gives it: %j", (body) => {
  expect(fieldsOf(body)).toBeNull();
});
