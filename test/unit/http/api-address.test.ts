import { describe, expect, test } from "vitest";
import { readApiAddress } from "../../../shared/http/api-address.ts";

const read = (text?: string) =>
  readApiAddress("ACME_API_URL", text, ["https://api.acme.test", "https://sandbox.acme.test"]).href;

describe("the address of a provider's API", () => {
  test.each([undefined, "", " "])("is the provider's own when %j is set", (text) => {
    expect(read(text)).toBe("https://api.acme.test/");
  });

  test.each(["https://sandbox.acme.test", "http://127.0.0.1:9", "http://[::1]:9"])("may be %s", (text) => {
    expect(read(text)).toBe(`${text}/`);
  });

  test.each([
    "http://api.acme.test",
    "https://api.acme.test:8443",
    "https://api.acme.test.example",
    "https://api.acme.test@example.test",
    "https://127.0.0.1",
    "http://127.0.0.1.example.test",
    "http://169.254.169.254",
    "file:///etc/passwd",
    "acme",
  ])("may not be %s, and the variable is named", (text) => {
    expect(() => read(text)).toThrow(
      "ACME_API_URL must be https://api.acme.test or https://sandbox.acme.test, or on this machine.",
    );
  });
});
