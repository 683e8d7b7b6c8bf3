// What can be done with a time of a doctor's day.

import { html } from "htm/preact";

import { close_slot, reopen_slot, reschedule_booking } from "../client.js";
import { t } from "../text.js";
import { announce } from "./announcer.js";
import { Booker } from "./booker.js";
import { Button } from "./button.js";
import { DeskAppointment } from "./desk-appointment.js";
import { Dialog } from "./dialog.js";
import { endErrand, errand } from "./errand.js";
import { Form } from "./form.js";
import { useOverride } from "./override.js";
import { Refusal } from "./refusal.js";
import { useWork } from "./use-work.js";
import { WhenThere } from "./when-there.js";

// A button that asks the API something.
function Press({ label, ask, kind = "plain" }) {
  const work = useWork();
  return html`<${Refusal} problem=${work.problem} />
    <p><${Button} kind=${kind} isBusy=${work.isBusy} onClick=${() => work.run(ask)}>${label}</${Button}></p>`;
}

function Mover({ slot, booking, done }) {
  const [attempt, reason] = useOverride(booking.patient_name);
  async function submit({ reason: why }) {
    await attempt(() => reschedule_booking({ booking_id: booking.id, slot_id: slot.id, reason: why }));
    endErrand();
    done(t("slot-dialog.moved", { name: booking.patient_name }));
  }
  return html`<p>${t("slot-dialog.move", { name: booking.patient_name })}</p>
    <${Form} submit=${submit} label=${t("slot-dialog.move-submit")}>${reason}</${Form}>`;
}

function Closed({ slot, done }) {
  async function reopen() {
    const { slot: now } = await reopen_slot({ slot_id: slot.id });
    done(t(now.state === "closed" ? "slot-dialog.still-closed" : "slot-dialog.reopened"));
  }
  return html`<p>${t("slot-dialog.closed")}</p>
    <${Press} label=${t("slot-dialog.reopen")} ask=${reopen} />`;
}

function Free({ slot, isWalkIn, done }) {
  async function shut() {
    await close_slot({ slot_id: slot.id });
    done(t("slot-dialog.shut"));
  }
  const { booking, patient } = errand.value ?? {};
  if (booking) return html`<${Mover} slot=${slot} booking=${booking} done=${done} />`;
  const booked = (words) => {
    endErrand();
    done(words);
  };
  return html`${isWalkIn && html`<p>${t("slot-dialog.walk-in")}</p>`}
    <${Booker} slot=${slot} patient=${patient} isWalkIn=${isWalkIn} done=${booked}>
      <hr />
      <${Press} label=${t("slot-dialog.shut-submit")} ask=${shut} />
    </${Booker}>`;
}

function titleOf({ booking, slot }, isWalkIn) {
  if (booking) return booking.patient_name;
  if (slot.state === "closed") return t("slot-dialog.closed-title");
  if (slot.state !== "free") return t("slot-dialog.taken-title");
  if (errand.value?.booking) return t("slot-dialog.move-title");
  return t(isWalkIn ? "slot-dialog.walk-in-title" : "slot-dialog.free-title");
}

// item: of Agenda.itemsOf, as it was when it was chosen. current: as it is now. changed: is called when it is another
// one.
export function SlotDialog({ item, current, doctor, changed, close }) {
  const { slot } = item;
  const booking = item.booking && current?.booking?.id === item.booking.id ? current.booking : item.booking;
  const isOver = Date.parse(item.end_time) <= Date.now();
  const isWalkIn = !booking && Date.parse(item.start_time) <= Date.now();
  const isTaken = !booking && slot.state === "free" && current?.slot?.state !== "free";
  const done = (words) => {
    announce(words);
    changed();
    close();
  };
  return html`<${Dialog} title=${titleOf(item, isWalkIn)} close=${close}>
    ${!booking && html`<p>${doctor.name}<br /><${WhenThere} start=${item.start_time} end=${item.end_time} zone=${doctor.time_zone} /></p>`}
    ${isTaken && html`<p class="refusal" role="alert">${t("slot-dialog.taken-now")}</p>`}
    ${booking
      ? html`<${DeskAppointment} booking=${booking} zone=${doctor.time_zone} changed=${changed} move=${close} />`
      : slot.state === "closed"
        ? html`<${Closed} slot=${slot} done=${done} />`
        : slot.state !== "free"
          ? html`<p>${t("slot-dialog.taken")}</p>`
          : isOver
            ? html`<p>${t("slot-dialog.over")}</p>`
            : html`<${Free} slot=${slot} isWalkIn=${isWalkIn} done=${done} />`}
  </${Dialog}>`;
}
