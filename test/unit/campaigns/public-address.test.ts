import { describe, expect, test } from "vitest";
import { isPublicAddress, type LookUp } from "../../../shared/campaigns/public-address.ts";

const found =
  (...addresses: readonly string[]): LookUp =>
  () =>
    Promise.resolve(addresses);
const isPublic = (url: string, lookUp = found("93.184.215.14"), allowsThisMachine = false) =>
  isPublicAddress(new URL(url), { lookUp, allowsThisMachine });

describe("a webhook is sent to", () => {
  test.each([
    "https://tool.example.com/leads",
    "https://tool.example.com:8443/leads?campaign=1",
    "https://xn--bcher-kva.example/",
  ])("%s", async (url) => {
    expect(await isPublic(url)).toBe(true);
  });

  test.each([found("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"), () => Promise.resolve(null)])(
    "a name that leads to the internet, or that nobody here can look up",
    async (lookUp) => {
      expect(await isPublic("https://tool.example.com/", lookUp)).toBe(true);
    },
  );
});

describe("a webhook is never sent", () => {
  test.each([
    ["without TLS", "http://tool.example.com/"],
    ["by another protocol", "ftp://tool.example.com/"],
    ["with a credential in the address", "https://user:secret@tool.example.com/"],
    ["to this machine", "https://127.0.0.1/"],
    ["to this machine by name", "https://localhost/"],
    ["to this machine by a name below it", "https://api.localhost/"],
    ["to this machine in hexadecimal", "https://0x7f000001/"],
    ["to this machine as one number", "https://2130706433/"],
    ["to this machine in short", "https://127.1/"],
    ["to this machine in version 6", "https://[::1]/"],
    ["to this machine in version 6 of version 4", "https://[::ffff:127.0.0.1]/"],
    ["to the cloud's metadata", "https://169.254.169.254/latest/meta-data"],
    ["to any literal address", "https://93.184.215.14/"],
    ["to any literal address of version 6", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/"],
    ["to a name without a dot", "https://kong:8000/"],
    ["to a name inside a network", "https://db.internal/"],
    ["to a name inside a network, absolute", "https://metadata.google.internal./"],
    ["to a name of the local link", "https://printer.local/"],
  ])("%s: %s", async (_, url) => {
    expect(await isPublic(url)).toBe(false);
  });

  test.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.53",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.1.1",
    "198.19.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "fd00::1",
    "fe80::1",
    "64:ff9b::a00:1",
    "2001:db8::1",
    "2001::1",
    "2002:a00:1::",
    "ff02::1",
    "not an address",
  ])("to a name that leads to %s, alone or among others", async (address) => {
    expect(await isPublic("https://tool.example.com/", found(address))).toBe(false);
    expect(await isPublic("https://tool.example.com/", found("93.184.215.14", address))).toBe(false);
  });

  test.each([
    ["0.0.0.0", "0.255.255.255"],
    ["10.0.0.0", "10.255.255.255"],
    ["100.64.0.0", "100.127.255.255"],
    ["127.0.0.0", "127.255.255.255"],
    ["169.254.0.0", "169.254.255.255"],
    ["172.16.0.0", "172.31.255.255"],
    ["192.0.0.0", "192.0.0.255"],
    ["192.0.2.0", "192.0.2.255"],
    ["192.88.99.0", "192.88.99.255"],
    ["192.168.0.0", "192.168.255.255"],
    ["198.18.0.0", "198.19.255.255"],
    ["198.51.100.0", "198.51.100.255"],
    ["203.0.113.0", "203.0.113.255"],
  ])("to a name that leads into the network from %s to %s, but to its neighbours", async (first, last) => {
    const address = (of: string) => isPublic("https://tool.example.com/", found(of));
    expect(await Promise.all([address(first), address(last)])).toEqual([false, false]);
    const neighbours = [neighbour(first, -1), neighbour(last, 1)].filter((of) => !/^(?:-|0\.)/.test(of));
    expect(await Promise.all(neighbours.map(address))).toEqual(neighbours.map(() => true));
  });

  test("to a name that nobody has, as far as the looking up goes: the call then fails by itself", async () => {
    expect(await isPublic("https://tool.example.com/", () => Promise.reject(new Error()))).toBe(true);
  });
});

test.each(["http://127.0.0.1:8000/", "http://localhost:8000/", "http://[::1]:8000/", "https://127.0.0.1/"])(
  "where the project itself is on this machine, %s may be what receives",
  async (url) => {
    expect(await isPublic(url, found(), true)).toBe(true);
  },
);

/** The address so many places further on. */
function neighbour(address: string, places: number): string {
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + places;
  return number < 0 ? "-" : [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
