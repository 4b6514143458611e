import { readContact } from "../../shared/contacts/read-contact.ts";
import type { RegistrationChange } from "../../shared/intake/change.ts";
import type { IdentifiedEvent, MappingDefaults, Normalised } from "../../shared/intake/provider.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { slug } from "../../shared/mapping/slug.ts";
import { stated } from "../../shared/mapping/stated.ts";
import { unmapped } from "../../shared/mapping/unmapped.ts";
import { type FormResponse, responseEvent } from "./payload.ts";

/** Maps `form_response`: who filled which form in. */
export async function normalise(
  { type, occurredAt: at, payload }: IdentifiedEvent,
  defaults: MappingDefaults = {},
): Promise<Normalised> {
  if (type !== "form_response") return unmapped;
  if (at === null) {
    return { ok: false, problem: { code: "missing-field", field: "form_response.submitted_at" } };
  }
  const read = readPayload(responseEvent, payload);
  if (!read.ok) return read;
  const response = read.value.form_response;
  const answers = response.answers ?? [];
  const contact = await readContact(
    { at },
    {
      email: answers.find((answer) => answer?.email !== undefined)?.email,
      full_name: answerTo(response, "name", "full-name", "your-name", "your-full-name"),
      given_name: answerTo(response, "first-name", "your-first-name"),
      family_name: answerTo(response, "last-name", "your-last-name"),
      phone: answers.find((answer) => answer?.phone_number !== undefined)?.phone_number,
      phone_countries: [defaults.phoneCountry],
    },
  );
  const registration = stated<RegistrationChange>({
    kind: "registration",
    at,
    external_id: response.token,
    registration_kind: "form",
    status: "active",
    title: response.definition?.title,
    occurred_at: at,
  });
  return { ok: true, changes: [...contact, registration] };
}

/** The text that answers a question which reads like one of these, whatever its letters and punctuation. */
function answerTo({ definition, answers = [] }: FormResponse, ...questions: readonly string[]) {
  const asked = definition?.fields.filter((field) => questions.includes(slug(field?.title) ?? "")) ?? [];
  const ids = asked.flatMap((field) => field?.id ?? []);
  return answers.find((answer) => ids.includes(answer?.field?.id ?? ""))?.text;
}
