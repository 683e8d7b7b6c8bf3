// Amounts as people enter them: in the main unit of a currency.

function digitsOf(currency) {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  } catch {
    // It is no currency's name: the API will say so.
    return 2;
  }
}

// Returns the text of an amount in the smallest unit, as a field for numbers has it.
export function writeAmount(minor, currency) {
  const digits = digitsOf(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

// Returns the amount in the smallest unit, or null if there is no such small coin.
export function readAmount(text, currency) {
  const minor = Number(text) * 10 ** digitsOf(currency);
  return Math.abs(minor - Math.round(minor)) < 1e-6 ? Math.round(minor) : null;
}
