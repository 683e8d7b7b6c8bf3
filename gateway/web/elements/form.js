// A form: it checks its fields, sends them, and says what is wrong above and at each field.

import { html } from "htm/preact";
import { createContext } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { Problem } from "../client.js";
import { findFault, tellFault } from "../faults.js";
import { t, tProblem } from "../text.js";
import { Button } from "./button.js";
import { Summary } from "./summary.js";

// What is wrong, in words, by the names of fields.
export const Errors = createContext({});

// The faults that the browser sees.
function check(form) {
  const inputs = [...form.elements].filter((input) => input.name);
  return Object.fromEntries(inputs.map((input) => [input.name, findFault(input)]).filter(([, words]) => words));
}

// Splits a problem into errors of fields of this form, and whatever is of none. A page's own errors have words.
function explain(problem, form) {
  const errors = {};
  const others = [];
  for (const [name, error] of Object.entries(problem.fields)) {
    const input = form.elements[name];
    if (input) errors[name] = error.words ?? tellFault(input, error);
    else others.push(error.words ?? t("form.unknown"));
  }
  if (!Object.keys(errors).length && !others.length) others.push(tProblem(problem));
  return { errors, others };
}

const NOTHING = { isBusy: false, errors: {}, others: [], attempts: 0 };

// submit: gets the fields' values; a Problem that it throws is shown. label: of the button.
export function Form({ submit, label, children }) {
  const form = useRef();
  const summary = useRef();
  const [state, setState] = useState(NOTHING);

  useEffect(() => {
    if (state.attempts) summary.current?.focus();
  }, [state.attempts]);

  function refuse(errors, others) {
    setState(({ attempts }) => ({ isBusy: false, errors, others, attempts: attempts + 1 }));
  }

  async function send(event) {
    event.preventDefault();
    if (state.isBusy) return;
    const errors = check(form.current);
    if (Object.keys(errors).length) return refuse(errors, []);
    setState({ ...NOTHING, isBusy: true, attempts: state.attempts });
    try {
      await submit(Object.fromEntries(new FormData(form.current)));
      setState(NOTHING);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const told = explain(problem, form.current);
      refuse(told.errors, told.others);
    }
  }

  const first = (name) => form.current.elements[name].focus();
  return html`<form ref=${form} novalidate onSubmit=${send}>
    <${Summary} ref=${summary} errors=${state.errors} others=${state.others} focus=${first} form=${form} />
    <${Errors.Provider} value=${state.errors}>${children}</${Errors.Provider}>
    <${Button} type="submit" kind="primary" isBusy=${state.isBusy}>${label}</${Button}>
  </form>`;
}
