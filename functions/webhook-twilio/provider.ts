import { jsonOrForm } from "../../shared/intake/form-body.ts";
import type { Provider } from "../../shared/intake/provider.ts";
import { formHmac } from "../../shared/verification/form-hmac.ts";
import { identify } from "./identify.ts";
import { normalise } from "./normalise.ts";

/** Twilio's callbacks and Event Streams: https://www.twilio.com/docs/usage/webhooks/webhooks-security */
export const provider = {
  name: "twilio",
  keysVariable: "TWILIO_WEBHOOK_SECRET",
  scheme: formHmac({ header: "X-Twilio-Signature" }),
  parse: jsonOrForm(),
  // Whatever comes in is answered by TwiML, or error 12300 is logged: https://www.twilio.com/docs/api/errors/12300. This says
  // nothing back; status callbacks and Event Streams take any 2xx.
  answer: { contentType: "text/xml", body: "<Response/>" },
  identify,
  normalise,
} satisfies Provider;
