// Rules about a patient's other bookings, which an administrator may ignore for a reason.

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { Problem } from "../client.js";
import { t } from "../text.js";
import { Field } from "./field.js";

const RULES = {
  OVERLAPPING_BOOKING: "override.overlap",
  HOLD_LIMIT: "override.holds",
  BOOKING_LIMIT: "override.bookings",
};

// Returns a function that asks the API, and the field of the reason once the API has refused for such a rule.
export function useOverride(name) {
  const [isAsked, setAsked] = useState(false);

  async function attempt(ask) {
    try {
      return await ask();
    } catch (problem) {
      if (!(problem.code in RULES)) throw problem;
      setAsked(true);
      // The field must be there when what is wrong with it is told.
      await new Promise((resolve) => setTimeout(resolve));
      const errors = [{ pointer: "#/reason", words: t(RULES[problem.code], { name }) }];
      throw new Problem({ code: "INVALID_INPUT", errors });
    }
  }

  const field = isAsked && html`<${Field} name="reason" label=${t("override.reason")} maxlength="500" required />`;
  return [attempt, field];
}
