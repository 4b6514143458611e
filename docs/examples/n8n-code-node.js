// n8n, Code node, "Run Once for All Items": signs the rows that come in, for the HTTP Request node after it.
//
// Needs NODE_FUNCTION_ALLOW_BUILTIN=crypto and, in LEAD_UPLOAD_SECRET, the broker's secret. The HTTP Request node after it: method POST,
// the address of lead-upload/<broker>, headers from {{ $json.headers }} by "Using JSON", body content type Raw,
// application/json, body {{ $json.body }}, "Retry On Fail" on.
const { createHash, createHmac } = require("crypto");

// A row is an object; its names are the columns.
const body = JSON.stringify($input.all().map((item) => item.json));
// The execution's own, so that a retry of this workflow sends the same file under the same id.
const id = `n8n_${$execution.id}`;
const timestamp = String(Math.floor(Date.now() / 1000));
const key = Buffer.from($env.LEAD_UPLOAD_SECRET.slice("whsec_".length), "base64");
const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
const digest = createHash("sha256").update(body).digest("base64");

return [
  {
    json: {
      body,
      headers: {
        "content-type": "application/json",
        "content-digest": `sha-256=:${digest}:`,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
    },
  },
];
