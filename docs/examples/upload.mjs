// Sends a file of leads to lead-upload. Node 20 or later, no packages.
//
//     LEAD_UPLOAD_SECRET=whsec_... node upload.mjs leads.csv https://<project>.supabase.co/functions/v1/lead-upload/<broker>
import { createHash, createHmac, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

function signedHeaders(secret, id, body) {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
    "content-digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:`,
    "content-type": "text/csv",
  };
}

async function upload(path, url, secret) {
  const body = await readFile(path);
  // The same for every attempt: whatever gets lost on the way, the file is taken once.
  const id = `upload_${randomUUID()}`;
  for (let attempt = 0; attempt < 6; attempt++) {
    let pause = 2 ** attempt;
    try {
      const answer = await fetch(url, { method: "POST", body, headers: signedHeaders(secret, id, body) });
      const text = await answer.text();
      // After an attempt without an answer, 409 says that it came through.
      if (answer.ok || (answer.status === 409 && attempt > 0)) return text;
      if (answer.status < 500 && answer.status !== 429) throw new Error(`refused: ${text}`);
      pause = Number(answer.headers.get("retry-after") ?? pause);
    } catch (error) {
      // What fetch throws when there was no answer.
      if (!(error instanceof TypeError)) throw error;
    }
    await sleep(pause * 1000);
  }
  throw new Error("not taken: try again later");
}

const [path, url] = process.argv.slice(2);
process.stdout.write(`${await upload(path, url, process.env.LEAD_UPLOAD_SECRET)}\n`);
