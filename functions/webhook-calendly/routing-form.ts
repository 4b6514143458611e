import { readContact } from "../../shared/contacts/read-contact.ts";
import type { RegistrationChange } from "../../shared/intake/change.ts";
import type { Normalised } from "../../shared/intake/provider.ts";
import type { DatedEvent } from "../../shared/mapping/dated-event.ts";
import { readPayload } from "../../shared/mapping/read-payload.ts";
import { routingFormEvent } from "./payload.ts";

/** Maps `routing_form_submission.created`, whose questions the form's author worded. */
export async function normaliseRoutingForm({ at, payload, defaults }: DatedEvent): Promise<Normalised> {
  const read = readPayload(routingFormEvent, payload);
  if (!read.ok) return read;
  const { uri, created_at, questions_and_answers: answers = [] } = read.value.payload;
  const answerTo = (...questions: readonly string[]) =>
    answers.find(({ question }) => questions.includes(plain(question)))?.answer;
  const contact = await readContact(
    { at: created_at ?? at },
    {
      email: answerTo("email", "e mail", "email address", "your email", "work email"),
      full_name: answerTo("name", "full name", "your name"),
      given_name: answerTo("first name"),
      family_name: answerTo("last name"),
      phone: answerTo("phone", "phone number"),
      phone_countries: [defaults.phoneCountry],
    },
  );
  const registration: RegistrationChange = {
    kind: "registration",
    at,
    external_id: uri,
    registration_kind: "form",
    status: "active",
    occurred_at: created_at ?? at,
  };
  return { ok: true, changes: [...contact, registration] };
}

function plain(question = ""): string {
  return question
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, " ")
    .trim();
}
