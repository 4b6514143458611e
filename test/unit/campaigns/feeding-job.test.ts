import { describe, expect, test } from "vitest";
import { job as delivery } from "../../../functions/job-campaign-delivery/job.ts";
import { job as feeder } from "../../../functions/job-campaign-feeder/job.ts";

const complete = {
  CONSENT_SECRET: "a-secret-of-thirty-two-characters",
  PUBLIC_BASE_URL: "https://links.example.com",
};

describe.each([feeder, delivery])("job-$name", ({ prepare }) => {
  test("starts with what links to unsubscribe are made of", () => {
    expect(prepare(complete)).toBeInstanceOf(Function);
  });

  test("doesn't start without, and names what is missing", () => {
    expect(() => prepare({})).toThrow(
      /CONSENT_SECRET is missing or blank[^]*PUBLIC_BASE_URL is missing or blank/,
    );
    expect(() => prepare({ ...complete, CONSENT_SECRET: "MARKED" })).toThrow("CONSENT_SECRET must be");
    expect(() => prepare({ ...complete, CONSENT_SECRET: "MARKED" })).not.toThrow("MARKED");
  });
});
