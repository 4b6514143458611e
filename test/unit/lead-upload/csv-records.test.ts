import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvRecords } from "../../../functions/lead-upload/csv-records.ts";
import { sniffDelimiter } from "../../../functions/lead-upload/delimiter.ts";

const read = (...pieces: readonly string[]) => [...csvRecords(pieces, ",")];
const cells = (line: number, ...cells: readonly string[]) => ({ line, cells });
const fault = (line: number, fault: string) => ({ line, fault });

describe("records", () => {
  test("are told with the line that they begin on, quoted line ends and all", () => {
    expect(read('a,b\n"x\ny\n",2\n\n3,"say ""hi"""\n')).toEqual([
      cells(1, "a", "b"),
      cells(2, "x\ny\n", "2"),
      cells(5, ""),
      cells(6, "3", 'say "hi"'),
    ]);
  });

  test("may end without a line end, in a quote or not", () => {
    expect(read("a,b\n1,2")).toEqual([cells(1, "a", "b"), cells(2, "1", "2")]);
    expect(read('a,b\n1,"2"')).toEqual([cells(1, "a", "b"), cells(2, "1", "2")]);
    expect(read("")).toEqual([]);
  });

  test("have quotes inside cells that don't begin with one", () => {
    expect(read('a,b\n5" pipe,2\n')).toEqual([cells(1, "a", "b"), cells(2, '5" pipe', "2")]);
  });

  test("are the same however the text is cut into pieces", () => {
    const cell = fc.stringMatching(/^[a-c"\n, ]{0,5}$/);
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, fc.array(fc.nat(60), { maxLength: 6 }), (rows, cuts) => {
        const text =
          rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n") + "\n";
        const bounds = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const pieces = bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
        expect(read(...pieces).map((record) => "cells" in record && record.cells)).toEqual(rows);
      }),
    );
  });
});

describe("a quote that doesn't fit", () => {
  test("loses its own line and no other, even when a later quote would close it", () => {
    expect(read('a,b\n1,"bad"x\n2,"good"\n3,c\n')).toEqual([
      cells(1, "a", "b"),
      fault(2, "unclosed-quote"),
      cells(3, "2", "good"),
      cells(4, "3", "c"),
    ]);
  });

  test("loses its own line when nothing closes it up to the end of the file", () => {
    expect(read('a,b\n1,"never\n2,c\n', "3,d\n")).toEqual([
      cells(1, "a", "b"),
      fault(2, "unclosed-quote"),
      cells(3, "2", "c"),
      cells(4, "3", "d"),
    ]);
  });

  test("in every line of a large file is told for every one, in time that grows with the file alone", () => {
    const lines = 20_000;
    const piece = '1,"bad"x,2\n'.repeat(lines / 4);
    expect(read(piece, piece, piece, piece)).toEqual(
      Array.from({ length: lines }, (_, index) => fault(index + 1, "unclosed-quote")),
    );
  });
});

test("a line longer than any row is passed over, wherever the pieces end", () => {
  const long = "x".repeat(100_000);
  expect(read(`a,b\n${long}`, long, `${long}\n1,2\n`)).toEqual([
    cells(1, "a", "b"),
    fault(2, "row-too-long"),
    cells(3, "1", "2"),
  ]);
  expect(read(`"${long}`, long)).toEqual([fault(1, "row-too-long")]);
});

test.each([
  ["a,b;c,d\n", ","],
  ["Name, full;Email;Phone\n", ";"],
  ["a\tb\n1,2\t3\n", "\t"],
  ["a|b|c\n", "|"],
  ['"a;b;c",d\n', ","],
  ["\n\na;b\n", ";"],
  ["sep=;\na,b,c\n", ";"],
  ["single\n1\n", ","],
])("the delimiter of %j is %j", (text, delimiter) => {
  expect(sniffDelimiter(text)).toBe(delimiter);
});
