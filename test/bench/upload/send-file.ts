import { signedHeaders } from "../../../cli/upload/sign.ts";

/** Sends a broker's file to the function at `url`; throws unless all of it is promoted. */
export async function sendFile(
  url: string,
  broker: string,
  secret: string,
  file: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const headers = signedHeaders(secret, `bench_${crypto.randomUUID()}`, file, new Date());
  const answer = await fetch(`${url}/lead-upload/${broker}`, { method: "POST", headers, body: file });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`The upload was answered ${answer.status}: ${text}`);
}
